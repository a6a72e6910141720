import { crc32 as nativeCrc32 } from "node:zlib";

/** CRC-32 (ISO 3309, as in zip and PNG) of every byte value. */
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

/** Up to here a loop is quicker than a view of the bytes and a call out of JavaScript. */
const SHORT_BYTES = 64;

/** CRC-32 of bytes [start, end), continuing from `seed`, the sum of what comes before them. */
export function crc32(bytes: Uint8Array, start: number, end: number, seed = 0): number {
  if (end - start > SHORT_BYTES) return nativeCrc32(bytes.subarray(start, end), seed);
  let value = ~seed;
  for (let at = start; at < end; at++) {
    value = (value >>> 8) ^ (TABLE[(value ^ (bytes[at] as number)) & 0xff] as number);
  }
  return ~value >>> 0;
}
