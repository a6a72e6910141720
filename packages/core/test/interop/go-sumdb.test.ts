/**
 * Checkpoints, proofs, tiles and entry bundles of a log, checked by Go's golang.org/x/mod/sumdb; and
 * notes signed there, checked here. x/mod knows SHA-256 and Ed25519 only, so this is suite `intl`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { toBase64, utf8 } from "../../src/bytes.ts";
import { leafHash, MemoryTree } from "../../src/log-tree.ts";
import { formatVerifierKey, noteKey, parseVerifierKey } from "../../src/note-key.ts";
import {
  checkpointOrigin,
  formatCheckpointText,
  parseCheckpointText,
  signNote,
  verifyNote,
} from "../../src/signed-note.ts";
import {
  encodeEntryBundle,
  TILE_HEIGHT,
  TILE_WIDTH,
  tilePath,
  tileWidth,
} from "../../src/tiles.ts";
import { exampleBytes, exampleSigner } from "../support/keys.ts";
import { makeWorld } from "../support/world.ts";
import { haveTool, runTool } from "./tool.ts";

const source = fileURLToPath(new URL("../../../../conformance/go", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tallystick-go-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const program = join(folder, "sumdb");
const available =
  haveTool("Go 1.23", "go", ["version"]) &&
  haveTool("Go module golang.org/x/mod", "go", ["build", "-C", source, "-o", program, "."]);

const { suite, ledgerId } = makeWorld({ suite: "intl" });
const origin = checkpointOrigin(ledgerId);
const SIZE = 1_000;
const entries = Array.from({ length: SIZE }, (_, i) => exampleBytes(`log ${i}`, i % 97));
const tree = new MemoryTree(suite);
for (const entry of entries) tree.append(leafHash(suite, entry));

const SIZES = [1, 2, 3, 4, 7, 8, 255, 256, 257, 511, 512, 513, 768, 999, SIZE];
const texts = (list: readonly Uint8Array[]) => list.map(toBase64);
const flipped = (bytes: Uint8Array): Uint8Array => {
  const copy = bytes.slice();
  copy[0] = (copy[0] ?? 0) ^ 1;
  return copy;
};

/** Answers of the Go program; `ok` or a reason for each item of each list. */
function ask(request: object): {
  notes: string[];
  inclusion: string[];
  consistency: string[];
  tiles: string[];
  sign: { note: string; key: string }[];
} {
  const run = runTool(program, [], { input: JSON.stringify(request) });
  if (!run.ok) throw new Error(run.stderr);
  return JSON.parse(run.stdout.toString());
}

function expectOnly(verdicts: readonly string[], good: readonly boolean[]): void {
  expect(verdicts.map((verdict) => verdict === "ok")).toEqual(good);
}

interface Named<T> {
  readonly good: boolean;
  readonly check: T;
}

describe.skipIf(!available)("golang.org/x/mod/sumdb", () => {
  test("tlog accepts every inclusion proof, and none that was changed", () => {
    const checks: Named<object>[] = [];
    for (const size of SIZES) {
      const root = toBase64(tree.root(size));
      for (const index of new Set([0, 1, size >> 1, size - 2, size - 1])) {
        if (index < 0 || index >= size) continue;
        const path = tree.inclusion(index, size);
        const entry = toBase64(entries[index] as Uint8Array);
        const claim = { index, size, entry, path: texts(path), root };
        checks.push({ good: true, check: claim });
        checks.push({ good: false, check: { ...claim, entry: toBase64(utf8("another")) } });
        checks.push({ good: false, check: { ...claim, path: [...texts(path), root] } });
        if (path.length > 0) {
          checks.push({ good: false, check: { ...claim, path: texts(path.slice(1)) } });
          checks.push({ good: false, check: { ...claim, index: index ^ 1 } });
        }
      }
    }
    const { inclusion } = ask({ inclusion: checks.map(({ check }) => check) });
    expect(inclusion.length).toBeGreaterThan(200);
    expectOnly(
      inclusion,
      checks.map(({ good }) => good),
    );
  });

  test("tlog accepts every consistency proof, and none that was changed", () => {
    const checks: Named<object>[] = [];
    for (const size2 of SIZES) {
      for (const size1 of SIZES.filter((size) => size <= size2)) {
        const path = tree.consistency(size1, size2);
        const claim = {
          size1,
          size2,
          root1: toBase64(tree.root(size1)),
          root2: toBase64(tree.root(size2)),
          path: texts(path),
        };
        checks.push({ good: true, check: claim });
        checks.push({ good: false, check: { ...claim, root1: toBase64(ledgerId) } });
        const [first, ...others] = path;
        if (first === undefined) continue;
        checks.push({ good: false, check: { ...claim, root2: toBase64(ledgerId) } });
        checks.push({ good: false, check: { ...claim, path: texts([flipped(first), ...others]) } });
        checks.push({ good: false, check: { ...claim, path: texts(others) } });
      }
    }
    const { consistency } = ask({ consistency: checks.map(({ check }) => check) });
    expectOnly(
      consistency,
      checks.map(({ good }) => good),
    );
  });

  test("tlog reads every entry through our tiles and bundles, and notices a changed byte", () => {
    const checks: Named<object>[] = [];
    for (const size of SIZES) {
      const files = tileFiles(size);
      const check = { size, root: toBase64(tree.root(size)), files };
      checks.push({ good: true, check });
      for (const path of Object.keys(files)) {
        const changed = toBase64(flipped(Buffer.from(files[path] ?? "", "base64")));
        checks.push({ good: false, check: { ...check, files: { ...files, [path]: changed } } });
      }
    }
    const { tiles } = ask({ tiles: checks.map(({ check }) => check) });
    expectOnly(
      tiles,
      checks.map(({ good }) => good),
    );
  });

  test("note opens our checkpoints, and none that was changed", async () => {
    const signer = exampleSigner(suite, "Ed25519", "log");
    const other = exampleSigner(suite, "Ed25519", "witness");
    const key = formatVerifierKey(noteKey(suite, origin, signer.publicKey));
    const otherKey = formatVerifierKey(noteKey(suite, "witness.example", other.publicKey));
    const checks: Named<object>[] = [];
    const ownLine = new RegExp(`(\u2014 ${origin} .{20})(.)`);
    const swapped = (_: string, before: string, letter: string) =>
      `${before}${letter === "A" ? "B" : "A"}`;
    for (const size of [0, ...SIZES]) {
      const root = tree.root(size);
      const text = formatCheckpointText({ origin, size, root, extensions: [] });
      const signers = [
        { name: origin, signer },
        { name: "witness.example", signer: other },
      ];
      const note = new TextDecoder().decode(await signNote(suite, text, signers));
      const check = { note, keys: [key], origin, size, root: toBase64(root) };
      checks.push({ good: true, check });
      checks.push({ good: true, check: { ...check, keys: [otherKey, key] } });
      checks.push({ good: false, check: { ...check, keys: [] } });
      checks.push({
        good: false,
        check: { ...check, note: note.replace(`\n${size}\n`, `\n${size + 1}\n`) },
      });
      checks.push({ good: false, check: { ...check, note: note.replace(ownLine, swapped) } });
    }
    const { notes } = ask({ notes: checks.map(({ check }) => check) });
    expectOnly(
      notes,
      checks.map(({ good }) => good),
    );
  });

  test("our reader accepts the notes that note signs, and none that was changed", () => {
    const wanted = SIZES.map((size) => ({
      name: origin,
      text: formatCheckpointText({ origin, size, root: tree.root(size), extensions: [] }),
    }));
    const { sign } = ask({ sign: wanted });
    expect(sign).toHaveLength(SIZES.length);
    sign.forEach(({ note, key }, i) => {
      const keys = [parseVerifierKey(suite, key)];
      const { text } = verifyNote(suite, utf8(note), keys);
      expect(text).toBe(wanted[i]?.text);
      expect(parseCheckpointText(text).size).toBe(SIZES[i]);
      const changed = utf8(note.replace(`\n${SIZES[i]}\n`, "\n77\n"));
      expect(() => verifyNote(suite, changed, keys)).toThrow("wrong");
    });
  });
});

/** What the log serves at a size: every tile, partial or full, and every entry bundle. */
function tileFiles(size: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = tileWidth(0, index, size);
    const first = index * TILE_WIDTH;
    const bundle = encodeEntryBundle(entries.slice(first, first + width));
    files[tilePath({ kind: "entries", index, width })] = toBase64(bundle);
  }
  for (let level = 0; tileWidth(level, 0, size) > 0; level++) {
    for (let index = 0; tileWidth(level, index, size) > 0; index++) {
      const width = tileWidth(level, index, size);
      const hashes = Array.from({ length: width }, (_, i) =>
        tree.node(level * TILE_HEIGHT, index * TILE_WIDTH + i),
      );
      files[tilePath({ kind: "tile", level, index, width })] = toBase64(Buffer.concat(hashes));
    }
  }
  return files;
}
