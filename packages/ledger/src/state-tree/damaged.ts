import { toHex } from "@tallystick/core/bytes";

/**
 * Stored data of a state tree is missing or is not what its hash above says. The message names the key in
 * the store and what is wrong with it, never contents.
 */
export class StateTreeDamaged extends Error {
  override readonly name = "StateTreeDamaged";
  /** Key in the store. */
  readonly key: Uint8Array;
  readonly what: string;

  constructor(key: Uint8Array, what: string) {
    super(`state tree: ${what} (store key ${toHex(key)})`);
    this.key = key;
    this.what = what;
  }
}
