import type { CborValue } from "@tallystick/core/cbor";
import { leafHash, MemoryTree } from "@tallystick/core/log-tree";
import { appLeaf, type StateProof } from "@tallystick/core/state-proof";
import type { Suite } from "@tallystick/core/suite/suite";
import type { AppRoot } from "./block-record.ts";
import { LedgerFault } from "./errors.ts";
import type { AppState } from "./tables/app-state.ts";

/** A row, present or absent, as a proof speaks of it. */
export interface ProvedRow {
  readonly table: string;
  readonly key: readonly CborValue[];
  readonly path: Uint8Array;
  readonly value: Uint8Array | null;
}

/**
 * The proof that a row has its value, or that it is absent, under the state root of a block.
 *
 * @param appRoots roots of all applications at that block, in order
 */
export function proveRow(
  suite: Suite,
  app: AppState,
  appRoots: readonly AppRoot[],
  row: ProvedRow,
): StateProof {
  const { table, key, value, path } = row;
  const { siblings, other } = app.tree.prove(path);
  const index = appRoots.findIndex((one) => one.app === app.name);
  if (index < 0) throw new LedgerFault("assertion", `no root of ${app.name}`);
  const tree = new MemoryTree(suite);
  for (const one of appRoots)
    tree.append(leafHash(suite, appLeaf(one.app, one.root, appRoots.length)));
  return {
    app: app.name,
    table,
    key,
    value,
    siblings,
    ...(other === undefined || value !== null ? {} : { other }),
    apps: { index, size: appRoots.length, path: tree.inclusion(index) },
  };
}
