/**
 * Known answers that a suite must give before anything relies on it. Run at start-up: a platform whose hash or whose
 * signature rule differs would otherwise disagree with the other organisations block by block.
 */
import type { Algorithm } from "../algorithms.ts";
import { equalBytes, toHex, utf8 } from "../bytes.ts";
import { edgeVectors } from "./edge-vectors.ts";
import type { PublicKey, Suite } from "./suite.ts";

/** The platform's cryptography does not give the known answers: nothing may be signed, verified or served with it. */
export class CryptoSelfTestError extends Error {
  override readonly name = "CryptoSelfTestError";
}

type Verify = (key: PublicKey, message: Uint8Array, signature: Uint8Array) => boolean;

// Digests of "", "abc" and "abcd" sixteen times. FIPS 180-4 and GB/T 32905-2016 A.1 and A.2 print those of "abc", the latter
// also the third; the rest were computed with OpenSSL 3.0.19.
const KNOWN_DIGESTS = {
  "sha-256": [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "625b41490b883891943c5fa54ad45d7c900b9b6e91e159334e320b1f5215a209",
  ],
  sm3: [
    "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
    "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
  ],
} as const;

const MESSAGES = ["", "abc", "abcd".repeat(16)].map(utf8);

function testHash(suite: Suite): void {
  MESSAGES.forEach((message, i) => {
    const digest = toHex(suite.hash(message));
    if (digest !== KNOWN_DIGESTS[suite.hashName][i]) {
      throw new CryptoSelfTestError(`${suite.hashName} of known message ${i} is wrong: ${digest}`);
    }
  });
}

/** Counts around the widths at which vectorised implementations switch code paths. */
function testHashPairs(suite: Suite): void {
  for (const count of [0, 1, 3, 8, 16, 17, 33]) {
    const input = Uint8Array.from({ length: 64 * count }, (_, i) => (i * 131 + count) & 0xff);
    const output = new Uint8Array(32 * count);
    suite.hashPairs(input, output);
    for (let i = 0; i < count; i++) {
      const expected = suite.hash(input.subarray(64 * i, 64 * i + 64));
      if (!equalBytes(expected, output.subarray(32 * i, 32 * i + 32))) {
        throw new CryptoSelfTestError(`hashPairs of ${count} pairs differs from hash at pair ${i}`);
      }
    }
  }
}

/** Runs the edge vectors of one algorithm through `verify`. Throws {@link CryptoSelfTestError} naming the first that fails. */
export function selfTestVerify(algorithm: Algorithm, verify: Verify): void {
  for (const { name, accept, key, message, signature } of edgeVectors(algorithm)) {
    let verdict: boolean;
    try {
      verdict = verify(key, message, signature);
    } catch (cause) {
      throw new CryptoSelfTestError(`${algorithm} edge vector "${name}" threw`, { cause });
    }
    if (verdict !== accept) {
      const should = accept ? "accepted" : "refused";
      throw new CryptoSelfTestError(`${algorithm} edge vector "${name}" was not ${should}`);
    }
  }
}

/** `selfTestVerify` for a bare Ed25519 backend behind the byte prechecks, such as the one in a worker. */
export function selfTestEd25519(
  verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean,
): void {
  selfTestVerify("Ed25519", (key, message, signature) => verify(key.raw, message, signature));
}

/** Hashes, pair hashing and the edge vectors of every algorithm of the suite, and that it refuses all others. */
export function selfTest(suite: Suite): void {
  testHash(suite);
  testHashPairs(suite);
  for (const algorithm of suite.algorithms) {
    selfTestVerify(algorithm, (key, message, signature) => suite.verify(key, message, signature));
  }
  const strangers: readonly Algorithm[] = ["Ed25519", "ES256", "SM2"];
  for (const algorithm of strangers.filter((one) => !suite.algorithms.includes(one))) {
    const honest = edgeVectors(algorithm).find((vector) => vector.accept);
    if (honest && suite.verify(honest.key, honest.message, honest.signature)) {
      throw new CryptoSelfTestError(`suite ${suite.name} accepts ${algorithm}`);
    }
  }
}
