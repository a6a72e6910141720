import { receivable } from "@tallystick/apps/receivable/index";
import { readConfig } from "@tallystick/node/config";
import type { Command } from "commander";
import { answer } from "../answer.ts";
import { viewAnswer } from "../calls/run-view.ts";
import { UsageError } from "../failure.ts";
import { chooseLanguage } from "../language.ts";
import type { LedgerOptions } from "../ledger/ledger-trust.ts";
import { dataOption, newCommand, urlOption } from "../new-command.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { type List, titlesOf } from "./lists.ts";

/** Options of every question. */
export interface AskOptions extends LedgerOptions {
  readonly json?: boolean;
  readonly lang?: string;
}

type Row = Readonly<Record<string, unknown>>;

const PAGE = 500;

/** The organisation that a question is about: the one named, else that of the data directory. @throws UsageError */
export function ownOrganisation(named: string | undefined, { data }: LedgerOptions): string {
  if (named !== undefined) return named;
  try {
    return readConfig(data).organisation;
  } catch (cause) {
    throw new UsageError(`name the organisation: ${(cause as Error).message}`);
  }
}

/** Every row of a view, page after page. */
export async function allRows(
  list: Pick<List, "view" | "rows">,
  input: Row,
  options: LedgerOptions,
): Promise<{ readonly rows: readonly Row[]; readonly height: number; readonly time: number }> {
  const view = receivable.views[list.view];
  const paged = "after" in view.inputShape;
  const rows: Row[] = [];
  for (let after: unknown; ; ) {
    const page = { ...input, ...(paged && { limit: PAGE }), ...(after !== undefined && { after }) };
    const { data, height, time } = await viewAnswer(receivable, view, page, options, false);
    // A row of sums has the currency that was asked for.
    rows.push(
      ...(data[list.rows] as Row[]).map((row) => ({ currency: input["currency"], ...row })),
    );
    after = data["next"];
    if (after === undefined) return { rows, height, time };
  }
}

/** The command of one list. */
export function listOf(list: List): Command {
  const { about, options: more = {} } = list;
  const command = newCommand(list.name, list.summary, [`tallystick receivable ${list.example}`]);
  if (about === "organisation") command.argument("[organisation]", "default: that of --data");
  if (about === "certificate") command.argument("<certificate>", "number of the certificate");
  command.addOption(urlOption()).addOption(dataOption());
  for (const [name, words] of Object.entries(more)) {
    command.option(`--${name === "dimension" ? "by" : name} <value>`, words);
  }
  return command.action(async (first: unknown) => {
    const options = command.opts<AskOptions & Row & { by?: string }>();
    const given = Object.keys(more).flatMap((name) => {
      const value = name === "dimension" ? options.by : options[name];
      if (value === undefined) return [];
      return [[name, name === "certificate" ? numberOf(value) : value] as const];
    });
    const input = {
      ...list.input,
      ...Object.fromEntries(given),
      ...(about === "organisation" && {
        organisation: ownOrganisation(first as string | undefined, options),
      }),
      ...(about === "certificate" && { certificate: numberOf(first) }),
    };
    const { rows, height, time } = await allRows(list, input, options);
    const language = chooseLanguage(options.lang, process.env);
    answer(options, { [list.rows]: rows, height, time }, () =>
      tableLines([
        titlesOf(list, language),
        ...rows.map((row) =>
          Object.values(list.columns).map((cell) => printable(String(cell(row, language) ?? "-"))),
        ),
      ]),
    );
  });
}

/** A number on the command line. @throws UsageError */
export function numberOf(text: unknown): number {
  if (!/^\d{1,16}$/.test(String(text))) throw new UsageError(`${text} is not a number`);
  return Number(text);
}
