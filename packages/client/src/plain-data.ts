import { toHex } from "@tallystick/core/bytes";

/** JSON-safe form of decoded CBOR: bytes as hex, large integers as decimal text, maps as objects. */
export function plainData(data: unknown): unknown {
  if (data instanceof Uint8Array) return toHex(data);
  if (typeof data === "bigint") return data.toString();
  if (Array.isArray(data)) return data.map(plainData);
  if (!(data instanceof Map)) return data;
  return Object.fromEntries([...data].map(([name, value]) => [String(name), plainData(value)]));
}
