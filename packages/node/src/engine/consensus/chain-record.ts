/** What a store remembers of the chain that its ledger belongs to, from the chain's first block on. */
import { decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { readBytes, readLiteral, readMap, readText, readUint } from "@tallystick/core/schema";
import type { SuiteName } from "@tallystick/core/suite/suite";
import { metaKey } from "@tallystick/ledger/key-space";
import type { StoreReader, WriteOp } from "@tallystick/ledger/store";
import {
  CHAIN_START_BYTES_MAX,
  type ChainStart,
  decodeChainStart,
  encodeChainStart,
} from "./chain-start.ts";
import { ConsensusFault } from "./consensus-fault.ts";

/** The chain of a ledger. */
export interface ChainRecord {
  readonly chainId: string;
  /** Height of the chain's first block: one more than that of its start. */
  readonly initialHeight: number;
  readonly start: ChainStart;
}

const KEY = metaKey("chain");
const FORMAT = "tallystick-chain-record/1";
const MEMBERS = ["format", "chain", "initialHeight", "start"];

/** Longest chain id that is taken; CometBFT's own bound is 50. */
export const CHAIN_ID_LENGTH_MAX = 50;

/** The write that makes the record durable, together with the chain's first block. */
export function chainRecordWrite({ chainId, initialHeight, start }: ChainRecord): WriteOp {
  const value = encodeCbor({
    format: FORMAT,
    chain: chainId,
    initialHeight,
    start: encodeChainStart(start),
  });
  return { key: KEY, value };
}

/** The record in a store, or undefined before the chain's first block. @throws ConsensusFault `record-damaged` */
export function readChainRecord(suite: SuiteName, store: StoreReader): ChainRecord | undefined {
  const bytes = store.get(KEY);
  if (bytes === undefined) return undefined;
  try {
    const map = readMap(decodeCbor(bytes), "chain record", MEMBERS);
    readLiteral(map.get("format"), "format", FORMAT);
    return {
      chainId: readText(map.get("chain"), "chain", CHAIN_ID_LENGTH_MAX),
      initialHeight: readUint(map.get("initialHeight"), "initialHeight"),
      start: decodeChainStart(
        suite,
        readBytes(map.get("start"), "start", 1, CHAIN_START_BYTES_MAX),
      ),
    };
  } catch (cause) {
    throw new ConsensusFault("record-damaged", "the record of the chain does not decode", cause);
  }
}
