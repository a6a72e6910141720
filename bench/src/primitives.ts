import { fromHex, utf8 } from "@tallystick/core/bytes";
import {
  type CborEncodable,
  CborTagged,
  type CborValue,
  decodeCbor,
  encodeCbor,
} from "@tallystick/core/cbor";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { portableSuite } from "@tallystick/core/suite/portable";
import type { Suite } from "@tallystick/core/suite/suite";
import { type BenchContext, numberOption, runBench } from "./harness/bench.ts";

const digest = fromHex("5a".repeat(32));

/** The payload of an ordinary deposit: about 220 bytes, inside a statement of about 380. */
const payload: CborEncodable = [
  digest,
  digest.subarray(0, 16),
  1_788_249_600_000,
  "evidence.deposit",
  {
    digests: [{ alg: "sha-256", value: digest }],
    size: 123_456,
    mediaType: "application/pdf",
    source: "scanner-12",
    labels: ["invoice", "2026"],
  },
];

function header(): ReadonlyMap<number, CborEncodable> {
  return new Map<number, CborEncodable>([
    [1, -8],
    [3, "application/vnd.tallystick.statement+cbor"],
    [4, digest],
    [15, new Map([[1, "operator"]])],
  ]);
}

function encodeStatement(signature: Uint8Array): Uint8Array {
  const parts = [encodeCbor(header()), new Map(), encodeCbor(payload), signature];
  return encodeCbor(new CborTagged(18, parts));
}

function decodeStatement(bytes: Uint8Array): void {
  const { value } = decodeCbor(bytes) as CborTagged;
  const [head, , body] = value as readonly CborValue[];
  decodeCbor(head as Uint8Array);
  decodeCbor(body as Uint8Array);
}

/** Calls a second, after warming up, over about `seconds`. */
function rate(seconds: number, run: () => void): number {
  const until = (ms: number): number => {
    const start = performance.now();
    let calls = 0;
    let now = start;
    while (now - start < ms) {
      for (let i = 0; i < 16; i++) run();
      calls += 16;
      now = performance.now();
    }
    return (1000 * calls) / (now - start);
  };
  until(seconds * 200);
  return Math.round(until(seconds * 1000));
}

function measureCodec(context: BenchContext, seconds: number): void {
  const signature = new Uint8Array(64);
  const bytes = encodeStatement(signature);
  const what = { unit: "statements/s", bytes: bytes.length };
  context.emit({
    what: "cbor-decode",
    value: rate(seconds, () => decodeStatement(bytes)),
    ...what,
  });
  context.emit({
    what: "cbor-encode",
    value: rate(seconds, () => encodeStatement(signature)),
    ...what,
  });
}

function measureSuite(context: BenchContext, seconds: number, backend: string, suite: Suite): void {
  const about = { backend, suite: suite.name };
  for (const size of [64, 300, 65_536]) {
    const data = new Uint8Array(size).fill(0x61);
    const value = rate(seconds, () => void suite.hash(data));
    context.emit({ what: "hash", value, unit: "hashes/s", bytes: size, ...about });
  }
  const message = utf8("x".repeat(300));
  for (const algorithm of suite.algorithms) {
    const signer = generateKey(nodeSuite(suite.name), algorithm);
    const signature = signer.sign(message);
    const value = rate(seconds, () => void suite.verify(signer.publicKey, message, signature));
    context.emit({ what: "verify", value, unit: "verifications/s", algorithm, ...about });
    if (backend !== "node") continue;
    const signed = rate(seconds, () => void signer.sign(message));
    context.emit({ what: "sign", value: signed, unit: "signatures/s", algorithm, ...about });
  }
}

await runBench("primitives", async (context) => {
  const seconds = numberOption(context, "seconds", 1);
  measureCodec(context, seconds);
  for (const name of ["intl", "gm"] as const) {
    measureSuite(context, seconds, "node", nodeSuite(name));
    measureSuite(context, seconds, "portable", portableSuite(name));
  }
});
