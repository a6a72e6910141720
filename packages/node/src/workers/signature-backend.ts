import type { Algorithm, SuiteName } from "@tallystick/core/algorithms";
import { toHex } from "@tallystick/core/bytes";
import { passesEd25519Prechecks } from "@tallystick/core/suite/ed25519-rule";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { selfTestVerify } from "@tallystick/core/suite/self-test";
import type { PublicKey } from "@tallystick/core/suite/suite";
import sodium from "sodium-native";
import { KEY_CACHE_KEYS } from "../limits.ts";

/** Checks one signature by the written rule of its algorithm; false for whatever is malformed. */
export type SignatureCheck = (
  algorithm: Algorithm,
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean;

/**
 * The fastest check of a suite's signatures on this thread: libsodium for Ed25519, behind the byte
 * prechecks that make every backend agree, and node:crypto for ES256 and SM2.
 *
 * It has passed the edge vectors of every algorithm when it is returned.
 *
 * @throws CryptoSelfTestError when this platform does not follow the rule
 */
export function signatureBackend(suiteName: SuiteName): SignatureCheck {
  const suite = nodeSuite(suiteName);
  const keys = new KeyCache();
  const check: SignatureCheck = (algorithm, key, message, signature) => {
    if (algorithm === "Ed25519" && suite.name === "intl") {
      return (
        passesEd25519Prechecks(key, signature) &&
        sodium.crypto_sign_verify_detached(signature, message, key)
      );
    }
    return suite.verify(keys.get(algorithm, key), message, signature);
  };
  for (const algorithm of suite.algorithms) {
    selfTestVerify(algorithm, (key, message, signature) =>
      check(key.algorithm, key.raw, message, signature),
    );
  }
  return check;
}

/**
 * Key objects by their bytes: node:crypto's import of a key is a third of a verification, and the
 * suite remembers it by object. The oldest goes when the cache is full.
 */
class KeyCache {
  readonly #keys = new Map<string, PublicKey>();

  get(algorithm: Algorithm, raw: Uint8Array): PublicKey {
    const name = algorithm + toHex(raw);
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = { algorithm, raw: raw.slice() };
      if (this.#keys.size >= KEY_CACHE_KEYS) {
        this.#keys.delete(this.#keys.keys().next().value as string);
      }
      this.#keys.set(name, key);
    }
    return key;
  }
}
