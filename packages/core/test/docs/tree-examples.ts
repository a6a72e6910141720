/** Worked examples of docs/reference/log-tree.md, state-proof.md and signed-note-and-tiles.md. */
import { toHex, utf8 } from "../../src/bytes.ts";
import { encodeCbor } from "../../src/cbor.ts";
import { emptyRoot, leafHash, MemoryTree } from "../../src/log-tree.ts";
import { formatVerifierKey, noteKey } from "../../src/note-key.ts";
import { buildTree, rangeProof } from "../../src/range-proof.ts";
import { checkpointOrigin, formatCheckpointText, signNote } from "../../src/signed-note.ts";
import { appLeaf, encodeStateProof, type StateProof, statePath } from "../../src/state-proof.ts";
import { nodeSuite } from "../../src/suite/node-suite.ts";
import type { Suite } from "../../src/suite/suite.ts";
import { encodeEntryBundle, tilePath } from "../../src/tiles.ts";
import { exampleBytes, exampleSigner } from "../support/keys.ts";
import { makeState, type Row } from "../support/state.ts";
import { annotate } from "./annotate.ts";

/** Blocks of text by name; a page shows one below the line `<!-- example: NAME -->`. */
export async function makeTreeExamples(): Promise<ReadonlyMap<string, string>> {
  const examples = new Map<string, string>();
  for (const suite of [nodeSuite("intl"), nodeSuite("gm")]) {
    const blocks = { ...logBlocks(suite), ...stateBlocks(suite), ...(await noteBlocks(suite)) };
    for (const [name, block] of Object.entries(blocks)) {
      examples.set(`${name}-${suite.name}`, block);
    }
  }
  examples.set("tile-paths", tilePaths());
  examples.set("entry-bundle", lines([["", encodeEntryBundle(LEAVES.slice(0, 3))]]));
  return examples;
}

/** The five entries of the example log. */
export const LEAVES: readonly Uint8Array[] = ["", "00", "0102", "甲", "tally"].map((text) =>
  /^[0-9]+$/.test(text) ? Uint8Array.from(Buffer.from(text, "hex")) : utf8(text),
);

function logBlocks(suite: Suite): Record<string, string> {
  const tree = new MemoryTree(suite);
  const hashes = LEAVES.map((leaf) => leafHash(suite, leaf));
  for (const hash of hashes) tree.append(hash);
  const sizes = [1, 2, 3, 4, 5];
  return {
    "log-leaves": lines(
      hashes.map((hash, i) => [`${i} of ${toHex(LEAVES[i] ?? hash) || "nothing"}`, hash]),
    ),
    "log-roots": lines([
      ["0", emptyRoot(suite)],
      ...sizes.map((size): [string, Uint8Array] => [`${size}`, tree.root(size)]),
    ]),
    "log-inclusion": lines(tree.inclusion(2, 5).map((hash) => ["", hash])),
    "log-consistency": lines(tree.consistency(3, 5).map((hash) => ["", hash])),
    "log-range": lines(rangeProof(buildTree(suite, hashes), 1, 3).map((hash) => ["", hash])),
  };
}

const APPS = ["evidence", "membership"];

/** The example state: six deposits, chosen so that a path has an empty subtree beside it, and one member. */
export const ROWS: readonly Row[] = [
  ...[1, 2, 3, 4, 5, 6].map((n) => ({
    app: "evidence",
    table: "deposits",
    key: ["sha-256", Uint8Array.of(n), 0],
    value: { index: n },
  })),
  { app: "membership", table: "members", key: ["ann"], value: { role: "member" } },
];

function stateBlocks(suite: Suite): Record<string, string> {
  const state = makeState(suite, APPS, ROWS);
  const prove = (n: number): StateProof =>
    state.prove("evidence", "deposits", ["sha-256", Uint8Array.of(n), 0]);
  const absent = Array.from({ length: 200 }, (_, i) => prove(7 + i));
  const beside = absent.find(({ other }) => other !== undefined);
  const empty = absent.find(({ other }) => other === undefined);
  const present = prove(3);
  if (beside === undefined || empty === undefined) throw new Error("no such absence");
  const appRoots = APPS.map((app): [string, Uint8Array] => [app, appRootOf(suite, app)]);
  return {
    "state-paths": lines(
      ROWS.map(({ table, key }) => [
        `${toHex(encodeCbor([table, [...key]]))}`,
        statePath(suite, table, key),
      ]),
    ),
    "state-app-roots": lines(appRoots),
    "state-app-leaves": lines(
      appRoots.map(([app, root]) => [app, appLeaf(app, root, APPS.length)]),
    ),
    "state-root": lines([["", state.root]]),
    "state-present": annotate(encodeStateProof(present)),
    "state-absent-beside": annotate(encodeStateProof(beside)),
    "state-absent-empty": annotate(encodeStateProof(empty)),
  };
}

/** Root of one application: the state root of a state that has no other is the leaf hash of its root. */
function appRootOf(suite: Suite, app: string): Uint8Array {
  const rows = ROWS.filter((row) => row.app === app);
  const node = (leaves: readonly Row[], depth: number): Uint8Array => {
    const [only] = leaves;
    if (only === undefined) return new Uint8Array(32);
    const path = ({ table, key }: Row) => statePath(suite, table, key);
    if (leaves.length === 1) {
      const value = suite.hash(encodeCbor(only.value));
      return suite.hash(Uint8Array.of(0, ...path(only), ...value));
    }
    const side = (bit: number) =>
      leaves.filter((row) => (((path(row)[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1) === bit);
    return suite.hash(Uint8Array.of(...node(side(0), depth + 1), ...node(side(1), depth + 1)));
  };
  return node(rows, 0);
}

async function noteBlocks(suite: Suite): Promise<Record<string, string>> {
  const algorithm = suite.algorithms[0];
  if (algorithm === undefined) throw new Error("no algorithm");
  const signer = exampleSigner(suite, algorithm, "harbour-notary");
  const origin = checkpointOrigin(exampleBytes("ledger id", 32));
  const tree = new MemoryTree(suite);
  for (const leaf of LEAVES) tree.append(leafHash(suite, leaf));
  const text = formatCheckpointText({ origin, size: 5, root: tree.root(), extensions: [] });
  const note = await signNote(suite, text, [{ name: origin, signer }]);
  return {
    "note-key": `${formatVerifierKey(noteKey(suite, origin, signer.publicKey))}\n`,
    note: Buffer.from(note).toString("utf8"),
  };
}

function tilePaths(): string {
  const size = 70_000;
  const names = [
    { kind: "tile", level: 0, index: 272, width: 256 },
    { kind: "tile", level: 0, index: 273, width: size % 256 },
    { kind: "tile", level: 1, index: 1, width: 17 },
    { kind: "tile", level: 2, index: 0, width: 1 },
    { kind: "entries", index: 273, width: size % 256 },
    { kind: "entries", index: 1_234_067, width: 256 },
  ] as const;
  return names.map((name) => `${tilePath(name)}\n`).join("");
}

/** One value a line, its remark behind it. */
function lines(rows: readonly (readonly [string, Uint8Array])[]): string {
  return rows
    .map(([remark, bytes]) => `${toHex(bytes)}${remark === "" ? "" : `  # ${remark}`}\n`)
    .join("");
}
