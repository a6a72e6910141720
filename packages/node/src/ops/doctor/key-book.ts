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

  readonly #stated: (id: Uint8Array) => PublicKey | undefined;

  /** @param stated the key that the state has for an id; decisions and certificates bring keys in many ways */
  constructor(
    suite: Suite,
    genesis: Genesis,
    stated: (id: Uint8Array) => PublicKey | undefined = () => undefined,
  ) {
    this.#suite = suite;
    this.#stated = stated;
    for (const { key } of genesis.members) this.#add(key);
  }

  /** The key of an id, or undefined. */
  get(id: Uint8Array): PublicKey | undefined {
    const name = toHex(id);
    if (!this.#keys.has(name)) {
      const key = this.#stated(id);
      if (key !== undefined) this.#add(key);
    }
    return this.#keys.get(name);
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
