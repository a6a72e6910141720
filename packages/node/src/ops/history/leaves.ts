/** The rows of an application in the order of their paths, from the state trees of two stores side by side. */
import { compareBytes, equalBytes } from "@tallystick/core/bytes";
import { type CborValue, decodeCbor } from "@tallystick/core/cbor";
import { rowKey, statePrefix } from "@tallystick/ledger/key-space";
import { decodeBucket, TreeKeys } from "@tallystick/ledger/state-tree/bucket";
import type { StoreReader } from "@tallystick/ledger/store";
import { unpackRow } from "@tallystick/ledger/tables/table-codec";

/** A leaf of a state tree. */
export interface Leaf {
  readonly path: Uint8Array;
  readonly valueHash: Uint8Array;
  readonly rowId: number;
}

/** A row that is not the same in both stores. */
export interface RowDifference {
  readonly app: string;
  readonly table: string;
  readonly key: readonly CborValue[];
  /** Value in each, or null where the row is not there. */
  readonly a: Uint8Array | null;
  readonly b: Uint8Array | null;
}

/** One side of a comparison: the application's number is the same on both. */
export type StateSide = Pick<StoreReader, "get" | "range">;

/**
 * The rows of an application that differ, in the order of their paths. Both trees are walked once; one
 * bucket of each is in memory at a time.
 *
 * @param onLeaf told of each pair of leaves looked at
 */
export function* differingRows(
  app: { readonly name: string; readonly number: number },
  a: StateSide,
  b: StateSide,
  onLeaf: () => void = () => {},
): Generator<RowDifference> {
  const [left, right] = [leavesOf(a, app.number), leavesOf(b, app.number)];
  let [one, other] = [left.next(), right.next()];
  while (one.done !== true || other.done !== true) {
    onLeaf();
    const order =
      one.done === true
        ? 1
        : other.done === true
          ? -1
          : compareBytes(one.value.path, other.value.path);
    const mine = order <= 0 ? (one.value as Leaf) : undefined;
    const theirs = order >= 0 ? (other.value as Leaf) : undefined;
    if (
      mine === undefined ||
      theirs === undefined ||
      !equalBytes(mine.valueHash, theirs.valueHash)
    ) {
      yield difference(app, rowOf(a, app.number, mine), rowOf(b, app.number, theirs));
    }
    if (order <= 0) one = left.next();
    if (order >= 0) other = right.next();
  }
}

/** Leaves of an application's tree. Keys of buckets are in the order of the subtrees that they hold. */
export function* leavesOf(store: StateSide, app: number): Generator<Leaf, void> {
  const { buckets } = new TreeKeys(statePrefix(app));
  for (const [key, bytes] of store.range(buckets)) {
    // The store may use its memory for the next row.
    const leaves = decodeBucket(key, bytes.slice());
    for (let i = 0; i < leaves.count; i++) {
      yield { path: leaves.path(i), valueHash: leaves.valueHash(i), rowId: leaves.rowId(i) };
    }
  }
}

type Row = ReturnType<typeof unpackRow> | null;

function rowOf(store: StateSide, app: number, leaf: Leaf | undefined): Row {
  const stored = leaf && store.get(rowKey(app, leaf.rowId));
  return stored === undefined ? null : unpackRow(stored.slice());
}

function difference({ name }: { readonly name: string }, a: Row, b: Row): RowDifference {
  const row = a ?? b;
  // A leaf without its row is damage: the path alone does not say which record was meant.
  const [table, key] = row === null ? ["(row missing)", []] : (decodeCbor(row.key) as never);
  return { app: name, table, key, a: a?.value ?? null, b: b?.value ?? null };
}
