import type { Command } from "commander";
import { dataOption, newCommand, newGroup, urlOption } from "../new-command.ts";
import { names } from "./call.ts";

const tools = async () => {
  const [{ membership }, { actionCommand }, { listCommand }] = await Promise.all([
    import("@tallystick/apps/membership/index"),
    import("../calls/action-command.ts"),
    import("../calls/list-command.ts"),
  ]);
  return { membership, actionCommand, listCommand, ...membership };
};

type Row = Readonly<Record<string, unknown>>;
const text = (name: string) => (row: Row) => row[name];
const words = (name: string) => (row: Row) => (row[name] as string[] | undefined)?.join(", ");
const scope = (row: Row) =>
  ["app", "recordClass", "organisation"]
    .filter((name) => row[name] !== undefined)
    .map((name) => `${name}=${row[name]}`)
    .join(" ") || "everything";
const span = (row: Row) =>
  [`from block ${row["fromHeight"]}`, ...(row["toHeight"] ? [`to ${row["toHeight"]}`] : [])].join(
    " ",
  );
const day = (row: Row) =>
  typeof row["until"] === "number" ? new Date(row["until"]).toISOString() : "-";

/** `tallystick role`: named sets of capabilities. */
export async function roleCommand(args: readonly string[]): Promise<Command> {
  const group = newGroup("role", "list roles and who holds them", [
    "tallystick role list",
    "tallystick role holders clerk",
    "# a role is defined by decision of the organisations",
    'tallystick proposal new --title "Clerks" --call \'membership.define-role={"role":"clerk","title":"Clerk","capabilities":["evidence.*"],"operators":true}\'',
  ]);
  if (!names(args, "role")) return group;
  const { membership, views, listCommand } = await tools();
  group.addCommand(
    listCommand(membership, views.roles, {
      ...{ name: "list", summary: "list roles", examples: ["tallystick role list"] },
      rows: "roles",
      columns: {
        ROLE: text("role"),
        "GRANTED BY": (row) => (row["operators"] === true ? "operators" : "decision"),
        "IN FORCE": span,
        OPENS: words("capabilities"),
      },
    }),
  );
  group.addCommand(
    listCommand(membership, views.grants, {
      ...{ name: "holders", summary: "list who holds a role", rows: "grants", argument: "role" },
      examples: ["tallystick role holders clerk"],
      columns: { MEMBER: text("member"), WITHIN: scope, SINCE: span, UNTIL: day },
    }),
  );
  return group;
}

/** `tallystick grant`: who holds which role. */
export async function grantCommand(args: readonly string[]): Promise<Command> {
  const group = newGroup("grant", "grant roles to members, and take them back", [
    "tallystick grant give alice clerk --app evidence",
    "tallystick grant list alice",
    "tallystick grant revoke alice clerk 0",
  ]);
  if (!names(args, "grant")) return group;
  const { membership, actions, views, actionCommand, listCommand } = await tools();
  group.addCommand(
    actionCommand("membership", actions.grant, {
      ...{ name: "give", summary: "grant a role to a member of your organisation" },
      examples: ["tallystick grant give alice clerk --until 1800000000000"],
      arguments: ["member", "role"],
    }),
  );
  group.addCommand(
    listCommand(membership, views.grants, {
      ...{
        name: "list",
        summary: "list the roles of a member",
        rows: "grants",
        argument: "member",
      },
      examples: ["tallystick grant list alice"],
      columns: {
        ...{ ROLE: text("role"), NUMBER: text("grant"), WITHIN: scope, SINCE: span, UNTIL: day },
        BY: text("by"),
      },
    }),
  );
  group.addCommand(
    actionCommand("membership", actions.revokeGrant, {
      ...{ name: "revoke", summary: "end a grant" },
      examples: ["tallystick grant revoke alice clerk 0"],
      arguments: ["member", "role", "grant"],
    }),
  );
  return group;
}

/** `tallystick delegate`: rights lent for a while. */
export async function delegateCommand(args: readonly string[]): Promise<Command> {
  const group = newGroup("delegate", "lend rights to a colleague until a day", [
    "tallystick delegate lend bob --capabilities governance.vote --until 1800000000000",
    "tallystick delegate list alice",
    "tallystick delegate end alice 0",
  ]);
  if (!names(args, "delegate")) return group;
  const { membership, actions, views, actionCommand, listCommand } = await tools();
  group.addCommand(
    actionCommand("membership", actions.delegate, {
      ...{ name: "lend", summary: "lend rights of yours to a member of your organisation" },
      examples: ["tallystick delegate lend bob --capabilities evidence.* --until 1800000000000"],
      arguments: ["delegate"],
    }),
  );
  for (const [name, side, summary] of [
    ["list", "delegator", "list what a member has lent"],
    ["received", "delegate", "list what was lent to a member"],
  ] as const) {
    group.addCommand(
      listCommand(membership, views.delegations, {
        ...{ name, summary, rows: "delegations", argument: "member", input: { side } },
        examples: [`tallystick delegate ${name} alice`],
        columns: {
          ...{ FROM: text("delegator"), NUMBER: text("delegation"), TO: text("delegate") },
          ...{ OPENS: words("capabilities"), WITHIN: scope, SINCE: span, UNTIL: day },
        },
      }),
    );
  }
  group.addCommand(
    actionCommand("membership", actions.endDelegation, {
      ...{ name: "end", summary: "take back what was lent" },
      examples: ["tallystick delegate end alice 0"],
      arguments: ["delegator", "delegation"],
    }),
  );
  return group;
}

/** `tallystick recover`: access for members who lost their keys. */
export async function recoverCommand(args: readonly string[]): Promise<Command> {
  const group = newGroup("recover", "restore the access of members who lost their keys", [
    "tallystick recover guardians alice --threshold 2 --guardians bob --guardians carol --guardians dan",
    "tallystick recover propose alice --key-file alice-2.key",
    "tallystick recover approve alice 0",
  ]);
  if (!names(args, "recover")) return group;
  const { membership, actions, views, actionCommand } = await tools();
  for (const [name, action, summary, more] of [
    ["guardians", actions.setRecovery, "name the guardians of a member", []],
    ["propose", actions.proposeRecovery, "propose a new key, as a guardian", []],
    ["approve", actions.approveRecovery, "agree to a recovery, as a guardian", ["recovery"]],
    ["complete", actions.completeRecovery, "complete a recovery after its wait", ["recovery"]],
    ["cancel", actions.cancelRecovery, "call a recovery off", ["recovery"]],
  ] as const) {
    group.addCommand(
      actionCommand("membership", action, {
        ...{ name, summary, arguments: ["member", ...more] },
        examples: [`tallystick recover ${name} alice${more.length > 0 ? " 0" : ""}`],
      }),
    );
  }
  group.addCommand(
    newCommand("show", "show guardians and recoveries", ["tallystick recover show alice"])
      .argument("<member>", "member id")
      .addOption(urlOption())
      .addOption(dataOption())
      .action(async (member: string, options: { url: string; data: string }) => {
        const { runView } = await import("../calls/run-view.ts");
        await runView(membership, views.recovery, { member }, options);
      }),
  );
  return group;
}
