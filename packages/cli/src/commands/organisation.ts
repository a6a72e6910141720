import type { Command } from "commander";
import type { ViewOptions } from "../calls/run-view.ts";
import { dataOption, newCommand, newGroup, urlOption } from "../new-command.ts";
import { names } from "./call.ts";

/** `tallystick organisation`: who runs the ledger. */
export async function organisationCommand(args: readonly string[]): Promise<Command> {
  const group = newGroup("organisation", "list organisations, update one, rotate its keys", [
    "tallystick organisation list",
    "tallystick organisation show court",
    "# what all decide together is proposed",
    "tallystick proposal new --title 'Admit the court' --call @admit-court.json",
  ]);
  if (!names(args, "organisation")) return group;
  const [{ membership }, { actionCommand }, { listCommand }] = await Promise.all([
    import("@tallystick/apps/membership/index"),
    import("../calls/action-command.ts"),
    import("../calls/list-command.ts"),
  ]);
  const { actions, views } = membership;
  group.addCommand(
    listCommand(membership, views.organisations, {
      ...{
        name: "list",
        summary: "list organisations",
        examples: ["tallystick organisation list"],
      },
      rows: "organisations",
      columns: {
        ORGANISATION: (row) => row["organisation"],
        STATUS: (row) => statusOf(row),
        KINDS: (row) => (row["kinds"] as string[] | undefined)?.join(", "),
        NAME: (row) => row["name"],
      },
    }),
  );
  group.addCommand(
    newCommand("show", "show an organisation, its keys and its votes, with proof", [
      "tallystick organisation show court --proof court.proof",
    ])
      .argument("<organisation>", "organisation id")
      .addOption(urlOption())
      .addOption(dataOption())
      .option("--proof <file>", "write the proof of the answer there")
      .action(async (organisation: string, options: ViewOptions) => {
        const { runView, viewAnswer } = await import("../calls/run-view.ts");
        const view = views.organisationHistory;
        const named = { organisation };
        if (options.proof === undefined) return runView(membership, view, named, options);
        // Rows are proved by their names, so these are asked for first.
        const { data } = await viewAnswer(membership, view, named, options, false);
        const keyIds = (data["keys"] as { keyId: string }[]).map(({ keyId }) => keyId);
        const votesFrom = (data["votes"] as { fromHeight: number }[]).map((row) => row.fromHeight);
        return runView(membership, view, { ...named, keyIds, votesFrom }, options);
      }),
  );
  group.addCommand(
    actionCommand("membership", actions.updateOrganisation, {
      ...{ name: "update", summary: "change what stands of your organisation" },
      examples: ["tallystick organisation update court --contact 'registry@court.example'"],
      arguments: ["organisation"],
    }),
  );
  group.addCommand(
    actionCommand("membership", actions.rotateOrganisationKey, {
      ...{ name: "rotate-key", summary: "put a new checkpoint key in the place of the old one" },
      examples: ["tallystick organisation rotate-key court --key-file checkpoint-2.key"],
      arguments: ["organisation"],
    }),
  );
  return group;
}

function statusOf(row: Readonly<Record<string, unknown>>): string {
  const { status = "active", statusFrom } = row;
  return statusFrom === undefined ? String(status) : `${status} from block ${statusFrom}`;
}
