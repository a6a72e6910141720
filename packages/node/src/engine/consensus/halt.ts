import { toHex } from "@tallystick/core/bytes";
import type { Certificate } from "@tallystick/core/certificate";
import type { BlockItem, ExecutedBlock } from "@tallystick/ledger/block";
import { type Certification, pendingAge } from "./certification.ts";

/** A block that has been executed and not yet committed. */
export interface Executed {
  readonly block: ExecutedBlock;
  readonly items: readonly BlockItem[];
  /** Its transactions without the certificate. */
  readonly txs: readonly Uint8Array[];
  readonly certificate: Certificate | null;
  readonly certification: Certification;
  readonly appHash: Uint8Array;
}

/** What a node leaves behind when it halts, to find out where it parted from the others. */
export interface HaltReport {
  /** What it was doing. */
  readonly at: string;
  readonly error: unknown;
  /** The last durable block, and the app hash after it (hex; null when the ledger cannot be read). */
  readonly height: number;
  readonly appHash: string | null;
  /** The block under way, if it was executed. */
  readonly executed: {
    readonly height: number;
    readonly time: number;
    readonly logSize: number;
    readonly logRoot: string;
    readonly stateRoot: string;
    readonly appRoots: readonly { readonly app: string; readonly root: string }[];
    readonly certifiedHeight: number;
    readonly pendingAge: number;
    readonly appHash: string;
  } | null;
}

/** The report of a fault. */
export function haltReport(
  at: string,
  error: unknown,
  height: number,
  committedHash: () => Uint8Array,
  executed: Executed | undefined,
): HaltReport {
  let hash: string | null = null;
  try {
    hash = toHex(committedHash());
  } catch {
    // The ledger cannot even be read: the report does without.
  }
  const under = executed === undefined ? null : describe(executed);
  return { at, error, height, appHash: hash, executed: under };
}

function describe({ block, certification, appHash: hash }: Executed): HaltReport["executed"] {
  const { height, time, logSize, logRoot, stateRoot, appRoots } = block;
  return {
    height,
    time,
    logSize,
    logRoot: toHex(logRoot),
    stateRoot: toHex(stateRoot),
    appRoots: appRoots.map(({ app, root }) => ({ app, root: toHex(root) })),
    certifiedHeight: certification.height,
    pendingAge: pendingAge(certification, height),
    appHash: toHex(hash),
  };
}

/** Runs things until one of them throws; from then on everything throws what that one threw. */
export class Halting {
  readonly #onHalt: (at: string, error: unknown) => void;
  #halted: { readonly error: unknown } | undefined;

  /** @param onHalt called once, with the first fault */
  constructor(onHalt: (at: string, error: unknown) => void) {
    this.#onHalt = onHalt;
  }

  get halted(): { readonly error: unknown } | undefined {
    return this.#halted;
  }

  /** @param at what is done, for the report */
  guard<T>(at: string, run: () => T): T {
    if (this.#halted !== undefined) throw this.#halted.error;
    try {
      return run();
    } catch (error) {
      throw this.#halt(at, error);
    }
  }

  async guarded<T>(at: string, run: () => Promise<T>): Promise<T> {
    if (this.#halted !== undefined) throw this.#halted.error;
    try {
      return await run();
    } catch (error) {
      throw this.#halt(at, error);
    }
  }

  #halt(at: string, error: unknown): unknown {
    if (this.#halted !== undefined) return this.#halted.error;
    this.#halted = { error };
    this.#onHalt(at, error);
    return error;
  }
}
