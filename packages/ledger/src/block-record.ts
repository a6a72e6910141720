import { type CborValue, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import type { Checkpoint } from "@tallystick/core/checkpoint";
import { readArray, readBytes, readMap, readText, readUint } from "@tallystick/core/schema";
import { LedgerFault } from "./errors.ts";
import { LIMITS } from "./limits.ts";

/** Root of one application's state. */
export interface AppRoot {
  readonly app: string;
  readonly root: Uint8Array;
}

/** What is stored of a block beside its entries and, once it has one, its certificate. */
export interface BlockRecord {
  readonly height: number;
  /** Milliseconds since 1970 UTC: the time that its actions ran with. */
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
    };
  } catch (cause) {
    throw new LedgerFault("log-damaged", "a block record does not decode", { cause });
  }
}

function readAppRoot(value: CborValue): AppRoot {
  const pair = readArray(value, "appRoot", 2);
  return { app: readText(pair[0], "app", 63), root: readBytes(pair[1], "root", 32) };
}

/** What a checkpoint says of a block. */
export type CheckpointedBlock = Pick<
  BlockRecord,
  "height" | "time" | "logSize" | "logRoot" | "stateRoot"
>;

/**
 * The checkpoint of a block, which the organisations sign.
 *
 * @param time what the checkpoint claims: its certificate's time where there is one, else the block's
 */
export function checkpointOf(
  ledgerId: Uint8Array,
  block: CheckpointedBlock,
  time: number = block.time,
): Checkpoint {
  const { height, logSize, logRoot, stateRoot } = block;
  return { ledgerId, height, time, logSize, logRoot, stateRoot };
}
