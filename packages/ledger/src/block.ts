import type { CborValue } from "@tallystick/core/cbor";
import type { Certificate } from "@tallystick/core/certificate";
import type { Statement } from "@tallystick/core/statement";
import type { AppRoot, BlockRecord } from "./block-record.ts";
import type { PendingTiles } from "./log-tiles.ts";
import type { PendingUpdate } from "./state-tree/state-tree.ts";
import type { WriteOp } from "./store.ts";
import type { AppState } from "./tables/app-state.ts";
import type { RowState } from "./tables/row-state.ts";

/** A decoded statement whose signature the caller has checked with the suite's rule. */
export interface Admitted {
  readonly statement: Statement;
  /**
   * Whether the signature verifies under the public key that is enrolled for the statement's kid.
   * Without meaning when no such key is enrolled.
   */
  readonly signatureValid: boolean;
}

/** Bytes that do not decode as a statement, ordered all the same by an engine that does not look. */
export interface Undecodable {
  readonly statement: null;
  readonly bytes: Uint8Array;
}

/** One transaction of a block. */
export type BlockItem = Admitted | Undecodable;

/** A block to execute. */
export interface Block {
  /** One more than the ledger's. */
  readonly height: number;
  /** Milliseconds since 1970 UTC, not before the last block's. */
  readonly time: number;
  readonly statements: readonly BlockItem[];
}

/** What a statement came to. */
export interface Outcome {
  /** Number in the outcome registry; 0 = accepted. */
  readonly code: number;
  /** Output of the action, or what the refusal says beside its number. */
  readonly data: CborValue;
}

/** An outcome that is on the log. */
export interface LoggedOutcome extends Outcome {
  readonly index: number;
}

/** A row that a block changed, to find where two nodes part. */
export interface TouchedRow {
  readonly app: string;
  readonly table: string;
  readonly key: readonly CborValue[];
  /** Value after the block, or null when deleted. */
  readonly value: Uint8Array | null;
}

/** The effect of a block, not yet committed. */
export interface ExecutedBlock {
  readonly height: number;
  readonly time: number;
  /** Log index of the first entry. */
  readonly firstIndex: number;
  /** One for each statement, in order. */
  readonly outcomes: readonly LoggedOutcome[];
  /** One for each statement, in order. */
  readonly entries: readonly Uint8Array[];
  readonly logSize: number;
  readonly logRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  /** In bytewise order of the names. */
  readonly appRoots: readonly AppRoot[];
  /** All of the block's effect on the store but its record. */
  readonly writes: readonly WriteOp[];
  /** A certificate to store with it; see {@link sealBlock}. */
  readonly certificate: Certificate | null;
  /** The rows that changed, computed when asked for. */
  touched(): TouchedRow[];
  /** For `commit` alone: what becomes of the ledger in memory. */
  readonly effect: BlockEffect;
}

/** How an executed block changes the open ledger. */
export interface BlockEffect {
  /** The block it was executed on. */
  readonly base: BlockRecord;
  /** Its own record. */
  readonly record: BlockRecord;
  /** By application number; only applications whose state changed. */
  readonly treeUpdates: ReadonlyMap<number, PendingUpdate>;
  /** The rows that it changes, of those applications. */
  readonly changed: readonly (readonly [AppState, readonly RowState[]])[];
  readonly logUpdate: PendingTiles;
  /** By application number. */
  readonly nextRowIds: readonly number[];
}

/** The block with a certificate, its own or that of an earlier block, which `commit` then stores in the same step. */
export function sealBlock(block: ExecutedBlock, certificate: Certificate | null): ExecutedBlock {
  return { ...block, certificate };
}
