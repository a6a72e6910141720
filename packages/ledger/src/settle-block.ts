import { equalBytes } from "@tallystick/core/bytes";
import { stateRootOf } from "@tallystick/core/state-proof";
import type { Suite } from "@tallystick/core/suite/suite";
import type { ExecutedBlock, TouchedRow } from "./block.ts";
import type { AppRoot, BlockRecord } from "./block-record.ts";
import type { BlockRun } from "./block-run.ts";
import { rowKey } from "./key-space.ts";
import type { LogTiles } from "./log-tiles.ts";
import type { PendingUpdate, StateChange } from "./state-tree/state-tree.ts";
import type { WriteOp } from "./store.ts";
import type { AppOverlay } from "./tables/app-overlay.ts";
import type { AppState } from "./tables/app-state.ts";
import { committedKeys } from "./tables/index-overlay.ts";
import { keyOf, type RowState, sameValue } from "./tables/row-state.ts";
import { packRow } from "./tables/table-codec.ts";

/** The committed ledger on which a block is settled. */
export interface Settlement {
  readonly suite: Suite;
  readonly apps: readonly AppState[];
  readonly log: LogTiles;
  readonly base: BlockRecord;
}

const EMPTY = new Uint8Array(0);

/** Turns what a block did into roots and writes. */
export function settleBlock(
  run: BlockRun,
  { height, time }: { readonly height: number; readonly time: number },
  { suite, apps, log, base }: Settlement,
): ExecutedBlock {
  const writes: WriteOp[] = run.writes;
  const treeUpdates = new Map<number, PendingUpdate>();
  const nextRowIds: number[] = [];
  const roots: AppRoot[] = [];
  const changed: [AppState, RowState[]][] = [];
  for (const app of apps) {
    const overlay = run.overlays.touched(app.number);
    const rows = overlay === undefined ? [] : changedRows(overlay);
    nextRowIds.push(overlay?.nextRowId ?? app.nextRowId);
    let root = app.tree.root;
    if (rows.length > 0) {
      const update = app.tree.prepare(rows.map((row) => rowChange(suite, row)));
      treeUpdates.set(app.number, update);
      root = update.root;
      for (const row of rows) writeRow(writes, app, row);
      for (const write of update.writes) writes.push(write);
      changed.push([app, rows]);
    }
    roots.push({ app: app.name, root });
  }
  const logUpdate = log.prepare(run.leafHashes);
  for (const write of logUpdate.writes) writes.push(write);
  const appRoots = sortRoots(roots);
  const record: BlockRecord = {
    height,
    time,
    firstIndex: base.logSize,
    count: run.entries.length,
    logSize: logUpdate.size,
    logRoot: logUpdate.root,
    stateRoot: stateRootOf(suite, appRoots),
    appRoots,
  };
  return {
    height,
    time,
    firstIndex: record.firstIndex,
    outcomes: run.outcomes,
    entries: run.entries,
    logSize: record.logSize,
    logRoot: record.logRoot,
    stateRoot: record.stateRoot,
    appRoots,
    writes,
    certificate: null,
    touched: () => changed.flatMap(([app, rows]) => rows.map((row) => touchedRow(app, row))),
    effect: { base, record, treeUpdates, changed, logUpdate, nextRowIds },
  };
}

/** Names are ASCII, so code units order as bytes do. */
function sortRoots(roots: readonly AppRoot[]): AppRoot[] {
  return [...roots].sort((a, b) => (a.app < b.app ? -1 : a.app > b.app ? 1 : 0));
}

/** Rows whose value at the end of the block is not the one at its beginning. */
function changedRows(overlay: AppOverlay): RowState[] {
  const rows: RowState[] = [];
  for (const row of overlay.written) if (!sameValue(row.before, row.current)) rows.push(row);
  return rows;
}

function rowChange(suite: Suite, row: RowState): StateChange {
  const { path, rowId, current } = row;
  return { path, rowId, valueHash: current === null ? null : suite.hash(current) };
}

function writeRow(writes: WriteOp[], app: AppState, row: RowState): void {
  const { codec, keyBytes, current, indexKeys, rowId } = row;
  const value = current === null ? null : packRow(keyBytes, current);
  writes.push({ key: rowKey(app.number, rowId), value });
  const before = committedKeys(row);
  for (let i = 0; i < codec.indexes.length; i++) {
    const [old, now] = [before[i], indexKeys?.[i]];
    if (old !== undefined && now !== undefined && equalBytes(old, now)) continue;
    if (old !== undefined) writes.push({ key: old, value: null });
    if (now !== undefined) writes.push({ key: now, value: EMPTY });
  }
}

function touchedRow(app: AppState, row: RowState): TouchedRow {
  return { app: app.name, table: row.codec.name, key: keyOf(row), value: row.current };
}
