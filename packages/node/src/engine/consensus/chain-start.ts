/**
 * What the organisations agree on before the first block of their chain: which ledger, where it stands,
 * and whose signatures and votes count from then on. docs/reference/chain-start.md.
 *
 * A ledger that begins with the chain starts at height 0 with the organisations of its genesis document;
 * one that a single organisation has run starts wherever it stands, with organisations of its own.
 */
import { fromHex, fromUtf8, toHex, utf8 } from "@tallystick/core/bytes";
import { decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import type { Checkpoint } from "@tallystick/core/checkpoint";
import {
  type GenesisOrganisation,
  organisationItem,
  readOrganisations,
} from "@tallystick/core/genesis";
import { readBytes, readLiteral, readMap, readPattern, readUint } from "@tallystick/core/schema";
import { parseStrictJson } from "@tallystick/core/strict-json";
import type { SuiteName } from "@tallystick/core/suite/suite";
import { ConsensusFault } from "./consensus-fault.ts";

/** Where a chain starts, and with whom. */
export interface ChainStart {
  /** 32 bytes. */
  readonly ledgerId: Uint8Array;
  /** Last height before the chain's first block; 0 is genesis. */
  readonly height: number;
  readonly logSize: number;
  readonly logRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  /** Each with its validator. */
  readonly organisations: readonly GenesisOrganisation[];
}

/** Text in the member `format`. */
export const CHAIN_FORMAT = "tallystick-chain/1";

const MEMBER = "tallystick";
const MEMBERS = ["format", "ledger", "height", "logSize", "logRoot", "stateRoot", "organisations"];

/** Largest start that is read, bytes. */
export const CHAIN_START_BYTES_MAX = 131_072;

/** The start of a chain on a ledger that stands at a checkpoint. */
export function chainStart(
  { ledgerId, height, logSize, logRoot, stateRoot }: Checkpoint,
  organisations: readonly GenesisOrganisation[],
): ChainStart {
  return { ledgerId, height, logSize, logRoot, stateRoot, organisations };
}

/** Bytes of a chain start: deterministic CBOR. */
export function encodeChainStart(start: ChainStart): Uint8Array {
  return encodeCbor({
    format: CHAIN_FORMAT,
    ledger: start.ledgerId,
    height: start.height,
    logSize: start.logSize,
    logRoot: start.logRoot,
    stateRoot: start.stateRoot,
    organisations: start.organisations.map(organisationItem),
  });
}

/** Decodes a chain start strictly. @throws ConsensusFault `wrong-chain` */
export function decodeChainStart(suite: SuiteName, bytes: Uint8Array): ChainStart {
  try {
    if (bytes.length > CHAIN_START_BYTES_MAX) throw new RangeError("too large");
    const map = readMap(decodeCbor(bytes), "chain start", MEMBERS);
    readLiteral(map.get("format"), "format", CHAIN_FORMAT);
    return {
      ledgerId: readBytes(map.get("ledger"), "ledger", 32),
      height: readUint(map.get("height"), "height"),
      logSize: readUint(map.get("logSize"), "logSize"),
      logRoot: readBytes(map.get("logRoot"), "logRoot", 32),
      stateRoot: readBytes(map.get("stateRoot"), "stateRoot", 32),
      organisations: readOrganisations(suite, map.get("organisations")),
    };
  } catch (cause) {
    throw new ConsensusFault("wrong-chain", "the start of the chain does not decode", cause);
  }
}

/** A chain start as the `app_state` of an engine's genesis file: JSON, in UTF-8. */
export function chainStartToJson(start: ChainStart): Uint8Array {
  return utf8(JSON.stringify({ [MEMBER]: toHex(encodeChainStart(start)) }));
}

/** The chain start in an `app_state`. @throws ConsensusFault `wrong-chain` */
export function chainStartFromJson(suite: SuiteName, json: Uint8Array): ChainStart {
  let bytes: Uint8Array;
  try {
    const map = readMap(parseStrictJson(fromUtf8(json)), "app_state", [MEMBER]);
    bytes = fromHex(readPattern(map.get(MEMBER), MEMBER, /^(?:[0-9a-f]{2})+$/, "hex"));
  } catch (cause) {
    throw new ConsensusFault("wrong-chain", "the chain was founded without a start of ours", cause);
  }
  return decodeChainStart(suite, bytes);
}
