import type { Store } from "@tallystick/ledger/store";

/** A store that wants a moment of rest now and then. */
export interface KeptStore extends Store {
  /**
   * Housekeeping. Call it between two blocks and wait for it; it does nothing while anything is being
   * read or written. Never fails a commit that was made.
   */
  upkeep(): Promise<void>;
}

/** The housekeeping of a store that has any. */
export async function upkeepOf(store: Store): Promise<void> {
  if ("upkeep" in store) await (store as KeptStore).upkeep();
}
