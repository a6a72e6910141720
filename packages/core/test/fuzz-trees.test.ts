import { expect, test } from "vitest";
import { fuzzLog } from "./fuzz/log.ts";
import { fuzzNote } from "./fuzz/note.ts";
import { fuzzStateProof } from "./fuzz/state-proof.ts";
import type { FuzzTarget } from "./fuzz/target.ts";
import { fuzzTiles } from "./fuzz/tiles.ts";

// A short run of each on every test; TALLYSTICK_FUZZ=1000000 makes them long.
const long = Number(process.env["TALLYSTICK_FUZZ"] ?? 0);
const seed = Number(process.env["TALLYSTICK_SEED"]);

const runs: [string, FuzzTarget, number, string[]][] = [
  ["state proofs", fuzzStateProof, 20_000, ["malformed", "false"]],
  ["notes", fuzzNote, 10_000, ["malformed", "bad-signature", "no-known-key"]],
  ["tiles", fuzzTiles, 50_000, ["path", "bundle"]],
  ["logs", fuzzLog, 10_000, ["inclusion", "consistency", "range", "range root"]],
];

test.each(runs)("%s", (name, fuzz, short, codes) => {
  const report = fuzz(seed, Math.max(short, long));
  console.log(`fuzz ${name}: ${JSON.stringify(report)}`);
  expect(report.accepted).toBeGreaterThan(0);
  for (const code of codes) expect(report.refused[code] ?? 0, code).toBeGreaterThan(0);
});
