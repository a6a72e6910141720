import type { receivable } from "@tallystick/apps/receivable/index";
import { textOfDay } from "@tallystick/apps/receivable/policy/calendar";
import { inWords } from "@tallystick/apps/receivable/words";
import type { Language, Sentence } from "../language.ts";
import { COLUMNS } from "./columns.ts";
import { money } from "./read-input.ts";

type View = keyof (typeof receivable)["views"];
type Row = Readonly<Record<string, unknown>>;
type Cell = (row: Row, language: Language) => unknown;

/** How a question about receivables is asked and its answer laid out. */
export interface List {
  readonly name: string;
  readonly view: View;
  readonly summary: string;
  readonly example: string;
  /** What the argument is: the caller's own organisation when left out. */
  readonly about: "organisation" | "certificate" | "none";
  readonly input?: Row;
  /** Options, by the member of the input. */
  readonly options?: Readonly<Record<string, string>>;
  /** Member of the output that holds the rows. */
  readonly rows: string;
  readonly columns: Readonly<Partial<Record<keyof typeof COLUMNS, Cell>>>;
}

const minute = (time: unknown): string =>
  time === undefined
    ? ""
    : `${new Date(Number(time)).toISOString().slice(0, 16).replace("T", " ")}Z`;
const of = (row: Row, name: string): Row => (row[name] ?? {}) as Row;

const HELD: List["columns"] = {
  certificate: (row) => of(row, "part")["certificate"],
  start: (row) => of(row, "part")["start"],
  amount: (row) => money(row["amount"], row["currency"]),
  debtor: (row) => row["debtor"],
  due: (row) => textOfDay(Number(row["dueDay"])),
  status: (row, language) => inWords(of(row, "part")["status"], language),
  flag: (row, language) => inWords(row["flag"], language),
};

const REQUESTS: List["columns"] = {
  certificate: (row) => of(row, "request")["certificate"],
  request: (row) => of(row, "request")["request"],
  kind: (row, language) => inWords(of(row, "request")["kind"], language),
  amount: (row) => money(row["amount"], row["currency"]),
  from: (row) => of(row, "request")["from"],
  to: (row) => of(row, "request")["to"],
  until: (row) => minute(of(row, "request")["expires"]) + (row["late"] === true ? " !" : ""),
  bank: (row) => of(of(row, "request"), "payment")["bank"],
  state: (row, language) => inWords(of(row, "request")["state"], language),
};

const SUMS: List["columns"] = {
  organisation: (row) => row["organisation"],
  tier: (row) => row["tier"],
  outstanding: (row) => money(row["outstanding"], row["currency"]),
  overdue: (row) => money(row["overdue"], row["currency"]),
  pledged: (row) => money(row["pledged"], row["currency"]),
  financed: (row) => money(row["financed"], row["currency"]),
  redeemed: (row) => money(row["redeemed"], row["currency"]),
};

/** Every list, in the order of the help. */
export const LISTS: readonly List[] = [
  {
    name: "inbox",
    view: "inbox",
    summary: "what waits for your answer",
    example: "inbox",
    about: "organisation",
    options: { state: "another state, such as accepted" },
    rows: "requests",
    columns: REQUESTS,
  },
  {
    name: "outbox",
    view: "outbox",
    summary: "what you have offered",
    example: "outbox",
    about: "organisation",
    options: { state: "another state, such as refused" },
    rows: "requests",
    columns: REQUESTS,
  },
  {
    name: "payments",
    view: "paymentsAwaited",
    summary: "as a bank: payments to confirm",
    example: "payments",
    about: "organisation",
    rows: "requests",
    columns: REQUESTS,
  },
  {
    name: "holdings",
    view: "holdings",
    summary: "what you hold",
    example: "holdings tier-2 --status received",
    about: "organisation",
    options: { status: "only of this status" },
    rows: "holdings",
    columns: HELD,
  },
  {
    name: "pledges",
    view: "pledges",
    summary: "what is pledged to you",
    example: "pledges bank",
    about: "organisation",
    rows: "pledges",
    columns: { ...HELD, holder: (row) => of(row, "part")["holder"] },
  },
  {
    name: "obligations",
    view: "obligations",
    summary: "what you have to pay, the first due first",
    example: "obligations core",
    about: "organisation",
    rows: "obligations",
    columns: {
      certificate: (row) => of(row, "certificate")["certificate"],
      payee: (row) => of(row, "certificate")["payee"],
      amount: (row) => money(of(row, "certificate")["amount"], of(row, "certificate")["currency"]),
      unpaid: (row) => money(row["unpaid"], of(row, "certificate")["currency"]),
      due: (row) =>
        textOfDay(Number(of(row, "certificate")["dueDay"])) + (row["overdue"] === true ? " !" : ""),
    },
  },
  {
    name: "exposure",
    view: "exposures",
    summary: "sums per debtor, guarantor or holder, by currency and tier",
    example: "exposure --by guarantor",
    about: "none",
    input: { dimension: "debtor" },
    options: { dimension: "debtor, guarantor or holder", organisation: "only of this one" },
    rows: "exposures",
    columns: SUMS,
  },
  {
    name: "ageing",
    view: "ageing",
    summary: "what a debtor owes, by days to go and days late",
    example: "ageing core --currency CNY",
    about: "organisation",
    input: { currency: "CNY" },
    options: { currency: "ISO 4217 code" },
    rows: "buckets",
    columns: {
      bucket: (row, language) => inWords(row["name"], language),
      outstanding: (row) => money(row["outstanding"], row["currency"]),
    },
  },
  {
    name: "discrepancies",
    view: "discrepancies",
    summary: "what did not fit in trade documents",
    example: "discrepancies --certificate 17",
    about: "none",
    options: { certificate: "only of this certificate", seller: "only of this seller" },
    rows: "discrepancies",
    columns: {
      found: (row) => row["found"],
      certificate: (row) => row["certificate"],
      seller: (row) => row["seller"],
      buyer: (row) => row["buyer"],
      findings: (row) =>
        (row["findings"] as { code: string; documents: number[] }[])
          .map(({ code, documents }) => `${code} (${documents.join(", ")})`)
          .join("; "),
    },
  },
  {
    name: "endorsements",
    view: "endorsements",
    summary: "everything that was passed on under a certificate",
    example: "endorsements 17",
    about: "certificate",
    rows: "endorsements",
    columns: {
      number: (row) => row["number"],
      kind: (row, language) => inWords(row["kind"], language),
      start: (row) => `${row["start"]}-${row["end"]}`,
      from: (row) => row["from"],
      to: (row) => row["to"],
      time: (row) => minute(row["time"]),
    },
  },
];

/** Titles of a list in the reader's language. */
export function titlesOf({ columns }: List, language: Language): string[] {
  const titles: Readonly<Record<string, Sentence>> = COLUMNS;
  return Object.keys(columns).map((name) => titles[name]?.[language] ?? name);
}
