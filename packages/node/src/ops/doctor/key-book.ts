import { toHex } from "@tallystick/core/bytes";
import type { Genesis } from "@tallystick/core/genesis";
import { decodeKey, keyId } from "@tallystick/core/keys";
import type { Statement } from "@tallystick/core/statement";
import type { PublicKey, Suite } from "@tallystick/core/suite/suite";

/**
 * Every key that ever could sign a statement, by its id, gathered from genesis and from the log
 * itself. An id is the hash of its key, so a key found here is the right one whatever the state says.
 */
export class KeyBook {
  readonly #suite: Suite;
  readonly #keys = new Map<string, PublicKey>();

  constructor(suite: Suite, genesis: Genesis) {
    this.#suite = suite;
    for (const { key } of genesis.members) this.#add(key);
  }

  /** The key of an id, or undefined. */
  get(id: Uint8Array): PublicKey | undefined {
    return this.#keys.get(toHex(id));
  }

  /** Note the key that a statement of the membership application brings. */
  learn({ action, input }: Statement): void {
    if (!action.startsWith("membership.")) return;
    const key = input.get("key");
    if (!(key instanceof Uint8Array)) return;
    try {
      this.#add(decodeKey(key));
    } catch {
      // The ledger refused such a statement, so nothing was ever signed with it.
    }
  }

  #add(key: PublicKey): void {
    this.#keys.set(toHex(keyId(this.#suite, key)), key);
  }
}
