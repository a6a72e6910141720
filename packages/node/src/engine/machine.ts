import { equalBytes } from "@tallystick/core/bytes";
import type { Certificate } from "@tallystick/core/certificate";
import { type CheckpointSignature, signCheckpoint } from "@tallystick/core/checkpoint";
import type { Signer } from "@tallystick/core/signer";
import {
  decodeStatement,
  type Statement,
  StatementError,
  statementSigningInput,
} from "@tallystick/core/statement";
import type { Admitted, BlockItem, ExecutedBlock, Outcome } from "@tallystick/ledger/block";
import { sealBlock } from "@tallystick/ledger/block";
import { type CheckpointedBlock, checkpointOf } from "@tallystick/ledger/block-record";
import type { Ledger } from "@tallystick/ledger/ledger";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { StoreSnapshot, WriteOp } from "@tallystick/ledger/store";
import type { SteadyStore } from "../store/steady-store.ts";
import type { VerifyItem, VerifyPool } from "../workers/verify-pool.ts";

/** The bounds of a block. */
export interface BlockLimits {
  readonly statements: number;
  /** Bytes of the statements together. */
  readonly bytes: number;
}

/** What an engine knows of a transaction that waits for its block. */
export interface Candidate {
  readonly item: BlockItem;
}

/** A transaction that passed {@link Machine.check}, or the outcome it was refused with. */
export type Checked = Admitted | Outcome;

/**
 * The ledger as an engine drives it. The embedded engine and one that speaks ABCI call the same six
 * things: `check` (CheckTx), `propose` (PrepareProposal), `finalize` (FinalizeBlock) with `certify`
 * (ExtendVote), `commit` (Commit), `snapshot` (ListSnapshots) and `query` (Query).
 */
export interface Machine {
  /** Height and time of the last durable block. */
  readonly height: number;
  readonly lastTime: number;
  readonly logSize: number;
  /** The statement in these bytes, or the outcome of bytes that are none. Does not look at the state. */
  decode(bytes: Uint8Array): Statement | Outcome;
  /** The checks that need no signature, against the last block and the caller's clock; null = none fails. */
  admit(statement: Statement, now: number): Outcome | null;
  /** Whether each signature is that of the key enrolled for its kid. */
  verify(statements: readonly Statement[]): Promise<readonly boolean[]>;
  /** `decode`, `admit` and `verify` in one. */
  check(transactions: readonly Uint8Array[], now: number): Promise<readonly Checked[]>;
  /** The candidates that go into the next block: as many of the first ones as fit. */
  propose<T extends Candidate>(candidates: readonly T[], limits: BlockLimits): T[];
  /** The effect of a block. Changes nothing. Throws LedgerFault. */
  finalize(block: { height: number; time: number; items: readonly BlockItem[] }): ExecutedBlock;
  /**
   * This organisation's signature of a block's checkpoint.
   * @param time what it shall claim, ms since 1970 UTC; the block's own time unless given
   * @param keyId of the key that signs, which the machine holds; its present one unless given
   */
  certify(
    block: CheckpointedBlock,
    time?: number,
    keyId?: Uint8Array,
  ): Promise<CheckpointSignature>;
  /** Whether a checkpoint key is at hand. */
  holds(keyId: Uint8Array): boolean;
  /**
   * Make a block and `extra` durable in one step and move the ledger.
   * @param certificate of this block or an earlier one, stored in the same step
   */
  commit(
    block: ExecutedBlock,
    certificate: Certificate | null,
    extra: readonly WriteOp[],
  ): Promise<void>;
  /** A view of the whole store after a durable block. */
  snapshot(): StoreSnapshot;
  /** A read of the ledger at the last durable block. */
  query<T>(run: (reader: LedgerReader) => T): T;
}

/** What a {@link LedgerMachine} is made of. */
export interface MachineParts {
  readonly ledger: Ledger;
  /** The store under the ledger. */
  readonly store: SteadyStore;
  /** Checks signatures many at a time. */
  readonly pool: Pick<VerifyPool, "verify">;
  /** The organisation's checkpoint key. */
  readonly signer: Signer;
  /** The one that takes its place once the roster names it. */
  readonly nextSigner?: Signer | undefined;
  /** Id of the organisation. */
  readonly organisation: string;
}

/** The {@link Machine} of one node: its ledger, its threads, its key. */
export class LedgerMachine implements Machine {
  readonly #parts: MachineParts;

  constructor(parts: MachineParts) {
    this.#parts = parts;
  }

  get height(): number {
    return this.#parts.ledger.height;
  }

  get lastTime(): number {
    return this.#parts.ledger.lastTime;
  }

  get logSize(): number {
    return this.#parts.ledger.logSize;
  }

  decode(bytes: Uint8Array): Statement | Outcome {
    try {
      return decodeStatement(bytes);
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      const { number } = error.code === "too-large" ? OUTCOMES.tooLarge : OUTCOMES.malformed;
      return { code: number, data: new Map([["problem", error.message]]) };
    }
  }

  admit(statement: Statement, now: number): Outcome | null {
    return this.#parts.ledger.admit(statement, now);
  }

  async verify(statements: readonly Statement[]): Promise<readonly boolean[]> {
    const { ledger, pool } = this.#parts;
    const items: VerifyItem[] = [];
    const places: number[] = [];
    statements.forEach((statement, i) => {
      const key = ledger.identity(statement.keyId)?.publicKey;
      if (key === undefined || key.algorithm !== statement.algorithm) return;
      const { signature } = statement;
      items.push({ key, message: statementSigningInput(statement), signature });
      places.push(i);
    });
    const verdicts = await pool.verify(items);
    if (places.length === statements.length) return verdicts;
    const valid = new Array<boolean>(statements.length).fill(false);
    places.forEach((place, at) => {
      valid[place] = verdicts[at] === true;
    });
    return valid;
  }

  async check(transactions: readonly Uint8Array[], now: number): Promise<readonly Checked[]> {
    const results: Checked[] = [];
    const admitted: Statement[] = [];
    const places: number[] = [];
    transactions.forEach((bytes, i) => {
      const decoded = this.decode(bytes);
      const refusal = "code" in decoded ? decoded : this.admit(decoded, now);
      if (refusal !== null) results[i] = refusal;
      else {
        admitted.push(decoded as Statement);
        places.push(i);
      }
    });
    const verdicts = await this.verify(admitted);
    admitted.forEach((statement, at) => {
      const signatureValid = verdicts[at] === true;
      results[places[at] as number] = signatureValid
        ? { statement, signatureValid }
        : { code: OUTCOMES.badSignature.number, data: null };
    });
    return results;
  }

  propose<T extends Candidate>(candidates: readonly T[], limits: BlockLimits): T[] {
    let bytes = 0;
    let count = 0;
    for (const { item } of candidates) {
      bytes += item.statement === null ? item.bytes.length : item.statement.bytes.length;
      if (count === limits.statements || (count > 0 && bytes > limits.bytes)) break;
      count++;
    }
    return candidates.slice(0, count);
  }

  finalize(block: { height: number; time: number; items: readonly BlockItem[] }): ExecutedBlock {
    const { height, time, items } = block;
    return this.#parts.ledger.execute({ height, time, statements: items });
  }

  certify(
    block: CheckpointedBlock,
    time?: number,
    keyId?: Uint8Array,
  ): Promise<CheckpointSignature> {
    const { ledger, signer, organisation } = this.#parts;
    const checkpoint = checkpointOf(ledger.ledgerId, block, time);
    const chosen = keyId === undefined ? signer : (this.#signerOf(keyId) ?? signer);
    return signCheckpoint(chosen, organisation, checkpoint, ledger.suite);
  }

  holds(keyId: Uint8Array): boolean {
    return this.#signerOf(keyId) !== undefined;
  }

  #signerOf(keyId: Uint8Array): Signer | undefined {
    const { signer, nextSigner } = this.#parts;
    return [signer, nextSigner].find((one) => one !== undefined && equalBytes(one.keyId, keyId));
  }

  async commit(
    block: ExecutedBlock,
    certificate: Certificate | null,
    extra: readonly WriteOp[],
  ): Promise<void> {
    await this.#parts.ledger.commit(sealBlock(block, certificate), extra);
    await this.#parts.store.upkeep();
  }

  snapshot(): StoreSnapshot {
    return this.#parts.store.snapshot();
  }

  query<T>(run: (reader: LedgerReader) => T): T {
    return run(this.#parts.ledger.reader());
  }
}
