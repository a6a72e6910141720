import { equalBytes } from "@tallystick/core/bytes";
import { type CborValue, decodeCbor } from "@tallystick/core/cbor";
import type { IndexKeys, TableCodec } from "./table-codec.ts";

/** One row during a block: what is committed and what the block has made of it. */
export interface RowState {
  readonly codec: TableCodec;
  /** CBOR `[table, [key...]]`. */
  readonly keyBytes: Uint8Array;
  /** {@link identityOf} `keyBytes`. */
  readonly identity: string;
  /** Place in the state tree: hash of `keyBytes`. */
  readonly path: Uint8Array;
  /** Committed value, or null when the row does not exist. */
  readonly before: Uint8Array | null;
  /** Value now; the same array as `before` while nothing has changed it. */
  current: Uint8Array | null;
  /** Keys of `current` in the table's indexes, or null while `current` is the committed value. */
  indexKeys: IndexKeys | null;
  /** Row id, or -1 for a row that has never been written. */
  rowId: number;
  /** True once the row belongs to the block's overlay and not only to the action under way. */
  written: boolean;
}

/** The bytes as a string that Maps can compare by value. Not text: one character a byte. */
export function identityOf(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** True for equal values, and for two that are absent. */
export function sameValue(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === b || (a !== null && b !== null && equalBytes(a, b));
}

/** Key of a row as CBOR items, in the order of its table's key. */
export function keyOf(row: RowState): readonly CborValue[] {
  return (decodeCbor(row.keyBytes) as readonly CborValue[])[1] as readonly CborValue[];
}
