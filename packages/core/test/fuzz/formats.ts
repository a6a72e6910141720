/** Entries, checkpoint headers and genesis documents. */
import { equalBytes } from "../../src/bytes.ts";
import { decodeCheckpointProtected, encodeCheckpointProtected } from "../../src/checkpoint.ts";
import { decodeEntry, encodeEntry } from "../../src/entry.ts";
import { FormatError } from "../../src/format-error.ts";
import { decodeGenesis, encodeGenesis } from "../../src/genesis.ts";
import { decodeReceipt } from "../../src/receipt.ts";
import { allSamples } from "../support/samples.ts";
import { makeBytes } from "./mutate-cbor.ts";
import type { Random } from "./random.ts";
import { fuzzTarget, showBytes } from "./target.ts";

const samples = await allSamples();

/** Each format: its seeds, and reading and writing again. */
const FORMATS = [
  {
    name: "entry",
    seeds: samples.map(({ receipt }) => decodeReceipt(receipt).entry),
    again: (bytes: Uint8Array) => encodeEntry(decodeEntry(bytes)),
  },
  {
    name: "checkpoint",
    seeds: samples.flatMap(({ receipt }) =>
      decodeReceipt(receipt).signatures.map((signature) => signature.protected),
    ),
    again: (bytes: Uint8Array) => encodeCheckpointProtected(decodeCheckpointProtected(bytes)),
  },
  {
    name: "genesis",
    seeds: samples.map(({ world }) => world.genesis),
    again: (bytes: Uint8Array) => encodeGenesis(decodeGenesis(bytes)),
  },
];

interface FormatInput {
  readonly format: (typeof FORMATS)[number];
  readonly bytes: Uint8Array;
}

function makeInput(random: Random): FormatInput {
  const format = random.pick(FORMATS);
  return { format, bytes: makeBytes(random, format.seeds) };
}

function check({ format, bytes }: FormatInput): string | undefined {
  try {
    if (!equalBytes(format.again(bytes), bytes)) throw new Error("encodes to other bytes");
    return undefined;
  } catch (error) {
    if (error instanceof FormatError && error.format === format.name) {
      return `${format.name} ${error.code}`;
    }
    throw error;
  }
}

/** `count` entries, headers and genesis documents from `seed`. */
export const fuzzFormats = fuzzTarget(makeInput, check, ({ format, bytes }) => {
  return `${format.name} ${showBytes(bytes)}`;
});
