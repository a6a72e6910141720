import { equalBytes } from "@tallystick/core/bytes";
import type { CborValue } from "@tallystick/core/cbor";
import type { Certificate } from "@tallystick/core/certificate";
import { decodeEntry } from "@tallystick/core/entry";
import { decodeStatement, StatementError } from "@tallystick/core/statement";
import {
  type Block,
  type BlockItem,
  type ExecutedBlock,
  sealBlock,
} from "@tallystick/ledger/block";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import type { Ledger } from "@tallystick/ledger/ledger";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { WriteOp } from "@tallystick/ledger/store";

/** A history that is executed again: a ledger's reader, or what is stored of one. */
export type RecordedHistory = Pick<LedgerReader, "height" | "block" | "entries">;

/** What a statement came to, then and now. */
export interface StatementDifference {
  /** Log index. */
  readonly index: number;
  /** Empty when the bytes are no statement. */
  readonly action: string;
  readonly recorded: { readonly code: number; readonly data: CborValue };
  readonly replayed: { readonly code: number; readonly data: CborValue };
}

/** Where a replay parts from the record. */
export interface ReplayDifference {
  readonly height: number;
  /** What differs: an application's name for its state, else the member of the block. */
  readonly what: string;
  /** The first statement whose outcome differs; null when all outcomes are the same. */
  readonly statement: StatementDifference | null;
  /**
   * Log indexes of the accepted statements of the application whose state differs, with their actions:
   * the state differs after one of them.
   */
  readonly suspects: readonly { readonly index: number; readonly action: string }[];
  /** The block as it came out now, not committed. */
  readonly block: ExecutedBlock;
}

/** What a replay found. */
export interface ReplayResult {
  /** Blocks replayed, the differing one included. */
  readonly blocks: number;
  readonly entries: number;
  /** The first difference, or undefined when the record is exactly what its statements come to. */
  readonly difference: ReplayDifference | undefined;
}

/** How to replay. */
export interface ReplayOptions {
  /** First block whose result is compared; all are unless given. */
  readonly from?: number;
  /** Last block to execute; the last of the record unless given. */
  readonly to?: number;
  /** What becomes durable with a block beside its own effect; nothing unless given. */
  readonly beside?: (
    record: BlockRecord,
    fresh: Ledger,
  ) => { readonly certificate: Certificate | null; readonly extra: readonly WriteOp[] };
}

/**
 * Execute a recorded log again, from where a fresh ledger stands, and compare every block's outcomes,
 * roots and size.
 *
 * Signatures are not checked here: a statement counts as signed unless its recorded outcome says
 * otherwise.
 *
 * @param fresh a ledger of the same genesis over a store of its own, at height 0 or later
 * @throws LedgerFault what the state machine met, `rules-unknown` among it
 */
export async function replay(
  recorded: RecordedHistory,
  fresh: Ledger,
  onBlock: (height: number) => void = () => {},
  { from = 0, to = recorded.height, beside }: ReplayOptions = {},
): Promise<ReplayResult> {
  let blocks = 0;
  let entries = 0;
  for (let height = fresh.height + 1; height <= to; height++) {
    const record = recorded.block(height);
    if (record === undefined) throw new RangeError(`no record of block ${height}`);
    const stored = entriesOf(recorded, record);
    const block = fresh.execute(blockOf(record, stored));
    blocks++;
    entries += stored.length;
    const what = height < from ? undefined : differenceOf(record, stored, block);
    if (what !== undefined) {
      const statement = statementDifference(record, stored, block);
      const suspects = statement === null ? suspectsOf(what, record, stored) : [];
      return { blocks, entries, difference: { height, what, statement, suspects, block } };
    }
    const { certificate = null, extra = [] } = beside?.(record, fresh) ?? {};
    await fresh.commit(sealBlock(block, certificate), extra);
    onBlock(height);
  }
  return { blocks, entries, difference: undefined };
}

/** Entries of a recorded block, in order. */
export function entriesOf(
  recorded: RecordedHistory,
  { firstIndex, count }: BlockRecord,
): Uint8Array[] {
  return recorded.entries(firstIndex, count).map(({ entry }) => entry);
}

/** A recorded block, to be executed again. */
export function blockOf({ height, time }: BlockRecord, entries: readonly Uint8Array[]): Block {
  return { height, time, statements: entries.map(itemOf) };
}

function itemOf(bytes: Uint8Array): BlockItem {
  const { statement, outcome } = decodeEntry(bytes);
  try {
    const signatureValid = outcome !== OUTCOMES.badSignature.number;
    return { statement: decodeStatement(statement), signatureValid };
  } catch (error) {
    if (error instanceof StatementError) return { statement: null, bytes: statement };
    throw error;
  }
}

function differenceOf(
  record: BlockRecord,
  stored: readonly Uint8Array[],
  block: ExecutedBlock,
): string | undefined {
  if (block.firstIndex !== record.firstIndex) return "firstIndex";
  if (stored.length !== record.count) return "count";
  if (!stored.every((entry, i) => equalBytes(entry, block.entries[i] ?? new Uint8Array(0)))) {
    return "entries";
  }
  if (block.logSize !== record.logSize || !equalBytes(block.logRoot, record.logRoot))
    return "logRoot";
  for (const [i, { app, root }] of block.appRoots.entries()) {
    const other = record.appRoots[i];
    if (other?.app !== app || !equalBytes(other.root, root)) return app;
  }
  return equalBytes(block.stateRoot, record.stateRoot) ? undefined : "stateRoot";
}

function statementDifference(
  { firstIndex }: BlockRecord,
  stored: readonly Uint8Array[],
  { entries }: ExecutedBlock,
): StatementDifference | null {
  const at = stored.findIndex((entry, i) => !equalBytes(entry, entries[i] ?? new Uint8Array(0)));
  const [before, now] = [stored[at], entries[at]];
  if (before === undefined || now === undefined) return null;
  const [recorded, replayed] = [decodeEntry(before), decodeEntry(now)];
  return {
    index: firstIndex + at,
    action: actionOf(before),
    recorded: { code: recorded.outcome, data: recorded.data },
    replayed: { code: replayed.outcome, data: replayed.data },
  };
}

function suspectsOf(
  app: string,
  { firstIndex }: BlockRecord,
  stored: readonly Uint8Array[],
): ReplayDifference["suspects"] {
  const accepted = stored.flatMap((entry, i) =>
    decodeEntry(entry).outcome === 0 ? [{ index: firstIndex + i, action: actionOf(entry) }] : [],
  );
  const own = accepted.filter(({ action }) => action.startsWith(`${app}.`));
  // A decision of the organisations runs actions of other applications.
  return own.length > 0 ? own : accepted;
}

/** Full name of the action of a log entry; empty when it is no statement. */
export function actionOf(entry: Uint8Array): string {
  try {
    return decodeStatement(decodeEntry(entry).statement).action;
  } catch (error) {
    if (error instanceof StatementError) return "";
    throw error;
  }
}
