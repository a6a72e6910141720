/**
 * What stands for a refused statement where receipts of accepted ones are sent one after the other.
 * docs/reference/http-api.md.
 */
import { type CborValue, decodeCbor, encodeCbor } from "./cbor.ts";
import { readLiteral, readMap, readText, readUint } from "./schema.ts";

/** A refused statement. */
export interface Refusal {
  /** Number in the outcome registry. */
  readonly outcome: number;
  /** Name of the outcome. */
  readonly name: string;
  /** Position in the log, when the refusal was logged. */
  readonly index?: number;
  /** What the refusal says beside its number. */
  readonly data: CborValue;
}

/** Text in the member `format`. */
export const REFUSAL_FORMAT = "tallystick-refusal/1";

/** Bytes of a refusal. */
export function encodeRefusal({ outcome, name, index, data }: Refusal): Uint8Array {
  return encodeCbor({ format: REFUSAL_FORMAT, outcome, name, index, data });
}

/** Reads a refusal. Throws SchemaError or CborError. */
export function decodeRefusal(bytes: Uint8Array): Refusal {
  const map = readMap(
    decodeCbor(bytes),
    "refusal",
    ["format", "outcome", "name", "data"],
    ["index"],
  );
  readLiteral(map.get("format"), "format", REFUSAL_FORMAT);
  return {
    outcome: readUint(map.get("outcome"), "outcome"),
    name: readText(map.get("name"), "name", 64),
    data: map.get("data") as CborValue,
    ...(map.has("index") ? { index: readUint(map.get("index"), "index") } : {}),
  };
}
