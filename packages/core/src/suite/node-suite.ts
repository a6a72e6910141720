/** The suites on node:crypto. Same bytes and verdicts as the portable ones; the tests compare them. */
import {
  createVerify,
  hash as cryptoHash,
  verify as cryptoVerify,
  type KeyObject,
} from "node:crypto";
import { type Algorithm, SUITES, type SuiteName } from "../algorithms.ts";
import { derFromRs } from "./ecdsa-der.ts";
import { passesEd25519Prechecks } from "./ed25519-rule.ts";
import { keyObjectOf } from "./node-spki.ts";
import { sm2IdentityInput } from "./sm2-curve.ts";
import { sm3Pairs } from "./sm3-pairs.ts";
import { type PublicKey, pairCount, type Suite } from "./suite.ts";

/** Faster parts a caller may put in. */
export interface NodeSuiteParts {
  /** Replaces the hashing of 64-byte pairs; it must equal the portable one. Used for `intl` only when it is SHA-256. */
  readonly hashPairs?: (input: Uint8Array, output: Uint8Array) => void;
}

/** A key made ready: importing costs as much as a third of a verification, so it is done once per key object. */
interface ReadyKey {
  readonly object: KeyObject;
  /** SM2 only: Z. */
  readonly identity: Uint8Array | undefined;
}

const ready = new WeakMap<PublicKey, ReadyKey | null>();

function readyKey(key: PublicKey): ReadyKey | null {
  const known = ready.get(key);
  if (known !== undefined) return known;
  let made: ReadyKey | null = null;
  try {
    const object = keyObjectOf(key);
    made = {
      object,
      identity: key.algorithm === "SM2" ? nodeHash("sm3", sm2IdentityInput(key.raw)) : undefined,
    };
  } catch {
    made = null;
  }
  ready.set(key, made);
  return made;
}

function nodeHash(algorithm: "sha256" | "sm3", data: Uint8Array): Uint8Array {
  const digest = cryptoHash(algorithm, data, "buffer");
  // A plain Uint8Array: Buffer.slice does not copy, which is a trap for whoever holds the result.
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}

function verifyEd25519(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  if (!passesEd25519Prechecks(key.raw, signature)) return false;
  const made = readyKey(key);
  return made !== null && cryptoVerify(null, message, made.object, signature);
}

function verifyEs256(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const made = readyKey(key);
  if (made === null) return false;
  return cryptoVerify(
    "sha256",
    message,
    { key: made.object, dsaEncoding: "ieee-p1363" },
    signature,
  );
}

/**
 * SM2 through the streaming interface with Z fed first: node's one-shot calls use an empty identity, and `ieee-p1363` is
 * not understood for SM2.
 */
function verifySm2(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const made = readyKey(key);
  if (made?.identity === undefined) return false;
  const verifier = createVerify("sm3").update(made.identity).update(message);
  return verifier.verify(made.object, derFromRs(signature));
}

const VERIFY = { Ed25519: verifyEd25519, ES256: verifyEs256, SM2: verifySm2 } as const;

/** The suite of that name on node:crypto, with the caller's faster parts where given. */
export function nodeSuite(name: SuiteName, parts: NodeSuiteParts = {}): Suite {
  const { hashName, vds, algorithms } = SUITES[name];
  const accepted: readonly Algorithm[] = algorithms;
  const nodeName = hashName === "sm3" ? "sm3" : "sha256";
  const hash = (data: Uint8Array): Uint8Array => nodeHash(nodeName, data);
  const hashPairs = (input: Uint8Array, output: Uint8Array): void => {
    const count = pairCount(input, output);
    for (let i = 0; i < count; i++) output.set(hash(input.subarray(64 * i, 64 * i + 64)), 32 * i);
  };
  return {
    name,
    hashName,
    vds,
    algorithms: accepted,
    hash,
    hashPairs: name === "gm" ? sm3Pairs : (parts.hashPairs ?? hashPairs),
    verify(key, message, signature) {
      return accepted.includes(key.algorithm) && VERIFY[key.algorithm](key, message, signature);
    },
  };
}
