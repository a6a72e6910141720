/** One receipt of every kind, for the tests that go through all of them. */
import type { Algorithm, SuiteName } from "../../src/algorithms.ts";
import { equalBytes } from "../../src/bytes.ts";
import { encodeCbor } from "../../src/cbor.ts";
import { encodeReceipt } from "../../src/receipt.ts";
import type { StateProof } from "../../src/state-proof.ts";
import { makeBatch } from "./batch.ts";
import { digestOf, FILE } from "./file.ts";
import { exampleBytes } from "./keys.ts";
import { makeState, type Row } from "./state.ts";
import { makeEntry, makeReceipt, makeWorld, type World } from "./world.ts";

export interface Sample {
  readonly name: string;
  readonly world: World;
  readonly receipt: Uint8Array;
  /** The file that the receipt is for. */
  readonly content: Uint8Array;
}

interface Kind {
  readonly suite: SuiteName;
  readonly algorithm: Algorithm;
}

const KINDS: readonly Kind[] = [
  { suite: "intl", algorithm: "Ed25519" },
  { suite: "intl", algorithm: "ES256" },
  { suite: "gm", algorithm: "SM2" },
];

/** Every kind of receipt under every algorithm. All of them verify. */
export async function allSamples(): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const kind of KINDS) {
    const one = makeWorld({ ...kind, organisations: 1 });
    const four = makeWorld({ ...kind, organisations: 4 });
    const label = `${kind.suite} ${kind.algorithm}`;
    samples.push(
      { name: `${label}, one organisation`, world: one, ...(await plain(one)) },
      { name: `${label}, four organisations`, world: four, ...(await plain(four)) },
      { name: `${label}, only entry of the log`, world: one, ...(await plain(one, 0, 1)) },
      { name: `${label}, batch`, world: one, ...(await batch(one)) },
      { name: `${label}, state`, world: one, ...(await state(one, presence(one))) },
      { name: `${label}, absence`, world: one, ...(await state(one, absence(one))) },
      { name: `${label}, salt`, world: one, ...(await salted(one)) },
      { name: `${label}, everything`, world: four, ...(await everything(four)) },
    );
  }
  return samples;
}

type Made = Pick<Sample, "receipt" | "content">;

function digests(world: World): { alg: string; value: Uint8Array }[] {
  const { hashName } = world.suite;
  return [
    { alg: hashName, value: digestOf(hashName, FILE) },
    { alg: "sha-512", value: digestOf("sha-512", FILE) },
  ];
}

async function plain(world: World, index = 3, logSize = 6): Promise<Made> {
  const input = { digests: digests(world), size: FILE.length, mediaType: "text/plain" };
  const entry = await makeEntry(world, { input, data: { ordinal: 0 } });
  return {
    receipt: encodeReceipt(await makeReceipt(world, entry, { index, logSize })),
    content: FILE,
  };
}

async function batch(world: World): Promise<Made> {
  const made = makeBatch(world.suite, FILE, 4, 7);
  const entry = await makeEntry(world, { action: "evidence.deposit-batch", input: made.input });
  const receipt = await makeReceipt(world, entry, { extra: { batch: made.batch } });
  return { receipt: encodeReceipt(receipt), content: FILE };
}

const APPS = ["evidence", "membership", "trace"];

function rowsOf(world: World): Row[] {
  const row = (ordinal: number): Row => ({
    app: "evidence",
    table: "deposits",
    key: [world.suite.hashName, digestOf(world.suite.hashName, FILE), ordinal],
    value: { index: 3 + ordinal, member: world.member.id },
  });
  const others = [1, 2, 3, 4].map((n): Row => {
    return { app: "evidence", table: "deposits", key: ["x", n], value: { index: n } };
  });
  return [row(0), row(1), ...others, { app: "trace", table: "events", key: [1], value: "x" }];
}

/** Whether a state proof says the truth about the state of the samples. */
export function isTrue(world: World, proof: StateProof): boolean {
  const key = encodeCbor([...proof.key]);
  const row = rowsOf(world).find(
    ({ app, table, key: other }) =>
      app === proof.app && table === proof.table && equalBytes(encodeCbor([...other]), key),
  );
  if (row === undefined || proof.value === null) return row === undefined && proof.value === null;
  return equalBytes(encodeCbor(row.value), proof.value);
}

/** Ordinals 0 and 1 are there, and so is a record of another application. */
function presence(world: World) {
  const { root, prove } = makeState(world.suite, APPS, rowsOf(world));
  const { hashName } = world.suite;
  const key = (ordinal: number) => [hashName, digestOf(hashName, FILE), ordinal];
  const deposit = (ordinal: number) => prove("evidence", "deposits", key(ordinal));
  return { root, proofs: [deposit(0), deposit(1), prove("trace", "events", [1])] };
}

/** Ordinal 2 is not there, beside other records, one record and none at all. */
function absence(world: World) {
  const { root, prove } = makeState(world.suite, APPS, rowsOf(world));
  const { hashName } = world.suite;
  const proofs = [
    prove("evidence", "deposits", [hashName, digestOf(hashName, FILE), 2]),
    prove("trace", "events", [2]),
    prove("membership", "members", ["nobody"]),
  ];
  return { root, proofs };
}

async function state(
  world: World,
  { root, proofs }: { root: Uint8Array; proofs: readonly StateProof[] },
): Promise<Made> {
  const entry = await makeEntry(world, { input: { digests: digests(world) } });
  const options = { stateRoot: root, extra: { state: proofs } };
  return { receipt: encodeReceipt(await makeReceipt(world, entry, options)), content: FILE };
}

function saltedInput(world: World, salt: Uint8Array) {
  const alg = world.suite.name === "gm" ? "hmac-sm3" : "hmac-sha-256";
  return { digests: [{ alg, value: digestOf(alg, FILE, salt) }], size: FILE.length };
}

async function salted(world: World): Promise<Made> {
  const salt = exampleBytes("salt", 32);
  const entry = await makeEntry(world, { input: saltedInput(world, salt) });
  const receipt = await makeReceipt(world, entry, { extra: { salt } });
  return { receipt: encodeReceipt(receipt), content: FILE };
}

async function everything(world: World): Promise<Made> {
  const salt = exampleBytes("salt", 32);
  const { root, proofs } = presence(world);
  const input = {
    ...saltedInput(world, salt),
    capturedAt: 1_788_249_000_000,
    labels: ["港口", "log"],
    note: "Scanned on arrival.",
  };
  const entry = await makeEntry(world, { input, data: { ordinal: 1 } });
  const extra = { salt, state: proofs };
  const receipt = await makeReceipt(world, entry, {
    index: 9,
    logSize: 11,
    stateRoot: root,
    extra,
  });
  return { receipt: encodeReceipt(receipt), content: FILE };
}
