import { equalBytes, toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { type BatchPart, encodeReceipt, type Receipt } from "@tallystick/core/receipt";
import { receiptTail, writeReceipt } from "@tallystick/core/receipt-writer";
import { encodeStateAnswer } from "@tallystick/core/state-answer";
import { decodeStateProof, encodeStateProof, type StateProof } from "@tallystick/core/state-proof";
import { decodeStatement, type Statement, StatementError } from "@tallystick/core/statement";
import type { PublicKey } from "@tallystick/core/suite/suite";
import type { CertifiedBlock, LedgerReader } from "@tallystick/ledger/ledger-reader";
import { Lru } from "@tallystick/ledger/lru";
import { SizedLog } from "./sized-log.ts";

/** Why there is no receipt for an index. */
export type NoReceiptReason = "beyond-log" | "uncertified" | "not-a-statement";

/** There is no receipt for an index. */
export class NoReceipt extends Error {
  override readonly name = "NoReceipt";
  readonly reason: NoReceiptReason;
  /** For `uncertified`: the height whose certificate is waited for. */
  readonly height: number | undefined;

  constructor(reason: NoReceiptReason, height?: number) {
    super(TEXT[reason]);
    this.reason = reason;
    this.height = height;
  }
}

const TEXT: Readonly<Record<NoReceiptReason, string>> = {
  "beyond-log": "the log has no such entry yet",
  uncertified: "the organisations have not signed a checkpoint that covers it yet",
  "not-a-statement": "the entry's statement cannot be read, so nobody's key can be shown for it",
};

/** What all receipts of one block share. */
interface BlockParts {
  readonly certified: CertifiedBlock;
  readonly log: SizedLog;
  /** Encoded tails, by key id. */
  readonly tails: Map<string, Uint8Array>;
}

/** Blocks whose parts are kept. */
const BLOCKS_KEPT = 128;

/**
 * What can be read now and signed a moment later: state is proved as it is, and where several
 * organisations certify, their signatures over that state come with a later block.
 */
export interface StateDraft {
  /** The block after which the state was read. */
  readonly height: number;
  /**
   * The finished bytes and the block whose certificate they carry, once that is there; undefined when
   * the certificate is of a later state, so that the state has to be read anew.
   * @throws NoReceipt `uncertified` before then
   */
  finish(reader: LedgerReader): CertifiedState | undefined;
}

/** Proved state with the signatures over it. */
export interface CertifiedState {
  readonly bytes: Uint8Array;
  readonly certified: CertifiedBlock;
}

/**
 * Builds receipt bundles from the committed ledger. A receipt is bound to the first certified checkpoint
 * that covers its entry, so it never changes and its time is the earliest that the organisations vouch for.
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
      tail = receiptTail(this.#signer(statement), parts.certified.certificate.signatures);
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
    const { certified, log } = this.#partsOf(reader, index, undefined);
    this.#built(1);
    return encodeReceipt({
      entry,
      index,
      path: log.path(index),
      signer: this.#signer(statement),
      signatures: certified.certificate.signatures,
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
  ): StateDraft {
    const { entry, statement } = entryAt(reader, index);
    const state = prove(statement, entry).map(copyOf);
    const signer = this.#signer(statement);
    const kept = entry.slice();
    const make: Make = (later, { block, certificate: { signatures } }) => {
      const path = later.inclusion(index, block.logSize);
      const receipt: Receipt = { entry: kept, index, path, signer, signatures };
      this.#built(1);
      return encodeReceipt(state.length === 0 ? receipt : { ...receipt, state });
    };
    return draft(reader, make, index);
  }

  /** The state answer (`*.proof`) with the given proofs, which must be those of `reader`. */
  stateAnswer(reader: LedgerReader, proofs: readonly StateProof[]): StateDraft {
    const kept = proofs.map(copyOf);
    return draft(reader, (_, { block, certificate: { signatures } }) =>
      encodeStateAnswer({ logRoot: block.logRoot, signatures, proofs: kept }),
    );
  }

  #partsOf(reader: LedgerReader, index: number, height: number | undefined): BlockParts {
    const kept = height === undefined ? undefined : this.#blocks.get(height);
    if (kept !== undefined) return kept;
    const found = height ?? reader.blockOf(index)?.height;
    if (found === undefined) throw new NoReceipt("beyond-log");
    const again = this.#blocks.get(found);
    if (again !== undefined) return again;
    const certified = reader.firstCertified(found);
    if (certified === undefined) throw new NoReceipt("uncertified", found);
    const parts = this.#blocks.get(certified.block.height) ?? partsOf(reader, certified);
    this.#blocks.set(found, parts);
    this.#blocks.set(certified.block.height, parts);
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

function partsOf(reader: LedgerReader, certified: CertifiedBlock): BlockParts {
  const log = new SizedLog(reader.logNodes, certified.block.logSize);
  return { certified, log, tails: new Map() };
}

/**
 * State as `reader` has it. A certificate of any block with the same state root serves: that of an
 * earlier block when nothing has changed since, else the first one that covers this block.
 */
function draft(reader: LedgerReader, make: Make, index = -1): StateDraft {
  const { height, stateRoot } = reader.checkpoint;
  const fits = ({ block }: CertifiedBlock): boolean =>
    block.logSize > index && equalBytes(block.stateRoot, stateRoot);
  const last = reader.lastCertified();
  const present = last !== undefined && fits(last) ? last : undefined;
  return {
    height: present?.block.height ?? height,
    finish: (later) => {
      const certified = present ?? later.firstCertified(height);
      if (certified === undefined) throw new NoReceipt("uncertified", height);
      return fits(certified) ? { bytes: make(later, certified), certified } : undefined;
    },
  };
}

type Make = (later: LedgerReader, certified: CertifiedBlock) => Uint8Array;

/** A proof that no later block changes: what the state tree hands out are views of its own memory. */
function copyOf(proof: StateProof): StateProof {
  return decodeStateProof(encodeStateProof(proof));
}
