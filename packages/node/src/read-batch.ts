import { batchKey } from "@tallystick/ledger/key-space";
import type { StoreReader } from "@tallystick/ledger/store";

/** Reads what is kept of batches, by the log index of their entries: see batch-record.ts. */
export function readBatchOf(store: StoreReader): (index: number) => Uint8Array | undefined {
  return (index) => store.get(batchKey(index));
}
