/** What a document is recorded as, and the papers that it is. */
import { toHex } from "@tallystick/core/bytes";
import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders, TableWriters } from "@tallystick/ledger/app/table-access";
import { PAPER_OUTCOMES as OUTCOMES } from "../outcomes/papers.ts";
import { dayOfText } from "../policy/calendar.ts";
import type { DocumentKind } from "./fields.ts";
import { corrections, type Document, documents, PAPERS_MAX, papers } from "./records.ts";

/** The tables of a recording. */
export const recordTables = { documents, corrections, papers };

type Readers = TableReaders<typeof recordTables>;
type Writers = TableWriters<typeof recordTables>;

/** What a document says. */
export type Said = Omit<
  Document,
  "document" | "organisation" | "member" | "time" | "papers" | "copyOf" | "version" | "corrects"
>;

/** Why a document cannot be recorded. */
export const SAID_REFUSALS = [
  OUTCOMES.notAPartyOfDocument,
  OUTCOMES.badDate,
  OUTCOMES.wrongLink,
] as const;

/** Judges what a document says, by itself and with what it names. */
export function judge(
  tables: Readers,
  organisation: string,
  said: Said,
): Refused<(typeof SAID_REFUSALS)[number]> | null {
  const { kind, seller, buyer, date, contract, invoice } = said;
  const parties = kind === "acceptance" ? [buyer] : [seller, buyer];
  if (!parties.includes(organisation)) return refuse(OUTCOMES.notAPartyOfDocument);
  if (dayOfText(date) === undefined) return refuse(OUTCOMES.badDate);
  const named: [number | undefined, DocumentKind][] = [
    [contract, "contract"],
    [invoice, "invoice"],
  ];
  for (const [document, wanted] of named) {
    if (document === undefined) continue;
    const row = tables.documents.get({ document });
    if (row?.kind !== wanted) return refuse(OUTCOMES.wrongLink, { document });
  }
  return null;
}

/** ASCII punctuation and spaces, which people write or leave out as they like. */
const PUNCTUATION = /[ -/:-@[-`{-~]/g;

/** A number as it is compared: full-width forms made plain, capitals, no punctuation. */
export function plainCode(code: string): string {
  const plain = code.normalize("NFKC").replace(PUNCTUATION, "");
  const upper = plain.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 32));
  // A number of nothing but punctuation is itself; NFKC may lengthen a text. Without what stood between
  // them, a letter and an accent come together: the text is brought into its one form again.
  const whole = (upper === "" ? code : upper).normalize("NFC");
  return [...whole].slice(0, 128).join("");
}

/**
 * The papers that a document is: that of the seller's documents with the same number, and that of the
 * same file. A file that another seller recorded before makes it a copy, which every later use shows.
 * Writes the document itself where it is the first.
 */
export function papersOf(
  tables: Pick<Writers, "papers" | "documents">,
  document: number,
  { kind, seller, code, digest }: Said,
  before: readonly number[],
): { papers: number[]; copyOf?: number } {
  const found = new Set(before);
  const first = (of: string, mark: string): number => {
    const key = { kind, seller: of, mark };
    const row = tables.papers.get(key);
    if (row !== undefined) return row.paper;
    tables.papers.put({ ...key, paper: document });
    return document;
  };
  found.add(first(seller, plainCode(code)));
  const file = first("", toHex(digest));
  const sellerOfFile =
    file === document ? seller : tables.documents.get({ document: file })?.seller;
  const papersFound = () => [...found].sort((a, b) => a - b).slice(0, PAPERS_MAX);
  if (sellerOfFile !== seller) return { papers: papersFound(), copyOf: file };
  found.add(file);
  return { papers: papersFound() };
}
