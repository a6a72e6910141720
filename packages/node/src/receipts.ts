import { toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import type { NodeReader } from "@tallystick/core/log-tree";
import { type BatchPart, encodeReceipt, type Receipt } from "@tallystick/core/receipt";
import { receiptTail, writeReceipt } from "@tallystick/core/receipt-writer";
import { encodeStateAnswer } from "@tallystick/core/state-answer";
import type { StateProof } from "@tallystick/core/state-proof";
import { decodeStatement, type Statement, StatementError } from "@tallystick/core/statement";
import type { PublicKey } from "@tallystick/core/suite/suite";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { Lru } from "@tallystick/ledger/lru";
import { SizedLog } from "./sized-log.ts";

/** Why there is no receipt for an index. */
export type NoReceiptReason = "beyond-log" | "unsigned" | "not-a-statement";

/** There is no receipt for an index. */
export class NoReceipt extends Error {
  override readonly name = "NoReceipt";
  readonly reason: NoReceiptReason;

  constructor(reason: NoReceiptReason) {
    super(TEXT[reason]);
    this.reason = reason;
  }
}

const TEXT: Readonly<Record<NoReceiptReason, string>> = {
  "beyond-log": "the log has no such entry yet",
  unsigned: "no organisation has signed this checkpoint",
  "not-a-statement": "the entry's statement cannot be read, so nobody's key can be shown for it",
};

/** What all receipts of one block share. */
interface BlockParts {
  readonly record: BlockRecord;
  readonly log: SizedLog;
  /** Encoded tails, by key id. */
  readonly tails: Map<string, Uint8Array>;
}

/** Blocks whose parts are kept. */
const BLOCKS_KEPT = 128;

/**
 * Builds receipt bundles from the committed ledger. A receipt is bound to the checkpoint of its own
 * block, so it never changes and its time is the earliest that the ledger can vouch for.
 */
export class Receipts {
  readonly #signerOf: (keyId: Uint8Array) => PublicKey | undefined;
  readonly #blocks = new Lru<number, BlockParts>(BLOCKS_KEPT);
  readonly #built: (count: number) => void;

  /**
   * @param signerOf public key of an enrolled key id, in force or not
   * @param built told how many receipts were built
   */
  constructor(
    signerOf: (keyId: Uint8Array) => PublicKey | undefined,
    built: (count: number) => void = () => {},
  ) {
    this.#signerOf = signerOf;
    this.#built = built;
  }

  /**
   * The receipt of the entry at `index`.
   * @param height of its block, when the caller knows it: saves the search
   * @throws NoReceipt
   */
  receipt(reader: LedgerReader, index: number, height?: number): Uint8Array {
    const { entry, statement } = entryAt(reader, index);
    const parts = this.#partsOf(reader, index, height);
    const name = toHex(statement.keyId);
    let tail = parts.tails.get(name);
    if (tail === undefined) {
      tail = receiptTail(this.#signer(statement), parts.record.signatures);
      parts.tails.set(name, tail);
    }
    this.#built(1);
    return writeReceipt(index, entry, parts.log.path(index), tail);
  }

  /**
   * The receipt of one digest inside a batch entry.
   * @throws NoReceipt
   */
  batchReceipt(reader: LedgerReader, index: number, batch: BatchPart): Uint8Array {
    const { entry, statement } = entryAt(reader, index);
    const { record, log } = this.#partsOf(reader, index, undefined);
    this.#built(1);
    return encodeReceipt({
      entry,
      index,
      path: log.path(index),
      signer: this.#signer(statement),
      signatures: record.signatures,
      batch,
    });
  }

  /**
   * The receipt of an entry with state proofs. State is proved as it is now, so this receipt is bound
   * to the last checkpoint and not to the entry's own.
   * @throws NoReceipt
   */
  stateReceipt(
    reader: LedgerReader,
    index: number,
    prove: (statement: Statement, entry: Uint8Array) => readonly StateProof[],
  ): Uint8Array {
    const { entry, statement } = entryAt(reader, index);
    const record = signedBlock(reader, reader.height);
    const state = prove(statement, entry);
    const receipt: Receipt = {
      entry,
      index,
      path: reader.inclusion(index),
      signer: this.#signer(statement),
      signatures: record.signatures,
    };
    this.#built(1);
    return encodeReceipt(state.length === 0 ? receipt : { ...receipt, state });
  }

  /**
   * The state answer (`*.proof`) with the given proofs, which must be those of `reader`.
   * @throws NoReceipt `unsigned` before the first block
   */
  stateAnswer(reader: LedgerReader, proofs: readonly StateProof[]): Uint8Array {
    const { logRoot, signatures } = signedBlock(reader, reader.height);
    return encodeStateAnswer({ logRoot, signatures, proofs });
  }

  #partsOf(reader: LedgerReader, index: number, height: number | undefined): BlockParts {
    const kept = height === undefined ? undefined : this.#blocks.get(height);
    if (kept !== undefined) return kept;
    const found = height ?? reader.blockOf(index)?.height;
    if (found === undefined) throw new NoReceipt("beyond-log");
    const again = this.#blocks.get(found);
    if (again !== undefined) return again;
    const record = signedBlock(reader, found);
    const log = new SizedLog(reader.logNodes as NodeReader, record.logSize);
    const parts = { record, log, tails: new Map<string, Uint8Array>() };
    this.#blocks.set(found, parts);
    return parts;
  }

  #signer(statement: Statement): PublicKey {
    const signer = this.#signerOf(statement.keyId);
    // A refused statement may name a key that was never enrolled: nobody's key can be shown for it.
    if (signer === undefined) throw new NoReceipt("not-a-statement");
    return signer;
  }
}

function entryAt(reader: LedgerReader, index: number): { entry: Uint8Array; statement: Statement } {
  const entry = reader.entry(index);
  if (entry === undefined) throw new NoReceipt("beyond-log");
  try {
    return { entry, statement: decodeStatement(decodeEntry(entry).statement) };
  } catch (error) {
    if (error instanceof StatementError) throw new NoReceipt("not-a-statement");
    throw error;
  }
}

function signedBlock(reader: LedgerReader, height: number): BlockRecord {
  const record = reader.block(height);
  if (record === undefined) throw new NoReceipt("beyond-log");
  if (record.signatures.length === 0) throw new NoReceipt("unsigned");
  return record;
}
