/** Where two copies of one ledger part: the first height, then application, table and key. */
import { equalBytes } from "@tallystick/core/bytes";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import { entriesOf } from "../replay.ts";
import { differingRows, type RowDifference } from "./leaves.ts";
import { type History, requireSameLedger } from "./open-history.ts";

/** The first block that is not the same. */
export interface BlockDifference {
  readonly height: number;
  /** Members of the block's record that differ, in the order of the record. */
  readonly members: readonly string[];
  /** Applications whose roots differ. */
  readonly applications: readonly string[];
  /** The first log entry that differs; null when all that both have are the same. */
  readonly entry: {
    readonly index: number;
    readonly a: Uint8Array | null;
    readonly b: Uint8Array | null;
  } | null;
}

/** What a comparison found. */
export interface StateComparison {
  readonly equal: boolean;
  /** Last block of each. */
  readonly heights: { readonly a: number; readonly b: number };
  /** Blocks from 0 to here are in both. */
  readonly compared: number;
  readonly first: BlockDifference | null;
  /** Rows that differ now, as each stands at its last block; the first ones, and how many in all. */
  readonly rows: readonly RowDifference[];
  readonly rowsTotal: number;
}

/** How to compare. */
export interface DiffOptions {
  /** Rows that are named. */
  readonly limit?: number;
  /** Compare all rows even when no block differs: finds a row that is not the one its root stands for. */
  readonly deep?: boolean;
  readonly onProgress?: (what: "blocks" | "rows", done: number, total: number) => void;
}

/** Rows that are named unless told otherwise. */
export const DIFF_ROWS = 20;

const SLICE = 4096;

/** Compare two histories of one ledger. @throws NodeError `wrong-ledger`, `damaged-ledger` */
export function diffState(a: History, b: History, options: DiffOptions = {}): StateComparison {
  requireSameLedger(a, b);
  const { onProgress = () => {}, limit = DIFF_ROWS, deep = false } = options;
  const compared = Math.min(a.height, b.height);
  let first: BlockDifference | null = null;
  for (let height = 0; height <= compared && first === null; height++) {
    if (height % SLICE === 0) onProgress("blocks", height, compared);
    first = blockDifference(a, b, height);
  }
  const apps = a.founding.applications.map((name, number) => ({ name, number }));
  const wanted = first?.applications ?? [];
  const looked = deep ? apps : apps.filter(({ name }) => wanted.includes(name));
  const rows: RowDifference[] = [];
  let rowsTotal = 0;
  let leaves = 0;
  // Copies that stand at different heights differ in rows without having parted.
  const comparable = first !== null || a.height === b.height;
  for (const app of comparable ? looked : []) {
    const onLeaf = (): void => {
      if (++leaves % SLICE === 0) onProgress("rows", leaves, 0);
    };
    for (const row of differingRows(app, a.store, b.store, onLeaf)) {
      rowsTotal++;
      if (rows.length < limit) rows.push(row);
    }
  }
  const heights = { a: a.height, b: b.height };
  return { equal: first === null && rowsTotal === 0, heights, compared, first, rows, rowsTotal };
}

const MEMBERS = ["time", "firstIndex", "count", "logSize", "logRoot", "stateRoot"] as const;

function blockDifference(a: History, b: History, height: number): BlockDifference | null {
  const [one, other] = [a.block(height), b.block(height)];
  const members: string[] = MEMBERS.filter((name) => !same(one[name], other[name]));
  const applications = one.appRoots.flatMap(({ app, root }) => {
    const counterpart = other.appRoots.find((found) => found.app === app);
    return counterpart !== undefined && equalBytes(counterpart.root, root) ? [] : [app];
  });
  if (applications.length > 0) members.push("appRoots");
  if (members.length === 0) return null;
  return { height, members, applications, entry: entryDifference(a, b, one, other) };
}

function same(a: number | Uint8Array, b: number | Uint8Array): boolean {
  return typeof a === "number" || typeof b === "number" ? a === b : equalBytes(a, b);
}

function entryDifference(
  a: History,
  b: History,
  one: BlockRecord,
  other: BlockRecord,
): BlockDifference["entry"] {
  const [mine, theirs] = [entriesOf(a, one), entriesOf(b, other)];
  for (let i = 0; i < Math.max(mine.length, theirs.length); i++) {
    const [x, y] = [mine[i] ?? null, theirs[i] ?? null];
    if (x !== null && y !== null && equalBytes(x, y)) continue;
    return { index: one.firstIndex + i, a: x, b: y };
  }
  return null;
}
