import { equalBytes } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { decodeStatement, StatementError } from "@tallystick/core/statement";
import type { BlockItem, ExecutedBlock } from "@tallystick/ledger/block";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import type { Ledger } from "@tallystick/ledger/ledger";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { OUTCOMES } from "@tallystick/ledger/outcomes";

/** Where a replay parts from the record. */
export interface ReplayDifference {
  readonly height: number;
  /** What differs: an application's name for its state, else the member of the block. */
  readonly what: string;
}

/** What a replay found. */
export interface ReplayResult {
  /** Blocks replayed, the differing one included. */
  readonly blocks: number;
  readonly entries: number;
  /** The first difference, or undefined when the record is exactly what its statements come to. */
  readonly difference: ReplayDifference | undefined;
}

/**
 * Execute a recorded log again on a fresh ledger and compare every block's outcome, roots and size.
 *
 * Signatures are not checked here: a statement counts as signed unless its recorded outcome says
 * otherwise.
 *
 * @param recorded the ledger as it is
 * @param fresh a ledger of the same genesis at height 0, over a store of its own
 */
export async function replay(
  recorded: LedgerReader,
  fresh: Ledger,
  onBlock: (height: number) => void = () => {},
): Promise<ReplayResult> {
  let entries = 0;
  for (let height = 1; height <= recorded.height; height++) {
    const record = recorded.block(height);
    if (record === undefined)
      return { blocks: height, entries, difference: { height, what: "record" } };
    const stored = recorded.entries(record.firstIndex, record.count).map(({ entry }) => entry);
    const { time } = record;
    const block = fresh.execute({ height, time, statements: stored.map(itemOf) });
    entries += stored.length;
    const what = differenceOf(record, stored, block);
    if (what !== undefined) return { blocks: height, entries, difference: { height, what } };
    await fresh.commit(block);
    onBlock(height);
  }
  return { blocks: recorded.height, entries, difference: undefined };
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
