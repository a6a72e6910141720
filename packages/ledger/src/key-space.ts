import { u64be } from "@tallystick/core/bytes";
import type { KeyRange } from "./store.ts";

/**
 * First byte of every key in a ledger's store. The letters are written out so that a dump of the store
 * can be read by eye.
 */
export const KEY_SPACE = {
  /** Batch leaves: `a` ‖ u64 log index of the deposit-batch entry. Written by the node, not by the ledger. */
  batches: 0x61,
  /** Blocks: `b` ‖ u64 height. */
  blocks: 0x62,
  /** Certificates: `c` ‖ u64 height of the block that they certify. */
  certificates: 0x63,
  /** Entries: `e` ‖ u64 log index. */
  entries: 0x65,
  /** Secondary indexes: `i` ‖ app u8 ‖ table u8 ‖ index u8 ‖ encoded fields. */
  indexes: 0x69,
  /** Reserved. */
  reserved: 0x6b,
  /** Facts of the ledger itself: `m` ‖ name in ASCII. */
  meta: 0x6d,
  /** Log tiles: `n` ‖ level u8 ‖ u64 tile number. */
  tiles: 0x6e,
  /** Rows: `r` ‖ app u8 ‖ u64 row id. */
  rows: 0x72,
  /** Statement ids: `s` ‖ kid[0:8] ‖ id16, value u64 log index. */
  statements: 0x73,
  /** State trees: `t` ‖ app u8 ‖ the tree's own keys. */
  state: 0x74,
} as const;

/** Bytes of a key id that enter a statement key; membership refuses two keys that share them. */
export const STATEMENT_KEY_ID_BYTES = 8;

/** Bytes of a statement id. */
export const STATEMENT_ID_BYTES = 16;

/** Key of the entry at a log index. */
export function entryKey(index: number): Uint8Array {
  return numbered(KEY_SPACE.entries, index);
}

/** Key of the block at a height. */
export function blockKey(height: number): Uint8Array {
  return numbered(KEY_SPACE.blocks, height);
}

/** Key of the certificate of the block at a height. */
export function certificateKey(height: number): Uint8Array {
  return numbered(KEY_SPACE.certificates, height);
}

/** Key of the leaves of a batch, by the log index of its deposit-batch entry. */
export function batchKey(index: number): Uint8Array {
  return numbered(KEY_SPACE.batches, index);
}

/** Key of a log tile. `level` 0 holds leaf hashes, `level` L the roots of complete subtrees of 256^L leaves. */
export function tileKey(level: number, tile: number): Uint8Array {
  const key = new Uint8Array(10);
  key[0] = KEY_SPACE.tiles;
  key[1] = u8(level);
  key.set(u64be(tile), 2);
  return key;
}

/** Key of a row of an application, by the application's number and the row id. */
export function rowKey(app: number, rowId: number): Uint8Array {
  const key = new Uint8Array(10);
  key[0] = KEY_SPACE.rows;
  key[1] = u8(app);
  key.set(u64be(rowId), 2);
  return key;
}

/** Prefix of all keys of one secondary index. */
export function indexPrefix(app: number, table: number, index: number): Uint8Array {
  return Uint8Array.of(KEY_SPACE.indexes, u8(app), u8(table), u8(index));
}

/** Prefix of all keys of one application's state tree. */
export function statePrefix(app: number): Uint8Array {
  return Uint8Array.of(KEY_SPACE.state, u8(app));
}

/**
 * Key under which a used statement id is remembered.
 *
 * @param keyId the signing key's 32-byte kid, of which the first 8 bytes count
 * @param id the statement's 16-byte id
 */
export function statementKey(keyId: Uint8Array, id: Uint8Array): Uint8Array {
  if (keyId.length < STATEMENT_KEY_ID_BYTES || id.length !== STATEMENT_ID_BYTES) {
    throw new RangeError("a statement key takes a kid of at least 8 bytes and an id of 16");
  }
  const key = new Uint8Array(1 + STATEMENT_KEY_ID_BYTES + STATEMENT_ID_BYTES);
  key[0] = KEY_SPACE.statements;
  key.set(keyId.subarray(0, STATEMENT_KEY_ID_BYTES), 1);
  key.set(id, 1 + STATEMENT_KEY_ID_BYTES);
  return key;
}

/** Key of a fact about the ledger; `name` is printable ASCII of at most 64 characters. */
export function metaKey(name: string): Uint8Array {
  if (!/^[\x21-\x7e]{1,64}$/.test(name)) throw new RangeError("not a meta name");
  const key = new Uint8Array(1 + name.length);
  key[0] = KEY_SPACE.meta;
  for (let i = 0; i < name.length; i++) key[i + 1] = name.charCodeAt(i);
  return key;
}

/** The interval of all keys that begin with `prefix`, which must not be empty nor all 0xff. */
export function prefixRange(prefix: Uint8Array): KeyRange {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end--;
  if (end === 0) throw new RangeError("this prefix has no upper bound");
  const lt = prefix.slice(0, end);
  lt[end - 1] = (lt[end - 1] ?? 0) + 1;
  return { gte: prefix, lt };
}

/** The interval of numbered keys `[from, to)` of one of the numbered spaces. */
export function numberedRange(
  space: "entries" | "blocks" | "batches" | "certificates",
  from: number,
  to: number,
): KeyRange {
  return { gte: numbered(KEY_SPACE[space], from), lt: numbered(KEY_SPACE[space], to) };
}

function numbered(space: number, value: number): Uint8Array {
  const key = new Uint8Array(9);
  key[0] = space;
  key.set(u64be(value), 1);
  return key;
}

function u8(value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > 255) throw new RangeError("not a u8");
  return value;
}
