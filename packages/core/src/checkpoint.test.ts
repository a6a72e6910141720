import { expect, test } from "vitest";
import { exampleBytes, exampleSigner } from "../test/support/keys.ts";
import { type CborEncodable, decodeCbor, encodeCbor } from "./cbor.ts";
import {
  type Checkpoint,
  CheckpointError,
  decodeCheckpointProtected,
  signCheckpoint,
  verifyCheckpointSignature,
} from "./checkpoint.ts";
import { portableSuite } from "./suite/portable.ts";

const checkpoint: Checkpoint = {
  ledgerId: exampleBytes("ledger", 32),
  height: 7,
  time: 1_788_249_600_999,
  logSize: 1_000_000_000,
  logRoot: exampleBytes("log root", 32),
  stateRoot: exampleBytes("state root", 32),
};
const suite = portableSuite("intl");
const signer = exampleSigner(suite, "ES256", "checkpoint tests");

test.each([
  ["intl", "Ed25519"],
  ["intl", "ES256"],
  ["gm", "SM2"],
] as const)("%s %s: a signature covers every field", async (name, algorithm) => {
  const own = portableSuite(name);
  const key = exampleSigner(own, algorithm, "organisation");
  const signature = await signCheckpoint(key, "harbour-notary", checkpoint, own);
  const { logRoot, ...claim } = checkpoint;
  expect(decodeCheckpointProtected(signature.protected)).toEqual({
    checkpoint: claim,
    organisation: "harbour-notary",
    keyId: key.keyId,
    algorithm,
    suite: name,
  });
  expect(verifyCheckpointSignature(own, key.publicKey, logRoot, signature)).toBe(true);
  const verifies = (root: Uint8Array, protectedBytes: Uint8Array) =>
    verifyCheckpointSignature(own, key.publicKey, root, {
      ...signature,
      protected: protectedBytes,
    });
  expect(verifies(exampleBytes("other root", 32), signature.protected)).toBe(false);
  expect(verifies(logRoot.subarray(1), signature.protected)).toBe(false);
  for (const change of [{ height: 8 }, { time: 0 }, { logSize: 1 }, { stateRoot: logRoot }]) {
    const other = await signCheckpoint(key, "harbour-notary", { ...checkpoint, ...change }, own);
    expect(verifies(logRoot, other.protected)).toBe(false);
  }
});

/** A protected header with members replaced. */
async function header(changes: [number, CborEncodable | undefined][]): Promise<Uint8Array> {
  const signature = await signCheckpoint(signer, "harbour-notary", checkpoint, suite);
  const map = new Map(decodeCbor(signature.protected) as Map<number, CborEncodable>);
  for (const [label, value] of changes) {
    if (value === undefined) map.delete(label);
    else map.set(label, value);
  }
  return encodeCbor(map);
}

const claims = (iss: CborEncodable, iat: CborEncodable) =>
  new Map([
    [1, iss],
    [6, iat],
  ]);
const body = (at: number, value: CborEncodable): CborEncodable => {
  const fields: CborEncodable[] = [
    1,
    checkpoint.ledgerId,
    checkpoint.height,
    checkpoint.time,
    checkpoint.logSize,
    checkpoint.stateRoot,
  ];
  fields[at] = value;
  return fields;
};

test.each<[string, [number, CborEncodable | undefined][]]>([
  ["no algorithm", [[1, undefined]]],
  ["an unknown algorithm", [[1, -37]]],
  ["an algorithm of the other suite", [[1, -70002]]],
  ["a tree hash of the other suite", [[395, -70001]]],
  ["an unknown tree hash", [[395, 2]]],
  ["no tree hash", [[395, undefined]]],
  [
    "the tree hash under the label of proofs",
    [
      [395, undefined],
      [396, 1],
    ],
  ],
  ["no checkpoint", [[-70010, undefined]]],
  [
    "another label for the checkpoint",
    [
      [-70010, undefined],
      [-70011, body(0, 1)],
    ],
  ],
  ["an unknown label", [[3, "x"]]],
  ["a critical label", [[2, [395]]]],
  ["a short kid", [[4, exampleBytes("k", 31)]]],
  ["an issuer that is no id", [[15, claims("Harbour", 1_788_249_600)]]],
  ["a time of issue that is not the checkpoint's", [[15, claims("harbour-notary", 1_788_249_601)]]],
  ["a time of issue in milliseconds", [[15, claims("harbour-notary", checkpoint.time)]]],
  ["version 2", [[-70010, body(0, 2)]]],
  ["a short ledger id", [[-70010, body(1, exampleBytes("l", 31))]]],
  ["a negative height", [[-70010, body(2, -1)]]],
  ["a height beyond 2^53", [[-70010, body(2, 2n ** 60n)]]],
  ["a time beyond the year 9999", [[-70010, body(3, 253_402_300_800_000)]]],
  ["a negative size", [[-70010, body(4, -1)]]],
  ["a state root that is text", [[-70010, body(5, "x".repeat(32))]]],
  ["a seventh field", [[-70010, body(6, 0)]]],
])("refuses %s", async (_, changes) => {
  const bytes = await header(changes);
  expect(() => decodeCheckpointProtected(bytes)).toThrow(CheckpointError);
});

test("refuses a header beyond its limit and one that is empty", () => {
  expect(() => decodeCheckpointProtected(new Uint8Array(513))).toThrow(CheckpointError);
  expect(() => decodeCheckpointProtected(new Uint8Array())).toThrow(CheckpointError);
});

test("refuses to sign for what is no organisation, or what is no time", async () => {
  const sign = (organisation: string, time: number) =>
    signCheckpoint(signer, organisation, { ...checkpoint, time }, suite);
  await expect(sign("Harbour Notary", 0)).rejects.toThrow(CheckpointError);
  await expect(sign("harbour", 253_402_300_800_000)).rejects.toThrow(CheckpointError);
});

test("a key of the other suite verifies nothing", async () => {
  const gm = portableSuite("gm");
  const key = exampleSigner(gm, "SM2", "organisation");
  const signature = await signCheckpoint(key, "harbour-notary", checkpoint, gm);
  expect(verifyCheckpointSignature(suite, key.publicKey, checkpoint.logRoot, signature)).toBe(
    false,
  );
});
