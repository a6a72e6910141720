/**
 * Writing receipt bundles fast. Receipts of one block by one signer differ in path, entry and index
 * only; in the deterministic order of members everything else stands at the end and is encoded once.
 * The bytes are those of `encodeReceipt`; the tests compare them.
 */
import { utf8 } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import type { CheckpointSignature } from "@tallystick/core/checkpoint";
import { signaturesItem } from "@tallystick/core/checkpoint-signatures";
import { keyToMap } from "@tallystick/core/keys";
import { RECEIPT_FORMAT } from "@tallystick/core/receipt";
import type { PublicKey } from "@tallystick/core/suite/suite";

const MAP_OF_6 = 0xa6;
const ARRAY = 0x80;
const BYTES = 0x40;
const UINT = 0x00;

const PATH = named("path");
const ENTRY = named("entry");
const INDEX = named("index");

/** The members `format`, `signer` and `signatures` of a receipt, encoded. */
export function receiptTail(
  signer: PublicKey,
  signatures: readonly CheckpointSignature[],
): Uint8Array {
  // Encoded as a map of its own, whose one-byte head is dropped: the order of members is the same.
  const map = encodeCbor({
    format: RECEIPT_FORMAT,
    signer: keyToMap(signer),
    signatures: signaturesItem(signatures),
  });
  return map.subarray(1);
}

/** A receipt without batch, state and salt. @param tail from {@link receiptTail} */
export function writeReceipt(
  index: number,
  entry: Uint8Array,
  path: readonly Uint8Array[],
  tail: Uint8Array,
): Uint8Array {
  // The longest heads: 1 map, 3 array, 2 for each hash, 5 entry, 9 index.
  const bound = 18 + PATH.length + ENTRY.length + INDEX.length;
  const out = new Uint8Array(bound + path.length * 34 + entry.length + tail.length);
  let at = 0;
  out[at++] = MAP_OF_6;
  out.set(PATH, at);
  at = head(out, at + PATH.length, ARRAY, path.length);
  for (const hash of path) {
    at = head(out, at, BYTES, hash.length);
    out.set(hash, at);
    at += hash.length;
  }
  out.set(ENTRY, at);
  at = head(out, at + ENTRY.length, BYTES, entry.length);
  out.set(entry, at);
  at += entry.length;
  out.set(INDEX, at);
  at = head(out, at + INDEX.length, UINT, index);
  out.set(tail, at);
  return out.subarray(0, at + tail.length);
}

/** Shortest head of a major type (RFC 8949 s3) for a safe integer; returns the offset behind it. */
function head(out: Uint8Array, at: number, major: number, value: number): number {
  if (value < 24) {
    out[at] = major | value;
    return at + 1;
  }
  const width = value < 2 ** 8 ? 1 : value < 2 ** 16 ? 2 : value < 2 ** 32 ? 4 : 8;
  out[at] = major | (24 + Math.log2(width));
  for (let i = width, rest = value; i > 0; i--, rest = Math.floor(rest / 256)) {
    out[at + i] = rest % 256;
  }
  return at + 1 + width;
}

function named(name: string): Uint8Array {
  const text = utf8(name);
  return Uint8Array.of(0x60 | text.length, ...text);
}
