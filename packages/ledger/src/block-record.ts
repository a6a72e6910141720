import { type CborValue, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import type { Checkpoint, CheckpointSignature } from "@tallystick/core/checkpoint";
import { readArray, readBytes, readMap, readText, readUint } from "@tallystick/core/schema";
import { LedgerFault } from "./errors.ts";
import { LIMITS } from "./limits.ts";

/** Root of one application's state. */
export interface AppRoot {
  readonly app: string;
  readonly root: Uint8Array;
}

/** What is stored of a block beside its entries; docs/reference/block.md. */
export interface BlockRecord {
  readonly height: number;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  /** Log index of the block's first entry. */
  readonly firstIndex: number;
  /** Entries of the block. */
  readonly count: number;
  readonly logSize: number;
  readonly logRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  /** In bytewise order of the names. */
  readonly appRoots: readonly AppRoot[];
  /** The organisations' signatures of the checkpoint; none for genesis. */
  readonly signatures: readonly CheckpointSignature[];
}

/** Bytes of a block record. */
export function encodeBlock(block: BlockRecord): Uint8Array {
  return encodeCbor({
    height: block.height,
    time: block.time,
    firstIndex: block.firstIndex,
    count: block.count,
    logSize: block.logSize,
    logRoot: block.logRoot,
    stateRoot: block.stateRoot,
    appRoots: block.appRoots.map(({ app, root }) => [app, root]),
    signatures: block.signatures.map((one) => [one.protected, one.signature]),
  });
}

const MEMBERS = [
  "height",
  "time",
  "firstIndex",
  "count",
  "logSize",
  "logRoot",
  "stateRoot",
  "appRoots",
  "signatures",
];

/** @throws LedgerFault `log-damaged` */
export function decodeBlock(bytes: Uint8Array): BlockRecord {
  try {
    const map = readMap(decodeCbor(bytes), "block", MEMBERS);
    const number = (name: string) => readUint(map.get(name), name);
    return {
      height: number("height"),
      time: number("time"),
      firstIndex: number("firstIndex"),
      count: number("count"),
      logSize: number("logSize"),
      logRoot: readBytes(map.get("logRoot"), "logRoot", 32),
      stateRoot: readBytes(map.get("stateRoot"), "stateRoot", 32),
      appRoots: readArray(map.get("appRoots"), "appRoots", 0, LIMITS.applications).map(readAppRoot),
      signatures: readArray(map.get("signatures"), "signatures", 0, 128).map(readSignature),
    };
  } catch (cause) {
    throw new LedgerFault("log-damaged", "a block record does not decode", { cause });
  }
}

function readAppRoot(value: CborValue): AppRoot {
  const pair = readArray(value, "appRoot", 2);
  return { app: readText(pair[0], "app", 63), root: readBytes(pair[1], "root", 32) };
}

function readSignature(value: CborValue): CheckpointSignature {
  const pair = readArray(value, "signature", 2);
  return {
    protected: readBytes(pair[0], "protected", 1, 1024),
    signature: readBytes(pair[1], "signature", 64),
  };
}

/** The checkpoint of a block, which the organisations sign. */
export function checkpointOf(ledgerId: Uint8Array, block: BlockRecord): Checkpoint {
  const { height, time, logSize, logRoot, stateRoot } = block;
  return { ledgerId, height, time, logSize, logRoot, stateRoot };
}
