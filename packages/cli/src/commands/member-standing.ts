import { applicationList } from "@tallystick/apps/applications";
import { membership } from "@tallystick/apps/membership/index";
import type { Command } from "commander";
import { answer } from "../answer.ts";
import { actionCommand } from "../calls/action-command.ts";
import { viewAnswer } from "../calls/run-view.ts";
import { UsageError } from "../failure.ts";
import type { LedgerOptions } from "../ledger/ledger-trust.ts";
import { dataOption, newCommand, urlOption } from "../new-command.ts";
import { printable } from "../terminal/width.ts";

/** The commands about a member's standing, its keys' successors and its rights. */
export function standingCommands(): Command[] {
  const { actions } = membership;
  return [
    actionCommand("membership", actions.rotateKey, {
      ...{ name: "rotate-key", summary: "put a new key in the place of an old one" },
      examples: ["tallystick member rotate-key KEYID --key-file new.key"],
      arguments: ["keyId"],
    }),
    actionCommand("membership", actions.suspendMember, {
      ...{ name: "suspend", summary: "accept nothing of a member until it is reinstated" },
      examples: ['tallystick member suspend alice --reason "on leave"'],
      arguments: ["member"],
    }),
    actionCommand("membership", actions.reinstateMember, {
      ...{ name: "reinstate", summary: "end the suspension of a member" },
      examples: ["tallystick member reinstate alice"],
      arguments: ["member"],
    }),
    actionCommand("membership", actions.removeMember, {
      ...{ name: "remove", summary: "remove a member for good; its records stand" },
      examples: ['tallystick member remove alice --reason "has left"'],
      arguments: ["member"],
    }),
    mayCommand(),
  ];
}

interface May {
  readonly allowed: boolean;
  readonly by: string;
  readonly grant?: { readonly role: string; readonly grant: number };
  readonly delegation?: { readonly delegator: string; readonly delegation: number };
}

/** Whether the ledger would let a member through to an action, and by which right. */
function mayCommand(): Command {
  return newCommand("may", "say whether a member may call an action, and why", [
    "tallystick member may alice evidence.withdraw",
  ])
    .argument("<member>", "member id")
    .argument("<action>", "application.action")
    .option("--organisation <id>", "organisation that the statement would touch")
    .option("--record-class <class>", "kind of record that it would touch")
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (member: string, action: string, options: MayOptions) => {
      const { organisation, recordClass } = options;
      const input = {
        ...{ member, action, open: openFor(action) },
        ...(organisation === undefined ? {} : { organisation }),
        ...(recordClass === undefined ? {} : { recordClass }),
      };
      const { data } = await viewAnswer(membership, membership.views.may, input, options, false);
      const said = data as unknown as May;
      answer(options, data, () => [
        `${printable(member)}: ${said.allowed ? "yes" : "no"}, ${why(said)}`,
      ]);
    });
}

interface MayOptions extends LedgerOptions {
  readonly json?: boolean;
  readonly organisation?: string;
  readonly recordClass?: string;
}

/** Built-in roles for which an action is open. @throws UsageError when there is none of the name */
function openFor(action: string): string[] {
  const [appName, name] = action.split(".");
  const app = applicationList.find((one) => one.name === appName);
  const found = Object.values(app?.actions ?? {}).find((one) => one.name === name);
  if (found === undefined) throw new UsageError(`no application has an action ${action}`);
  return found.roles.filter((role) => role !== "consortium");
}

function why({ by, grant, delegation }: May): string {
  if (grant !== undefined) return `by the role ${grant.role} (grant ${grant.grant})`;
  if (delegation !== undefined) {
    return `lent by ${delegation.delegator} (delegation ${delegation.delegation})`;
  }
  const reasons: Readonly<Record<string, string>> = {
    role: "the action is open to its built-in role",
    nothing: "no role, grant or delegation opens it",
    suspended: "the member or its organisation is suspended",
    unknown: "the ledger has no such member",
  };
  return reasons[by] ?? by;
}
