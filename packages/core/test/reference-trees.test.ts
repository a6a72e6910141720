/**
 * The worked examples of the pages on trees and notes are made anew and compared with the pages, and read
 * back from them. `TALLYSTICK_WRITE_EXAMPLES=1` writes them into the pages instead.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fromHex, utf8 } from "../src/bytes.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "../src/log-tree.ts";
import { parseVerifierKey } from "../src/note-key.ts";
import { expandRange } from "../src/range-proof.ts";
import { parseCheckpointText, verifyNote } from "../src/signed-note.ts";
import { decodeStateProof, verifyStateProof } from "../src/state-proof.ts";
import { portableSuite } from "../src/suite/portable.ts";
import { decodeEntryBundle, parseTilePath } from "../src/tiles.ts";
import { LEAVES, makeTreeExamples } from "./docs/tree-examples.ts";

const PAGES = ["log-tree.md", "state-proof.md", "signed-note-and-tiles.md"];
// A marker, then a fenced block.
const EXAMPLE = /<!-- example: (\S+) -->\n(```\w*\n)([\s\S]*?)(^```\n)/gm;

const examples = await makeTreeExamples();

function pageOf(name: string): string {
  const path = fileURLToPath(new URL(`../../../docs/reference/${name}`, import.meta.url));
  const page = readFileSync(path, "utf8");
  if (process.env["TALLYSTICK_WRITE_EXAMPLES"] !== "1") return page;
  const written = page.replace(
    EXAMPLE,
    (_, example: string, open: string, _block, close: string) => {
      return `<!-- example: ${example} -->\n${open}${examples.get(example) ?? ""}${close}`;
    },
  );
  writeFileSync(path, written);
  return written;
}

const pages = PAGES.map((name) => ({ name, page: pageOf(name) }));
const shown = new Map(
  pages.flatMap(({ page }) =>
    [...page.matchAll(EXAMPLE)].map(([, example = "", , block = ""]) => [example, block] as const),
  ),
);

/** The values of a block, one a line. */
function valuesOf(example: string): Uint8Array[] {
  const block = (shown.get(example) ?? "").replace(/ *#.*$/gm, "");
  return block.trim().split("\n").map(fromHex);
}

/** The bytes of a block, however it is broken into lines. */
function bytesOf(example: string): Uint8Array {
  return fromHex((shown.get(example) ?? "").replace(/#.*$/gm, "").replace(/\s/g, ""));
}

test("every page has a summary in Chinese", () => {
  for (const { page } of pages) expect(page).toMatch(/## 中文提要\n\n.*[\u4e00-\u9fff]{6}/);
});

test("every example that is made is shown, and the other way round", () => {
  expect([...shown.keys()].sort()).toEqual([...examples.keys()].sort());
});

test.each([...shown.keys()])("%s", (example) => {
  expect(shown.get(example)).toBe(examples.get(example));
});

describe.each(["intl", "gm"] as const)("the values on the pages, %s", (name) => {
  const suite = portableSuite(name);

  test("log: leaves, roots, inclusion, consistency, range", () => {
    const leaves = valuesOf(`log-leaves-${name}`);
    const roots = valuesOf(`log-roots-${name}`);
    expect(leaves).toEqual(LEAVES.map((leaf) => leafHash(suite, leaf)));
    const root = roots[5] as Uint8Array;
    const inclusion = { index: 2, size: 5, leafHash: leaves[2] as Uint8Array, root };
    const path = valuesOf(`log-inclusion-${name}`);
    expect(verifyInclusion(suite, { ...inclusion, path })).toBe(true);
    const older = { size1: 3, size2: 5, root1: roots[3] as Uint8Array, root2: root };
    const consistency = valuesOf(`log-consistency-${name}`);
    expect(verifyConsistency(suite, { ...older, path: consistency })).toBe(true);
    const proof = valuesOf(`log-range-${name}`);
    const run = expandRange(suite, { size: 5, from: 1, leafHashes: leaves.slice(1, 3), proof });
    expect(run.root).toEqual(root);
    expect(run.paths(2)).toEqual(path);
  });

  test("state: present, absent beside another leaf, absent in an empty place", () => {
    const [root] = valuesOf(`state-root-${name}`);
    const read = (example: string) => {
      const proof = decodeStateProof(bytesOf(`${example}-${name}`));
      expect(verifyStateProof(suite, proof, root as Uint8Array)).toBe(true);
      return proof;
    };
    expect(read("state-present").value).not.toBeNull();
    expect(read("state-absent-beside").other).toBeDefined();
    expect(read("state-absent-empty").other).toBeUndefined();
    expect(read("state-absent-empty").value).toBeNull();
  });

  test("note", () => {
    const key = parseVerifierKey(suite, (shown.get(`note-key-${name}`) ?? "").trimEnd());
    const note = verifyNote(suite, utf8(shown.get(`note-${name}`) ?? ""), [key]);
    expect(note.verifiedBy).toEqual([key]);
    const checkpoint = parseCheckpointText(note.text);
    expect(checkpoint.size).toBe(5);
    expect(checkpoint.root).toEqual(valuesOf(`log-roots-${name}`)[5]);
  });
});

test("tiles", () => {
  for (const path of (shown.get("tile-paths") ?? "").trim().split("\n")) {
    expect(parseTilePath(path), path).toBeDefined();
  }
  expect(decodeEntryBundle(bytesOf("entry-bundle"), 3)).toEqual(LEAVES.slice(0, 3));
});
