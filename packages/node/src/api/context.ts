import type { SuiteName } from "@tallystick/core/algorithms";
import type { CborMap } from "@tallystick/core/cbor";
import type { App } from "@tallystick/ledger/app/define-app";
import type { OutcomeDefinition } from "@tallystick/ledger/outcomes";
import type { Aggregator } from "../aggregator.ts";
import type { Engine } from "../engine/engine.ts";
import type { Metrics } from "../metrics.ts";
import type { Receipts } from "../receipts.ts";
import type { ApiLimits } from "./limits.ts";

/** A statement that the node signs with its own member key. */
export interface NodeCall {
  readonly action: string;
  readonly input: CborMap;
  /** 16 bytes; a fresh one unless the caller brings it, to make a retry harmless. */
  readonly id?: Uint8Array;
}

/** Everything that the routes are made from. */
export interface ApiContext {
  readonly engine: Engine;
  readonly receipts: Receipts;
  readonly aggregator: Aggregator;
  readonly metrics: Metrics;
  readonly limits: ApiLimits;
  readonly apps: readonly App[];
  readonly outcomes: ReadonlyMap<number, OutcomeDefinition>;
  readonly ledger: {
    readonly id: Uint8Array;
    readonly name: string;
    readonly suite: SuiteName;
    readonly organisation: string;
    readonly genesis: Uint8Array;
    /** Text of the trust file. */
    readonly trust: string;
  };
  /** Version of the program. */
  readonly version: string;
  /** Signs a statement as the node's own member. */
  readonly sign: (call: NodeCall) => Promise<Uint8Array>;
  /** Text of the C2SP signed note over the last checkpoint. */
  readonly note: () => Promise<string>;
  /** What is kept of a batch that this node ordered, by log index: see batch-record.ts. */
  readonly readBatch: (index: number) => Uint8Array | undefined;
  /** A consistent copy of everything that a restore needs. */
  readonly backup: () => AsyncIterable<Uint8Array>;
  readonly ready: () => boolean;
  /** Self-contained pages; undefined when this installation has none. */
  readonly pages: {
    readonly landing: () => Promise<string>;
    readonly verifier: () => Promise<string>;
  };
}
