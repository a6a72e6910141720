/** Signing in plain JavaScript, for browsers and for tests. Node uses node-keys.ts, which is faster and constant-time. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import type { Algorithm } from "../algorithms.ts";
import { KeyError, keyId } from "../keys.ts";
import type { Signer } from "../signer.ts";
import { signSm2, sm2PublicKey } from "./sm2-sign.ts";
import type { Suite } from "./suite.ts";

/** A signer whose signatures come at once. */
export interface PortableSigner extends Signer {
  sign(message: Uint8Array): Uint8Array;
}

function publicKeyOf(algorithm: Algorithm, secret: Uint8Array): Uint8Array {
  switch (algorithm) {
    case "Ed25519":
      return ed25519.getPublicKey(secret);
    case "ES256":
      return p256.getPublicKey(secret, false).slice(1);
    case "SM2":
      return sm2PublicKey(secret);
  }
}

/**
 * A signer for a raw private key of 32 bytes: the seed for Ed25519 (RFC 8032 s5.1.5), the big-endian scalar for ES256 and
 * SM2. Throws {@link KeyError} on a key out of range or an algorithm that the suite does not accept.
 */
export function portableSigner(
  suite: Suite,
  algorithm: Algorithm,
  secret: Uint8Array,
): PortableSigner {
  if (!suite.algorithms.includes(algorithm)) {
    throw new KeyError(`suite ${suite.name} does not sign with ${algorithm}`);
  }
  const held = Uint8Array.from(secret);
  let raw: Uint8Array;
  try {
    raw = publicKeyOf(algorithm, held);
  } catch {
    // The cause is dropped on purpose: library messages may quote the value they refuse.
    throw new KeyError(`not a private key of ${algorithm}`);
  }
  const publicKey = { algorithm, raw };
  const sign = (message: Uint8Array): Uint8Array => {
    if (algorithm === "Ed25519") return ed25519.sign(message, held);
    if (algorithm === "SM2") return signSm2(held, raw, message);
    return p256.sign(message, held, { lowS: false, prehash: true, format: "compact" });
  };
  return { algorithm, publicKey, keyId: keyId(suite, publicKey), sign };
}

/** A new random private key of 32 bytes for {@link portableSigner}. */
export function randomSecret(algorithm: Algorithm): Uint8Array {
  for (;;) {
    const secret = crypto.getRandomValues(new Uint8Array(32));
    try {
      publicKeyOf(algorithm, secret);
      return secret;
    } catch {
      // Out of range for the curve, about one in 2^32: draw again.
    }
  }
}
