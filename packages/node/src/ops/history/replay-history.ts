/** A whole history executed again in a store of its own, from its genesis or from a backup. */
import { LEDGER_RULES } from "@tallystick/apps/applications";
import { LedgerFault } from "@tallystick/ledger/errors";
import { Ledger } from "@tallystick/ledger/ledger";
import type { LedgerOptions } from "@tallystick/ledger/open-ledger";
import { type ReplayDifference, type ReplayResult, replay } from "../replay.ts";
import { differingRows, type RowDifference } from "./leaves.ts";
import {
  type History,
  type HistoryOptions,
  openHistory,
  requireSameLedger,
} from "./open-history.ts";
import { scratchStore } from "./scratch-store.ts";

/** The program that executes: what a ledger is opened with beside its store and genesis. */
export type Program = Omit<LedgerOptions, "store" | "suite" | "genesis">;

/** What to replay. */
export interface ReplayHistoryOptions extends HistoryOptions {
  /** Backup to start from; the genesis unless given. */
  readonly base?: string | undefined;
  /** First block that is compared, and last that is executed. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly onBlock?: (height: number, last: number) => void;
  /** Another program than this one's, in tests. */
  readonly program?: Program;
}

/** What a replay found. */
export interface HistoryReplay extends Omit<ReplayResult, "difference"> {
  /** Blocks up to here came out as recorded. */
  readonly agreed: number;
  readonly difference:
    | (Omit<ReplayDifference, "block"> & {
        /** Why this program could not execute the block; then `what` is `execution`. */
        readonly reason: string | null;
        /** Rows that differ after the block, when it is the last of the record; `a` is the record's. */
        readonly rows: readonly RowDifference[];
      })
    | null;
}

/** Rows that are named. */
const ROWS = 20;

/** Execute a history again and compare. @throws NodeError, LedgerFault */
export async function replayHistory(
  recorded: History,
  options: ReplayHistoryOptions = {},
): Promise<HistoryReplay> {
  const { from, to = recorded.height, onBlock = () => {}, program = LEDGER_RULES } = options;
  const last = Math.min(to, recorded.height);
  const scratch = await startingStore(recorded, options);
  try {
    const { suite, genesis } = recorded;
    const fresh = await Ledger.open({ ...program, store: scratch.store, suite, genesis });
    const bounds = { ...(from !== undefined && { from }), to: last };
    const told = (height: number): void => onBlock(height, last);
    const { difference, ...counts } = await replay(recorded, fresh, told, bounds).catch(
      (error: unknown) => haltedAt(fresh, error),
    );
    if (difference !== undefined && "reason" in difference) {
      return { ...counts, agreed: fresh.height, difference };
    }
    if (difference === undefined) return { ...counts, agreed: fresh.height, difference: null };
    const { block, ...rest } = difference;
    const agreed = fresh.height;
    const rows: RowDifference[] = [];
    if (block.height === recorded.height) {
      await fresh.commit(block);
      rows.push(...rowsOf(recorded, scratch.store));
    }
    return { ...counts, agreed, difference: { ...rest, reason: null, rows } };
  } finally {
    await scratch.close();
  }
}

/** A fault of the state machine is a finding; of the data it is one of doctor's. */
function haltedAt({ height }: Ledger, error: unknown) {
  if (!(error instanceof LedgerFault) || error.code.endsWith("-damaged")) throw error;
  const nothing = { statement: null, suspects: [], rows: [] };
  const difference = { height: height + 1, what: "execution", reason: error.message, ...nothing };
  return { blocks: height + 1, entries: 0, difference };
}

async function startingStore(recorded: History, { base, scratch, onRows }: ReplayHistoryOptions) {
  if (base === undefined) return scratchStore(scratch);
  const options = { scratch, ...(onRows && { onRows }) };
  const opened = await openHistory(base, options);
  try {
    requireSameLedger(recorded, opened);
    return await copyOf(opened, scratch);
  } finally {
    await opened.close();
  }
}

const BATCH_ROWS = 20_000;

/** A store of its own with the rows of a history: what is executed must not change what was named. */
async function copyOf({ store }: History, folder: string | undefined) {
  const copy = scratchStore(folder);
  let writes: { key: Uint8Array; value: Uint8Array }[] = [];
  for (const [key, value] of store.range({ gte: new Uint8Array(0), lt: ABOVE_ALL })) {
    writes.push({ key: key.slice(), value: value.slice() });
    if (writes.length < BATCH_ROWS) continue;
    await copy.store.commit(writes);
    writes = [];
  }
  await copy.store.commit(writes);
  return copy;
}

const ABOVE_ALL = new Uint8Array(1025).fill(0xff);

function rowsOf(recorded: History, fresh: Parameters<typeof differingRows>[2]): RowDifference[] {
  const rows: RowDifference[] = [];
  for (const [number, name] of recorded.founding.applications.entries()) {
    for (const row of differingRows({ name, number }, recorded.store, fresh)) {
      rows.push(row);
      if (rows.length === ROWS) return rows;
    }
  }
  return rows;
}
