/** Private keys on node:crypto. */
import {
  createPrivateKey,
  createPublicKey,
  createSign,
  hash as cryptoHash,
  sign as cryptoSign,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import type { Algorithm } from "../algorithms.ts";
import { KeyError, keyId } from "../keys.ts";
import type { Signer } from "../signer.ts";
import { rsFromDer } from "./ecdsa-der.ts";
import { rawFromSpki } from "./node-spki.ts";
import { sm2IdentityInput } from "./sm2-curve.ts";
import type { Suite } from "./suite.ts";

/** A signer whose signatures come at once, and whose key can be exported by {@link exportPkcs8}. */
export interface NodeSigner extends Signer {
  sign(message: Uint8Array): Uint8Array;
}

// Kept beside the signer, not in it, so that no log line or inspector shows a private key by accident.
const privateKeys = new WeakMap<Signer, KeyObject>();

function newKeyObject(algorithm: Algorithm): KeyObject {
  if (algorithm === "Ed25519") return generateKeyPairSync("ed25519").privateKey;
  const namedCurve = algorithm === "ES256" ? "P-256" : "SM2";
  return generateKeyPairSync("ec", { namedCurve }).privateKey;
}

function rsOrThrow(der: Uint8Array): Uint8Array {
  const signature = rsFromDer(der);
  if (signature === undefined) throw new KeyError("the platform returned a malformed signature");
  return signature;
}

function signWith(algorithm: Algorithm, key: KeyObject, raw: Uint8Array) {
  if (algorithm === "Ed25519") {
    return (message: Uint8Array) => new Uint8Array(cryptoSign(null, message, key));
  }
  if (algorithm === "ES256") {
    const options = { key, dsaEncoding: "ieee-p1363" } as const;
    return (message: Uint8Array) => new Uint8Array(cryptoSign("sha256", message, options));
  }
  const identity = cryptoHash("sm3", sm2IdentityInput(raw), "buffer");
  return (message: Uint8Array) =>
    rsOrThrow(createSign("sm3").update(identity).update(message).sign(key));
}

/**
 * A signer for the private key in a PKCS#8 DER. Throws {@link KeyError} when the suite does not accept the algorithm, when
 * the DER is no key of it, or when its public point is compressed.
 */
export function signerFromPkcs8(suite: Suite, algorithm: Algorithm, der: Uint8Array): NodeSigner {
  if (!suite.algorithms.includes(algorithm)) {
    throw new KeyError(`suite ${suite.name} does not sign with ${algorithm}`);
  }
  let key: KeyObject;
  let raw: Uint8Array | undefined;
  try {
    key = createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
    raw = rawFromSpki(algorithm, createPublicKey(key).export({ format: "der", type: "spki" }));
  } catch (cause) {
    throw new KeyError("not a PKCS#8 private key", { cause });
  }
  if (raw === undefined) throw new KeyError(`not an uncompressed ${algorithm} key`);
  const publicKey = { algorithm, raw };
  const signer: NodeSigner = {
    algorithm,
    publicKey,
    keyId: keyId(suite, publicKey),
    sign: signWith(algorithm, key, raw),
  };
  privateKeys.set(signer, key);
  return signer;
}

/**
 * A signer with a new random key; the algorithm is the suite's default unless named. The key goes through PKCS#8 even
 * here: the key object that `generateKeyPairSync` returns for SM2 signs ECDSA, an imported one signs SM2.
 */
export function generateKey(suite: Suite, algorithm?: Algorithm): NodeSigner {
  const chosen = algorithm ?? (suite.algorithms[0] as Algorithm);
  const der = newKeyObject(chosen).export({ format: "der", type: "pkcs8" });
  try {
    return signerFromPkcs8(suite, chosen, der);
  } finally {
    der.fill(0);
  }
}

/** The private key of a signer of this module as PKCS#8 DER, unencrypted: for writing into an encrypted key file. */
export function exportPkcs8(signer: Signer): Uint8Array {
  const key = privateKeys.get(signer);
  if (key === undefined) throw new KeyError("the private key of this signer cannot be exported");
  return new Uint8Array(key.export({ format: "der", type: "pkcs8" }));
}
