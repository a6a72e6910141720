import { toHex } from "@tallystick/core/bytes";
import { CborTagged, type CborValue } from "@tallystick/core/cbor";

/**
 * A CBOR item as JSON, for data that has no definition of its own (refusals, raw rows): byte strings
 * become lower-case hex, integers beyond 2^53 decimal text, integer keys text.
 */
export function cborToJson(value: CborValue): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map((item: CborValue) => cborToJson(item));
  if (value instanceof Map) {
    const object: Record<string, unknown> = {};
    for (const [key, member] of value as ReadonlyMap<number | string, CborValue>) {
      // A plain assignment to "__proto__" would not make a member.
      Object.defineProperty(object, String(key), {
        value: cborToJson(member),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return object;
  }
  if (value instanceof CborTagged) return cborToJson(value.value);
  return value;
}
