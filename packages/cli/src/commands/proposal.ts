import { Argument, type Command, Option } from "commander";
import type { CallOptions } from "../calls/call-action.ts";
import type { NewOptions, ReadOptions } from "../governance/proposals.ts";
import {
  collect,
  dataOption,
  newCommand,
  newGroup,
  urlOption,
  wholeNumber,
} from "../new-command.ts";
import { signingOptions } from "./signing-options.ts";

const CALL_HELP =
  "application.action={json}, or @FILE with a JSON list of {action, input}; repeatable";

/** `tallystick proposal`: what the organisations decide. */
export function proposalCommand(): Command {
  const proposal = newGroup("proposal", "propose, vote, and carry out what was decided", [
    'tallystick proposal new --title "Slow down" --call \'governance.set-quota={"organisation":"acme","app":"evidence","statements":10}\'',
    "tallystick proposal show 1",
    "tallystick proposal vote 1 yes",
    "tallystick proposal enact 1",
  ]);
  proposal.addCommand(makeCommand());
  proposal.addCommand(listCommand());
  proposal.addCommand(showCommand());
  proposal.addCommand(simulateCommand());
  proposal.addCommand(voteCommand());
  proposal.addCommand(vetoCommand());
  for (const [name, summary] of [
    ["enact", "end a vote whose time is over, or carry out what has passed"],
    ["withdraw", "take back a proposal of your organisation"],
  ] as const) {
    proposal.addCommand(plainCommand(name, summary));
  }
  return proposal;
}

const numberArgument = () =>
  new Argument("<number>", "number of the proposal").argParser(wholeNumber(1));

function makeCommand(): Command {
  const make = newCommand("new", "put actions, or a resolution, to the vote", [
    'tallystick proposal new --title "Suspend acme" --call \'membership.suspend-organisation={"organisation":"acme"}\'',
    'tallystick proposal new --title "We meet in May" --text minutes.pdf',
  ])
    .requiredOption("--title <title>", "what it is about")
    .option("--call <call>", CALL_HELP, collect)
    .option("--text <file>", "a text whose SHA-256 is kept with the proposal");
  return signingOptions(make)
    .option("--receipt <file>", "write the receipt there")
    .action(async (options: NewOptions) => {
      const { newProposal } = await import("../governance/proposals.ts");
      await newProposal(options);
    });
}

function listCommand(): Command {
  return newCommand("list", "list proposals, latest first", [
    "tallystick proposal list --status open",
  ])
    .addOption(
      new Option("--status <status>", "only those that stand there").choices([
        "open",
        "passed",
        "rejected",
        "vetoed",
        "enacted",
        "expired",
        "withdrawn",
      ]),
    )
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (options: ReadOptions) => {
      const { listProposals } = await import("../governance/proposals.ts");
      await listProposals(options);
    });
}

function showCommand(): Command {
  return newCommand("show", "show a proposal, its ballots and what it would change", [
    "tallystick proposal show 1",
  ])
    .addArgument(numberArgument())
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (number: number, options: ReadOptions) => {
      const { showProposal } = await import("../governance/proposals.ts");
      await showProposal(number, options);
    });
}

function simulateCommand(): Command {
  return newCommand("simulate", "show what would change, without proposing anything", [
    "tallystick proposal simulate 1",
    'tallystick proposal simulate --call \'governance.set-parameter={"name":"pause-ms","value":3600000}\'',
  ])
    .addArgument(new Argument("[number]", "number of the proposal").argParser(wholeNumber(1)))
    .option("--call <call>", CALL_HELP, collect)
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (number: number | undefined, options: ReadOptions) => {
      const { simulate } = await import("../governance/proposals.ts");
      await simulate(number, options);
    });
}

function voteCommand(): Command {
  const vote = newCommand("vote", "cast the ballot of your organisation", [
    "tallystick proposal vote 1 yes",
  ])
    .addArgument(numberArgument())
    .addArgument(new Argument("<choice>", "the ballot").choices(["yes", "no", "abstain"]));
  return signingOptions(vote).action(
    async (proposal: number, choice: string, options: CallOptions) => {
      await call("vote", { proposal, choice }, options);
    },
  );
}

function vetoCommand(): Command {
  const veto = newCommand("veto", "veto a proposal, where its kind allows it", [
    'tallystick proposal veto 1 --reason "It reaches too far"',
  ])
    .addArgument(numberArgument())
    .requiredOption("--reason <text>", "why; stays on the ledger");
  return signingOptions(veto).action(
    async (proposal: number, options: CallOptions & { readonly reason: string }) => {
      await call("veto", { proposal, reason: options.reason }, options);
    },
  );
}

function plainCommand(name: "enact" | "withdraw", summary: string): Command {
  const command = newCommand(name, summary, [`tallystick proposal ${name} 1`]).addArgument(
    numberArgument(),
  );
  return signingOptions(command).action(async (proposal: number, options: CallOptions) => {
    await call(name, { proposal }, options);
  });
}

async function call(
  name: "vote" | "veto" | "enact" | "withdraw",
  input: Record<string, unknown>,
  options: CallOptions,
): Promise<void> {
  const [{ governance }, { callAction }] = await Promise.all([
    import("@tallystick/apps/governance/index"),
    import("../calls/call-action.ts"),
  ]);
  await callAction("governance", governance.actions[name], input, options);
}
