import { setImmediate as nextTurn } from "node:timers/promises";
import type { Level } from "@tallystick/apps/supervision/fields";
import { type CborValue, decodeCbor } from "@tallystick/core/cbor";
import { parseStrictJson } from "@tallystick/core/strict-json";
import type { App } from "@tallystick/ledger/app/define-app";
import { rowKey } from "@tallystick/ledger/key-space";
import type { StoreReader } from "@tallystick/ledger/store";
import { unpackRow } from "@tallystick/ledger/tables/table-codec";
import * as z from "zod";
import { cborToJson } from "../api/cbor-json.ts";
import { leavesOf } from "../ops/history/leaves.ts";

/** Records that one look goes through at most; more need a narrower kind of record. */
export const LOOK_RECORDS_MAX = 1_000_000;
/** Records that one answer shows at most; of more it says that there are more. */
export const LOOK_SHOWN_MAX = 500;
/** Groups that figures are split into at most. */
export const LOOK_GROUPS_MAX = 200;

const field = z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,62}$/);

/** What a node can answer by itself: the question of a query, as JSON text. */
export const questionSchema = z.strictObject({
  /** `application.table` */
  table: z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/),
  /** Fields that have these values. */
  where: z.record(field, z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** Times, ms since 1970 UTC, of the field `time`: from, inclusive, to, exclusive. */
  from: z.int().min(0).optional(),
  to: z.int().min(0).optional(),
  /** Field by whose values figures are split. */
  by: field.optional(),
});

/** A question that a node can answer by itself. */
export type Question = z.infer<typeof questionSchema>;

/** A question that no node can answer by itself, or not this one. */
export class Unanswerable extends Error {
  override readonly name = "Unanswerable";
}

/** The answer, and how many records it tells of. Tells no more than the level of the query allows. */
export type Answer =
  | { readonly level: "predicate"; readonly holds: boolean; readonly records: number }
  | {
      readonly level: "aggregate";
      readonly count: number;
      readonly by?: Readonly<Record<string, number>>;
      readonly records: number;
    }
  | {
      readonly level: "raw";
      readonly rows: readonly unknown[];
      readonly more: boolean;
      readonly records: number;
    };

/** The question in a query's text. @throws Unanswerable */
export function readQuestion(text: string): Question {
  let json: CborValue;
  try {
    json = parseStrictJson(text);
  } catch (cause) {
    throw new Unanswerable("the question is not JSON", { cause });
  }
  const parsed = questionSchema.safeParse(cborToJson(json));
  if (!parsed.success) throw new Unanswerable("the question is none that a node can answer");
  return parsed.data;
}

/** Where an answer is looked up. */
export interface LookedAt {
  readonly store: StoreReader;
  readonly apps: readonly App[];
  /** Names of the ledger's applications, which gives them their numbers. */
  readonly applications: readonly string[];
}

/**
 * Answers a question about one organisation's records.
 *
 * @param about the kind of record that was asked about, which must cover the table, and whose records
 * @throws Unanswerable
 */
export async function answerQuestion(
  { store, apps, applications }: LookedAt,
  question: Question,
  about: { readonly recordClass: string; readonly subject: string; readonly level: Level },
): Promise<Answer> {
  const { table, by } = question;
  if (table !== about.recordClass && !table.startsWith(`${about.recordClass}.`)) {
    throw new Unanswerable(`${table} is no record of ${about.recordClass}`);
  }
  const [appName = "", tableName = ""] = table.split(".", 2);
  const number = applications.indexOf(appName);
  const app = apps.find(({ name }) => name === appName);
  const found = Object.values(app?.tables ?? {}).find(({ name }) => name === tableName);
  if (number < 0 || found === undefined) throw new Unanswerable(`there is no table ${table}`);
  const fields = { ...found.key, ...found.value };
  if (!("organisation" in fields)) throw new Unanswerable(`${table} does not say whose it is`);
  for (const name of [...Object.keys(question.where ?? {}), ...(by === undefined ? [] : [by])]) {
    if (!(name in fields)) throw new Unanswerable(`${table} has no field ${name}`);
  }
  const keys = Object.keys(found.key);
  const groups = new Map<string, number>();
  const rows: unknown[] = [];
  let count = 0;
  for await (const row of rowsOf(store, number, tableName, keys)) {
    if (row["organisation"] !== about.subject || !matches(row, question)) continue;
    count += 1;
    if (rows.length < LOOK_SHOWN_MAX && about.level === "raw") rows.push(row);
    if (by !== undefined) addTo(groups, String(row[by] ?? ""));
  }
  if (about.level === "predicate") return { level: "predicate", holds: count > 0, records: count };
  if (about.level === "raw") {
    return { level: "raw", rows, more: count > rows.length, records: count };
  }
  const split = Object.fromEntries([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { level: "aggregate", count, ...(by !== undefined && { by: split }), records: count };
}

async function* rowsOf(
  store: StoreReader,
  app: number,
  table: string,
  keys: readonly string[],
): AsyncGenerator<Record<string, unknown>> {
  let looked = 0;
  for (const { rowId } of leavesOf(store, app)) {
    if (++looked > LOOK_RECORDS_MAX) throw new Unanswerable("there are too many records");
    // Statements are served meanwhile.
    if (looked % 2000 === 0) await nextTurn();
    const stored = store.get(rowKey(app, rowId));
    if (stored === undefined) continue;
    const { key, value } = unpackRow(stored.slice());
    const [name, items] = decodeCbor(key) as [string, CborValue[]];
    if (name !== table) continue;
    const row = cborToJson(decodeCbor(value)) as Record<string, unknown>;
    for (const [i, field] of keys.entries()) row[field] = cborToJson(items[i] as CborValue);
    yield row;
  }
}

function matches(row: Record<string, unknown>, { where = {}, from, to }: Question): boolean {
  const time = row["time"];
  if (from !== undefined && !(typeof time === "number" && time >= from)) return false;
  if (to !== undefined && !(typeof time === "number" && time < to)) return false;
  return Object.entries(where).every(([name, value]) => row[name] === value);
}

function addTo(groups: Map<string, number>, name: string): void {
  const known = groups.get(name);
  if (known === undefined && groups.size === LOOK_GROUPS_MAX) {
    throw new Unanswerable("the figures fall into too many groups");
  }
  groups.set(name, (known ?? 0) + 1);
}
