import type { DocumentKind, Finding } from "@tallystick/apps/receivable/documents/fields";
import { findingsOf, type findingTables } from "@tallystick/apps/receivable/documents/findings";
import {
  type corrections,
  documents,
  paperTotals,
  USE_SIDES,
  uses,
} from "@tallystick/apps/receivable/documents/records";
import type { AnyTable, KeyOf, RowOf } from "@tallystick/ledger/app/define-table";
import { fromJson } from "@tallystick/ledger/app/json-values";
import type { ScanQuery, TableReader, TableReaders } from "@tallystick/ledger/app/table-access";
import { askView } from "../../../acting/views.ts";
import { getJson } from "../../../api/request.ts";
import { type StateRow, statePathOf } from "../../../proofs/use-proof.ts";
import type { Promised } from "./draft.ts";

type Readers = TableReaders<typeof findingTables>;

/** No certificate has this number: what is checked is still to be made. */
const NONE_YET = -1;

/** What the papers are to be the background of. */
export interface Checked {
  readonly promised: Promised;
  readonly debtor: string;
  /** Today in the zone of the policy. */
  readonly date: string;
  readonly required: readonly string[];
}

/**
 * What will be found when a certificate is issued, by the ledger's own rule over the rows that the node
 * gives now: a forecast, for papers may be used elsewhere until it is sent. @throws ApiProblem
 */
export async function checkPapers(
  { promised, debtor, date, required }: Checked,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { background, payee: seller, amount, currency } = promised;
  const rows = new Rows(signal);
  for (const { document } of background) await rows.addPaper(document);
  await rows.addUses();
  const use = {
    ...{
      certificate: NONE_YET,
      request: NONE_YET,
      side: "settled" as const,
      seller,
      buyer: debtor,
    },
    ...{ amount, currency, date, cited: background },
  };
  return findingsOf(rows.readers(), use, required as readonly DocumentKind[]);
}

/** The rows that the rule reads, fetched beforehand. */
class Rows {
  readonly #signal: AbortSignal;
  readonly #documents = new Map<number, RowOf<typeof documents> | undefined>();
  readonly #corrections = new Map<number, number>();
  readonly #totals = new Map<number, RowOf<typeof paperTotals>>();
  readonly #uses = new Map<string, RowOf<typeof uses>>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** A paper, its newer versions, and those that it names. */
  async addPaper(document: number): Promise<void> {
    if (this.#documents.has(document)) return;
    const { document: row, correctedBy } = await askView<{
      document?: unknown;
      correctedBy?: number;
    }>("receivable", "document", { document }, this.#signal);
    const typed = row === undefined ? undefined : fromJson(documents.row, row);
    this.#documents.set(document, typed);
    if (correctedBy !== undefined) this.#corrections.set(document, correctedBy);
    for (const next of [correctedBy, typed?.contract, typed?.invoice]) {
      if (next !== undefined) await this.addPaper(next);
    }
  }

  /** What has been used of the papers: the sums, and the first and last use of each side. */
  async addUses(): Promise<void> {
    const papers = new Set([...this.#documents.values()].flatMap((row) => row?.papers ?? []));
    await Promise.all(
      [...papers].flatMap((paper) => [this.#addTotal(paper), ...this.#ends(paper)]),
    );
  }

  async #addTotal(paper: number): Promise<void> {
    const path = statePathOf("receivable", "paper-totals", [paper]);
    const { value } = await getJson<StateRow>(path, { signal: this.#signal });
    if (value === null) return;
    // A state answer writes small numbers as numbers, whatever the field is.
    const { settled, financed } = value;
    const row = { paper, settled: String(settled), financed: String(financed) };
    this.#totals.set(paper, fromJson(paperTotals.row, row));
  }

  #ends(paper: number): Promise<void>[] {
    return USE_SIDES.flatMap((side) =>
      [false, true].map(async (reverse) => {
        const query = {
          ...{ index: "byPaper", prefix: JSON.stringify([paper, side]), reverse, limit: 1 },
        };
        const path = "/v1/rows/receivable/uses";
        const page = await getJson<{ rows: unknown[] }>(path, { query, signal: this.#signal });
        const [row] = page.rows;
        if (row !== undefined) this.#uses.set(end(paper, side, reverse), fromJson(uses.row, row));
      }),
    );
  }

  readers(): Readers {
    return {
      documents: reader<typeof documents>(({ document }) => this.#documents.get(document)),
      corrections: reader<typeof corrections>(({ document }) => {
        const by = this.#corrections.get(document);
        return by === undefined ? undefined : { document, by };
      }),
      paperTotals: reader<typeof paperTotals>(({ paper }) => this.#totals.get(paper)),
      // Nothing is used yet by what is still to be made; of others the ends of the order are asked for.
      uses: reader<typeof uses>(
        () => undefined,
        ({ prefix = [], reverse = false }) =>
          this.#uses.get(end(Number(prefix[0]), String(prefix[1]), reverse)),
      ),
    };
  }
}

const end = (paper: number, side: string, reverse: boolean): string =>
  `${paper} ${side} ${reverse ? "last" : "first"}`;

function reader<T extends AnyTable>(
  get: (key: KeyOf<T>) => RowOf<T> | undefined,
  first: (query: ScanQuery) => RowOf<T> | undefined = () => undefined,
): TableReader<T> {
  return {
    get,
    has: (key) => get(key) !== undefined,
    scan(_index, query) {
      const row = first(query);
      return { rows: row === undefined ? [] : [row] };
    },
  };
}
