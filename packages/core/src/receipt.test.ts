import { decode } from "cborg";
import { describe, expect, test } from "vitest";
import { conformanceFolder } from "../test/conformance.ts";
import { exampleBytes } from "../test/support/keys.ts";
import { allSamples } from "../test/support/samples.ts";
import { CREATED, makeEntry, makeReceipt, makeWorld } from "../test/support/world.ts";
import { toHex } from "./bytes.ts";
import { type CborEncodable, type CborMap, decodeCbor, encodeCbor } from "./cbor.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { decodeProtected, decodeSign1, encodeSign1, sigStructure } from "./cose.ts";
import { leafHash, rootFromInclusion } from "./log-tree.ts";
import { decodeReceipt, encodeReceipt, ReceiptError, toCoseReceipts } from "./receipt.ts";

const samples = await allSamples();
const world = makeWorld({ suite: "intl", organisations: 2 });
const entry = await makeEntry(world, { input: { digests: [] } });
const receipt = await makeReceipt(world, entry);
const bytes = encodeReceipt(receipt);

test.each(samples)("$name: decoding and encoding again gives the same bytes", (sample) => {
  expect(encodeReceipt(decodeReceipt(sample.receipt))).toEqual(sample.receipt);
});

test("a decoded receipt carries what its signatures claim", () => {
  const { logRoot: _, ...claim } = receipt.checkpoint;
  const decoded = decodeReceipt(bytes);
  expect(decoded.checkpoint).toEqual(claim);
  expect(decoded.headers.map(({ organisation }) => organisation)).toEqual([
    "harbour-notary",
    "north-bank",
  ]);
});

describe("refuses", () => {
  const change = (members: Record<string, CborEncodable | undefined>): Uint8Array => {
    const map = new Map(decodeCbor(bytes) as Map<string, CborEncodable>);
    for (const [name, value] of Object.entries(members)) {
      if (value === undefined) map.delete(name);
      else map.set(name, value);
    }
    return encodeCbor(map);
  };
  const [first] = receipt.signatures;
  const pair = [first?.protected ?? entry, first?.signature ?? entry] as const;

  test("nothing, when nothing is wrong", () => {
    expect(() => decodeReceipt(change({}))).not.toThrow();
  });

  test.each<[string, Record<string, CborEncodable | undefined>]>([
    ["another format", { format: "tallystick-receipt/2" }],
    ["no entry", { entry: undefined }],
    ["an empty entry", { entry: new Uint8Array() }],
    ["an entry beyond its limit", { entry: new Uint8Array(65_536) }],
    ["a negative index", { index: -1 }],
    ["a short hash in the path", { path: [exampleBytes("h", 31)] }],
    ["a path of 54", { path: Array.from({ length: 54 }, () => exampleBytes("h", 32)) }],
    ["no signature", { signatures: [] }],
    ["129 signatures", { signatures: Array.from({ length: 129 }, () => pair) }],
    ["a signature of 63 bytes", { signatures: [[pair[0], exampleBytes("s", 63)]] }],
    ["a third part of a signature", { signatures: [[...pair, null]] }],
    ["a header that is none", { signatures: [[Uint8Array.of(0xa0), pair[1]]] }],
    ["an unknown member", { valid: true }],
    ["a signer as bytes", { signer: new Uint8Array(40) }],
    ["a signer that is no key", { signer: new Map([[1, 1]]) }],
    ["an empty list of state proofs", { state: [] }],
    ["a state proof that is none", { state: [{ app: "evidence" }] }],
    ["an unknown member of the batch", { batch: { leaf: pair[1], index: 0, path: [], x: 1 } }],
    [
      "a batch leaf beyond its limit",
      { batch: { leaf: exampleBytes("l", 129), index: 0, path: [] } },
    ],
    ["a salt of 31 bytes", { salt: exampleBytes("salt", 31) }],
    ["a null salt", { salt: null }],
  ])("%s", (_, members) => {
    expect(() => decodeReceipt(change(members))).toThrow(ReceiptError);
  });

  test("signatures over different checkpoints", async () => {
    const [, second] = world.organisations;
    if (!second || !first) throw new Error("two organisations");
    const { suite } = world;
    for (const other of [
      { height: 3 },
      { time: CREATED },
      { logSize: 7 },
      { stateRoot: entry.slice(0, 32) },
    ]) {
      const checkpoint = { ...receipt.checkpoint, ...other };
      const signature = await signCheckpoint(second.signer, second.id, checkpoint, suite);
      const mixed = encodeReceipt({ ...receipt, signatures: [first, signature] });
      expect(() => decodeReceipt(mixed)).toThrow("one and the same checkpoint");
    }
  });

  test("more than a mebibyte, and bytes after the end", () => {
    expect(() => decodeReceipt(new Uint8Array(1_048_577))).toThrow(ReceiptError);
    expect(() => decodeReceipt(Uint8Array.of(...bytes, 0))).toThrow(ReceiptError);
  });

  test("an RFC 9942 receipt in the place of a bundle", () => {
    const [cose] = toCoseReceipts(receipt);
    expect(() => decodeReceipt(cose ?? entry)).toThrow(ReceiptError);
  });
});

test("each organisation's RFC 9942 receipt stands alone", () => {
  const receipts = toCoseReceipts(receipt);
  expect(receipts).toHaveLength(2);
  receipts.forEach((cose, i) => {
    const { protectedBytes, unprotected, payload, signature } = decodeSign1(cose);
    expect(payload).toBeNull();
    expect(decodeProtected(protectedBytes).get(395)).toBe(1);
    const [size, index, path] = inclusionProof(unprotected);
    const claim = { size, index, path, leafHash: leafHash(world.suite, entry) };
    const root = rootFromInclusion(world.suite, claim);
    expect(root).toEqual(receipt.logRoot);
    const key = world.organisations[i]?.signer.publicKey;
    if (!root || !key) throw new Error("no root or key");
    expect(world.suite.verify(key, sigStructure(protectedBytes, root), signature)).toBe(true);
  });
});

test("the only entry of a log has an empty path", () => {
  for (const { receipt: sample } of samples.filter(({ name }) => name.includes("only entry"))) {
    const [cose] = toCoseReceipts(decodeReceipt(sample));
    expect(inclusionProof(decodeSign1(cose ?? entry).unprotected)).toEqual([1, 0, []]);
  }
});

/** The fields of the one inclusion proof of a receipt: size, index, path. */
function inclusionProof(unprotected: CborMap): [number, number, Uint8Array[]] {
  const proofs = (unprotected.get(396) as CborMap).get(-1) as Uint8Array[];
  expect(proofs).toHaveLength(1);
  return decodeCbor(proofs[0] ?? entry) as [number, number, Uint8Array[]];
}

const folder = conformanceFolder("cose-receipts");

describe.skipIf(!folder)("published RFC 9942 examples", async () => {
  const { readFileSync } = await import("node:fs");
  const read = (name: string) => new Uint8Array(readFileSync(`${folder}/${name}`));

  test("the receipt of inclusion has the parts that ours have, and encodes again to its bytes", () => {
    const cose = decodeSign1(read("inclusion-receipt.cbor"));
    const [size, index, path] = inclusionProof(cose.unprotected);
    expect([size, index, path.length]).toEqual([5, 3, 3]);
    expect(cose.payload).toBeNull();
    // The example writes label 395 before 15. That is valid COSE, and not the one encoding that ours has.
    expect(() => decodeProtected(cose.protectedBytes)).toThrow("not canonical");
    const header: Map<number, unknown> = decode(cose.protectedBytes, { useMaps: true });
    expect([header.get(1), header.get(395)]).toEqual([-7, 1]);
    expect(toHex(encodeSign1(cose))).toBe(toHex(read("inclusion-receipt.cbor")));
  });

  test("the receipt of consistency is read, and is no receipt of inclusion", () => {
    const cose = decodeSign1(read("consistency-receipt.cbor"));
    expect((cose.unprotected.get(396) as CborMap).has(-1)).toBe(false);
    expect((cose.unprotected.get(396) as CborMap).has(-2)).toBe(true);
  });

  test("neither is a bundle", () => {
    expect(() => decodeReceipt(read("inclusion-receipt.cbor"))).toThrow(ReceiptError);
    expect(() => decodeReceipt(read("consistency-receipt.cbor"))).toThrow(ReceiptError);
  });
});
