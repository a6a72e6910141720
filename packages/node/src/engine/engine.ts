import type { CborValue } from "@tallystick/core/cbor";
import type { EngineCommit } from "@tallystick/core/engine-commit";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { StoreSnapshot, WriteOp } from "@tallystick/ledger/store";

/** A statement that is on the log, durably, whatever it came to. */
export interface Logged {
  readonly status: "logged";
  /** Log index of its entry. */
  readonly index: number;
  /** Height and time (ms since 1970 UTC) of its block. */
  readonly height: number;
  readonly time: number;
  /** Outcome number; 0 = accepted. */
  readonly code: number;
  readonly data: CborValue;
  /** True when the same bytes were on the log before they were sent this time. */
  readonly repeated: boolean;
}

/** A statement that was refused before it was ordered; it is not on the log. */
export interface Refused {
  readonly status: "refused";
  /** Outcome number; never 0. */
  readonly code: number;
  readonly data: CborValue;
}

/** The queue is full. Nothing was done; send the same bytes again after a while. */
export interface Busy {
  readonly status: "busy";
}

/** What became of a statement. */
export type Submitted = Logged | Refused | Busy;

/** Extras of one submission. */
export interface SubmitOptions {
  /**
   * Rows of the node's own that must become durable together with the entry, such as the leaves of a
   * batch. Called once the log index is known; not called for a statement that is not logged.
   */
  readonly attach?: (logged: Logged) => readonly WriteOp[];
}

/** What listeners learn of a block that has become durable. */
export interface BlockNotice {
  readonly height: number;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly firstIndex: number;
  /** Entries of the block. */
  readonly count: number;
  /** Entries in the log after it. */
  readonly logSize: number;
}

/** Whether the engine works. `failed` is for good: close it, see what it says, and open it again. */
export type EngineState = "running" | "stopping" | "stopped" | "failed";

/** Figures for health, metrics and the status page. */
export interface EngineStatus {
  readonly state: EngineState;
  readonly height: number;
  /** Last height whose certificate is durable; 0 before there is one. */
  readonly certifiedHeight: number;
  readonly logSize: number;
  /** Statements between arrival and answer. */
  readonly inFlight: number;
  /** Milliseconds by which the system clock lags behind the last block; 0 when it does not. */
  readonly clockBehindMs: number;
  /** What it failed of. */
  readonly fault: EngineFault | undefined;
}

/** Orders statements and runs the ledger on them. What the API, the aggregator and the SDK's tests see. */
export interface Engine {
  /** Resolves once the statement is on the log and durable, or refused. Rejects with {@link EngineFault} only. */
  submit(statement: Uint8Array, options?: SubmitOptions): Promise<Submitted>;
  /** Like `submit` for each; the answers come in the order of the statements, when all are known. */
  submitMany(statements: readonly Uint8Array[]): Promise<readonly Submitted[]>;
  /**
   * Reads the ledger as it is after the last durable block. `run` must be synchronous: the reader is
   * good for nothing once it has returned.
   *
   * @throws EngineFault when the ledger cannot be trusted any more
   */
  read<T>(run: (reader: LedgerReader) => T): T;
  /**
   * Resolves once the certificate of the block at a height, or of a later one, is durable: then there
   * is a receipt for everything up to that height. Rejects with {@link EngineFault} only.
   */
  whenCertified(height: number): Promise<void>;
  /**
   * The consensus engine's own commit of the state after a certified block; undefined when there is no
   * such engine, or when it did not order the block.
   * @throws EngineFault `not-ordered` when it does not answer, or no longer has the block
   */
  commitOf?(height: number): Promise<EngineCommit | undefined>;
  /** Calls back after every durable block until the returned function is called. */
  onBlock(listener: (block: BlockNotice) => void): () => void;
  /**
   * Makes a block although nothing waits for one, so that the signed time and state of a quiet ledger
   * stay fresh. Resolves when it, or the block being made, is durable; a failure shows in the status.
   * An engine that several organisations run does so by itself, at the interval they have agreed on.
   */
  heartbeat(): Promise<void>;
  /** A view of the whole store after some durable block, for backups; it says itself which. Close it. */
  snapshot(): StoreSnapshot;
  status(): EngineStatus;
  /** Takes nothing more, finishes what it has taken, and lets go. */
  stop(): Promise<void>;
}

/** Why an engine does not work (any more). */
export type EngineFaultCode =
  | "stopped"
  | "disk-full"
  | "store-failed"
  | "store-damaged"
  | "ledger-fault"
  | "signer-failed"
  /** Too few organisations could be reached for too long. */
  | "not-ordered"
  /** The other organisations decided on something that does not follow from this node's ledger. */
  | "diverged"
  /** The next block runs under rules that this program has not got. */
  | "old-program"
  /** The organisations have decided that a network orders from the next block on. */
  | "handed-over"
  /** The program that orders cannot be kept running. */
  | "engine-failed"
  | "internal";

/** Faults that spoil nothing of what is on the disk: the node takes nothing in and goes on serving what it has. */
export const STILL_READABLE: ReadonlySet<EngineFaultCode> = new Set(["disk-full", "handed-over"]);

/**
 * The engine cannot do its work. A statement whose submission rejects with this may or may not be on
 * the log: sending the same bytes again, once the node is back, finds out and does no harm.
 */
export class EngineFault extends Error {
  override readonly name = "EngineFault";
  readonly code: EngineFaultCode;

  constructor(code: EngineFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
