/**
 * Writing receipt bundles fast. Receipts of one block by one signer differ in path, entry and index
 * only, those of one batch in the batch part only; in the deterministic order of members everything
 * else stands together and is encoded once. The bytes are those of `encodeReceipt`; the tests compare
 * them.
 */
import { utf8 } from "./bytes.ts";
import { encodeCbor } from "./cbor.ts";
import type { CheckpointSignature } from "./checkpoint.ts";
import { signaturesItem } from "./checkpoint-signatures.ts";
import { keyToMap } from "./keys.ts";
import { HASH_BYTES } from "./log-tree.ts";
import { RECEIPT_FORMAT, type Receipt } from "./receipt.ts";
import type { PublicKey } from "./suite/suite.ts";

const ARRAY = 0x80;
const BYTES = 0x40;
const MAP = 0xa0;
const UINT = 0x00;
/** The longest head: a first byte and eight more. */
const HEAD_BYTES_MAX = 9;

const PATH = named("path");
const ENTRY = named("entry");
const INDEX = named("index");
const BATCH = named("batch");
const LEAF = named("leaf");

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
  const names = PATH.length + ENTRY.length + INDEX.length;
  const writer = new Writer(names + entry.length + pathBytesMax(path) + tail.length);
  writer.head(MAP, 6);
  writer.raw(PATH);
  writer.path(path);
  writer.raw(ENTRY);
  writer.bytes(entry);
  writer.raw(INDEX);
  writer.head(UINT, index);
  writer.raw(tail);
  return writer.result();
}

/** What all receipts of one batch share: the members before `batch` and those behind it. */
export interface BatchFrame {
  readonly before: Uint8Array;
  readonly behind: Uint8Array;
}

/** The frame of a batch's receipts, from the receipt of its statement. */
export function batchFrame({ path, entry, index, signer, signatures }: Receipt): BatchFrame {
  return {
    before: encodeCbor({ path: [...path] }).subarray(1),
    behind: encodeCbor({
      entry,
      index,
      format: RECEIPT_FORMAT,
      signer: keyToMap(signer),
      signatures: signaturesItem(signatures),
    }).subarray(1),
  };
}

/** The receipt of one leaf of a batch. */
export function writeBatchReceipt(
  { before, behind }: BatchFrame,
  leaf: Uint8Array,
  index: number,
  path: readonly Uint8Array[],
): Uint8Array {
  const names = BATCH.length + LEAF.length + PATH.length + INDEX.length;
  const fixed = before.length + behind.length + names;
  const writer = new Writer(fixed + leaf.length + pathBytesMax(path));
  writer.head(MAP, 7);
  writer.raw(before);
  writer.raw(BATCH);
  writer.head(MAP, 3);
  writer.raw(LEAF);
  writer.bytes(leaf);
  writer.raw(PATH);
  writer.path(path);
  writer.raw(INDEX);
  writer.head(UINT, index);
  writer.raw(behind);
  return writer.result();
}

function pathBytesMax(path: readonly Uint8Array[]): number {
  return path.length * (HASH_BYTES + 2);
}

/** Writes CBOR into one array that is long enough for what it was made for. */
class Writer {
  readonly #out: Uint8Array;
  #at = 0;

  /** @param payload bytes that will be written beside at most five heads */
  constructor(payload: number) {
    this.#out = new Uint8Array(payload + 5 * HEAD_BYTES_MAX);
  }

  raw(bytes: Uint8Array): void {
    this.#out.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  bytes(bytes: Uint8Array): void {
    this.head(BYTES, bytes.length);
    this.raw(bytes);
  }

  path(path: readonly Uint8Array[]): void {
    this.head(ARRAY, path.length);
    for (const hash of path) this.bytes(hash);
  }

  /** Shortest head of a major type (RFC 8949 s3) for a safe integer. */
  head(major: number, value: number): void {
    const out = this.#out;
    if (value < 24) {
      out[this.#at++] = major | value;
      return;
    }
    const width = value < 2 ** 8 ? 1 : value < 2 ** 16 ? 2 : value < 2 ** 32 ? 4 : 8;
    out[this.#at++] = major | (24 + Math.log2(width));
    for (let i = width - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) {
      out[this.#at + i] = rest % 256;
    }
    this.#at += width;
  }

  result(): Uint8Array {
    return this.#out.subarray(0, this.#at);
  }
}

function named(name: string): Uint8Array {
  const text = utf8(name);
  return Uint8Array.of(0x60 | text.length, ...text);
}
