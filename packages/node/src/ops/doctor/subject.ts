import type { Genesis } from "@tallystick/core/genesis";
import type { PublicKey, Suite } from "@tallystick/core/suite/suite";
import type { Trust } from "@tallystick/core/trust";
import type { App } from "@tallystick/ledger/app/define-app";
import { type BlockRecord, decodeBlock } from "@tallystick/ledger/block-record";
import { blockKey } from "@tallystick/ledger/key-space";
import type { StoreReader } from "@tallystick/ledger/store";
import type { CheckedSnapshot } from "../../store/checked-store.ts";
import { StoreDamaged } from "../../store/store-errors.ts";
import type { Findings } from "./findings.ts";

/** A part of the examination, for progress. */
export type DoctorPhase = "values" | "log" | "signatures" | "state" | "batches" | "replay";

/** Told how far a part has come; `total` is what it will come to, as far as known. */
export type DoctorProgress = (phase: DoctorPhase, done: number, total: number) => void;

/** What is examined, and where findings go. */
export interface DoctorSubject {
  readonly suite: Suite;
  /** Bytes of the genesis document of the data directory. */
  readonly genesis: Uint8Array;
  readonly genesisDocument: Genesis;
  readonly ledgerId: Uint8Array;
  readonly trust: Trust;
  /** Up to this height every block has a certificate of its own; see {@link certifiedThrough}. */
  readonly certifiedThrough: number;
  /** The key that the state has for a key id, in force or not; undefined where the state cannot be read. */
  readonly statedKey: (id: Uint8Array) => PublicKey | undefined;
  /** The applications of the ledger, in the order of its genesis. */
  readonly apps: readonly App[];
  readonly view: CheckedSnapshot;
  readonly findings: Findings;
  readonly progress: DoctorProgress;
}

/** A read of the view that takes a damaged value for a missing one: the pass over all values names it. */
export function softReader(view: CheckedSnapshot): StoreReader {
  return {
    get: (key) => {
      try {
        return view.get(key);
      } catch (error) {
        if (error instanceof StoreDamaged) return undefined;
        throw error;
      }
    },
    range: (query) => view.range(query),
  };
}

/** The record of a block, or undefined when it is missing, damaged or does not decode. */
export function readBlock(view: CheckedSnapshot, height: number): BlockRecord | undefined {
  try {
    const bytes = softReader(view).get(blockKey(height));
    return bytes === undefined ? undefined : decodeBlock(bytes);
  } catch {
    return undefined;
  }
}
