import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { batchLeafHashes, decodeBatchLeaf, encodeBatchLeaf } from "./batch-leaf.ts";
import { concatBytes, toHex } from "./bytes.ts";

const sha256 = (data: Uint8Array): Uint8Array =>
  new Uint8Array(createHash("sha256").update(data).digest());
const leavesOf = (size: number): Uint8Array[] =>
  Array.from({ length: size }, (_, i) => sha256(Uint8Array.of(i & 0xff, i >> 8)));

describe("batch leaves", () => {
  test("leaf hashes are those of RFC 9162 over CBOR [alg, digest]", () => {
    for (const [alg, length] of [
      ["sha-256", 32],
      ["sha-384", 48],
      ["sha-512", 64],
      ["sm3", 32],
    ] as const) {
      const digests = leavesOf(5).map((leaf) => concatBytes(leaf, leaf).slice(0, length));
      const hashes = batchLeafHashes(sha256, alg, concatBytes(...digests));
      const expected = digests.map((digest) =>
        sha256(concatBytes(Uint8Array.of(0), encodeBatchLeaf({ alg, digest }))),
      );
      expect(hashes.map(toHex)).toEqual(expected.map(toHex));
      expect(decodeBatchLeaf(encodeBatchLeaf({ alg, digest: digests[0] as Uint8Array }))).toEqual({
        alg,
        digest: digests[0],
      });
    }
  });

  test("wrong lengths and unknown algorithms are refused", () => {
    expect(() => encodeBatchLeaf({ alg: "sha-256", digest: new Uint8Array(31) })).toThrow();
    expect(() => batchLeafHashes(sha256, "sha-256", new Uint8Array(33))).toThrow();
    // ["md5", h'00']
    expect(() => decodeBatchLeaf(Uint8Array.of(0x82, 0x63, 0x6d, 0x64, 0x35, 0x41, 0))).toThrow();
  });
});
