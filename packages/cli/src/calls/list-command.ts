import type { App } from "@tallystick/ledger/app/define-app";
import type { AnyView } from "@tallystick/ledger/app/define-view";
import type { Command } from "commander";
import { answer } from "../answer.ts";
import type { LedgerOptions } from "../ledger/ledger-trust.ts";
import { dataOption, newCommand, urlOption } from "../new-command.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { viewAnswer } from "./run-view.ts";

type Row = Readonly<Record<string, unknown>>;

/** How a view of rows is listed. */
export interface ShortList {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Member of the view's input that is the argument. */
  readonly argument?: string;
  /** Input that goes with it. */
  readonly input?: Row;
  /** Member of the output that holds the rows. */
  readonly rows: string;
  readonly columns: Readonly<Record<string, (row: Row) => unknown>>;
}

/** A command that prints every row of a view as a table, page after page. */
export function listCommand(app: App, view: AnyView, list: ShortList): Command {
  const command = newCommand(list.name, list.summary, list.examples);
  if (list.argument !== undefined) command.argument(`<${list.argument}>`);
  command.addOption(urlOption()).addOption(dataOption());
  return command.action(async (first: unknown) => {
    const options = command.opts<LedgerOptions & { json?: boolean }>();
    const input = list.argument === undefined ? {} : { [list.argument]: first };
    const rows: Row[] = [];
    for (let after: unknown; ; ) {
      const page = {
        ...list.input,
        ...input,
        limit: 200,
        ...(after === undefined ? {} : { after }),
      };
      const { data } = await viewAnswer(app, view, page, options, false);
      rows.push(...(data[list.rows] as readonly Row[]));
      after = data["next"];
      if (after === undefined) break;
    }
    answer(options, { [list.rows]: rows }, () =>
      tableLines([
        Object.keys(list.columns),
        ...rows.map((row) =>
          Object.values(list.columns).map((cell) => printable(String(cell(row) ?? "-"))),
        ),
      ]),
    );
  });
}
