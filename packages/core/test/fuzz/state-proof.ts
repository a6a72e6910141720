/** State proofs, made up and mutated: none crashes, none that is accepted tells a lie. */
import { equalBytes, toHex } from "../../src/bytes.ts";
import { type CborEncodable, encodeCbor } from "../../src/cbor.ts";
import {
  decodeStateProof,
  encodeStateProof,
  type StateProof,
  StateProofError,
  verifyStateProof,
} from "../../src/state-proof.ts";
import { nodeSuite } from "../../src/suite/node-suite.ts";
import type { SuiteName } from "../../src/suite/suite.ts";
import { makeState, type Row } from "../support/state.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";
import { fuzzTarget } from "./target.ts";

const APPS = ["alpha", "evidence", "zeta"];

function worldOf(name: SuiteName) {
  const suite = nodeSuite(name);
  const rows: Row[] = Array.from({ length: 24 }, (_, n) => ({
    app: n % 8 === 0 ? "alpha" : "evidence",
    table: n % 3 === 0 ? "aliases" : "deposits",
    key: ["sha-256", n],
    value: { n },
  }));
  const state = makeState(suite, APPS, rows);
  const proofs = Array.from({ length: 40 }, (_, n) => {
    const key: CborEncodable[] = ["sha-256", n];
    return encodeStateProof(state.prove(APPS[n % 3] as string, "deposits", key));
  });
  for (const { app, table, key } of rows) {
    proofs.push(encodeStateProof(state.prove(app, table, [...key])));
  }
  return { suite, rows, proofs, root: state.root };
}

type World = ReturnType<typeof worldOf>;

/** Whether the record is as the proof says. */
function isTrue({ rows }: World, { app, table, key, value }: StateProof): boolean {
  const wanted = encodeCbor([app, table, [...key]]);
  const row = rows.find((one) =>
    equalBytes(encodeCbor([one.app, one.table, [...one.key]]), wanted),
  );
  if (row === undefined || value === null) return row === undefined && value === null;
  return equalBytes(encodeCbor(row.value), value);
}

function checkBytes(world: World, bytes: Uint8Array): string | undefined {
  let proof: StateProof;
  try {
    proof = decodeStateProof(bytes);
  } catch (error) {
    if (error instanceof StateProofError) return error.code;
    throw error;
  }
  if (!equalBytes(encodeStateProof(proof), bytes)) {
    throw new Error("does not encode to the same bytes");
  }
  if (!verifyStateProof(world.suite, proof, world.root)) return "false";
  if (!isTrue(world, proof)) throw new Error("accepted a lie");
  return undefined;
}

/** Decoded parts put together anew: structure stays good, so that the hashing is reached. */
function splice(random: Random, world: World): Uint8Array {
  const [a, b] = [0, 1].map(() => decodeStateProof(random.pick(world.proofs)));
  if (a === undefined || b === undefined) throw new Error("two proofs were picked");
  const part = <K extends keyof StateProof>(name: K): StateProof[K] =>
    random.below(4) === 0 ? b[name] : a[name];
  const other = part("other");
  const siblings = [...part("siblings")];
  if (random.below(6) === 0) siblings.splice(random.below(siblings.length + 1), 1);
  const base = { app: part("app"), table: part("table"), key: part("key"), value: part("value") };
  const proof = { ...base, siblings, apps: part("apps"), ...(other && { other }) };
  try {
    return encodeStateProof(proof);
  } catch (error) {
    if (error instanceof StateProofError) return encodeStateProof(a);
    throw error;
  }
}

const worlds = [worldOf("intl"), worldOf("gm")];

interface Input {
  readonly world: World;
  readonly bytes: Uint8Array;
}

function makeInput(random: Random): Input {
  const world = random.pick(worlds);
  const kind = random.below(20);
  if (kind === 0) return { world, bytes: random.bytes(random.below(60)) };
  let bytes = kind < 8 ? splice(random, world) : random.pick(world.proofs);
  for (let i = random.below(3); i > 0; i--) bytes = mutate(random, bytes);
  return { world, bytes };
}

/** `count` state proofs from `seed`, over both suites. */
export const fuzzStateProof = fuzzTarget(
  makeInput,
  ({ world, bytes }) => checkBytes(world, bytes),
  ({ world, bytes }) => `${world.suite.name} ${toHex(bytes)}`,
);
