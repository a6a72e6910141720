/**
 * RFC 9942 receipts of ES256 organisations, checked by @transmute/cose, which shares no code with us.
 * Its quirks: the argument `entry` is the leaf hash, and byte strings must be Buffers.
 */
import * as cose from "@transmute/cose";
import { describe, expect, test } from "vitest";
import { toBase64Url } from "../../src/bytes.ts";
import { decodeCbor, encodeCbor } from "../../src/cbor.ts";
import { decodeSign1, encodeSign1 } from "../../src/cose.ts";
import { leafHash } from "../../src/log-tree.ts";
import { type Receipt, toCoseReceipts } from "../../src/receipt.ts";
import type { PublicKey } from "../../src/suite/suite.ts";
import { exampleBytes } from "../support/keys.ts";
import { makeEntry, makeReceipt, makeWorld } from "../support/world.ts";

const world = makeWorld({ suite: "intl", algorithm: "ES256", organisations: 3 });
const entry = await makeEntry(world, { input: { digests: [] } });

/** Whether @transmute/cose accepts a receipt for an entry under an organisation's key. */
async function accepts(receipt: Uint8Array, data: Uint8Array, key: PublicKey): Promise<boolean> {
  const jwk = {
    kty: "EC" as const,
    crv: "P-256",
    alg: "ES256",
    x: toBase64Url(key.raw.subarray(0, 32)),
    y: toBase64Url(key.raw.subarray(32)),
  };
  const verifier = cose.detached.verifier({ resolver: { resolve: async () => jwk as never } });
  try {
    const root = await cose.receipt.inclusion.verify({
      entry: Buffer.from(leafHash(world.suite, data)) as never,
      receipt: Buffer.from(receipt) as never,
      verifier,
    });
    return root !== undefined;
  } catch {
    return false;
  }
}

function keyOf(position: number): PublicKey {
  const key = world.organisations[position]?.signer.publicKey;
  if (!key) throw new Error("no such organisation");
  return key;
}

describe("receipts of every organisation, at every place of logs of 1 to 17 entries", async () => {
  const places: [number, number][] = [];
  for (const size of [1, 2, 3, 4, 5, 7, 8, 9, 16, 17]) {
    for (const index of new Set([0, 1, size >> 1, size - 1]))
      if (index < size) places.push([index, size]);
  }

  test.each(places)("entry %i of %i", async (index, logSize) => {
    const made = await makeReceipt(world, entry, { index, logSize });
    const receipts = toCoseReceipts(made);
    expect(receipts).toHaveLength(3);
    for (const [position, receipt] of receipts.entries()) {
      expect(await accepts(receipt, entry, keyOf(position))).toBe(true);
      expect(await accepts(receipt, exampleBytes("another", 50), keyOf(position))).toBe(false);
      expect(await accepts(receipt, entry, keyOf((position + 1) % 3))).toBe(false);
    }
  });
});

/** A receipt with its one inclusion proof replaced. */
function withProof(
  receipt: Uint8Array,
  proof: [number, number, readonly Uint8Array[]],
): Uint8Array {
  const proofs = new Map([[-1, [encodeCbor(proof)]]]);
  return encodeSign1({ ...decodeSign1(receipt), unprotected: new Map([[396, proofs]]) });
}

test("what is changed is refused: signature, header, path, index, tag", async () => {
  const made = await makeReceipt(world, entry, { index: 2, logSize: 5 });
  const receipt = firstOf(made);
  const { path } = made;
  const parts = decodeSign1(receipt);
  const flip = (bytes: Uint8Array): Uint8Array => {
    const copy = bytes.slice();
    copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
    return copy;
  };
  expect(await accepts(withProof(receipt, [5, 2, path]), entry, keyOf(0))).toBe(true);
  for (const changed of [
    encodeSign1({ ...parts, signature: flip(parts.signature) }),
    encodeSign1({ ...parts, protectedBytes: flip(parts.protectedBytes) }),
    encodeSign1({ ...parts, payload: exampleBytes("root", 32) }),
    withProof(receipt, [5, 3, path]),
    withProof(receipt, [5, 2, [...path].reverse()]),
    withProof(receipt, [5, 2, path.slice(1)]),
    receipt.subarray(1),
  ]) {
    expect(await accepts(changed, entry, keyOf(0))).toBe(false);
  }
});

test("the size that RFC 9942 leaves unsigned is signed in our protected header", async () => {
  const made = await makeReceipt(world, entry, { index: 0, logSize: 3 });
  const receipt = firstOf(made);
  // Leaf 0 of 3 and leaf 0 of 4 have paths of one shape: a verifier of RFC 9942 alone cannot tell them apart.
  const stretched = withProof(receipt, [4, 0, [...made.path]]);
  expect(await accepts(stretched, entry, keyOf(0))).toBe(true);
  const header = decodeCbor(decodeSign1(stretched).protectedBytes) as Map<number, unknown[]>;
  expect(header.get(-70010)?.[4]).toBe(3);
});

function firstOf(made: Receipt): Uint8Array {
  const [receipt] = toCoseReceipts(made);
  if (!receipt) throw new Error("no receipt");
  return receipt;
}
