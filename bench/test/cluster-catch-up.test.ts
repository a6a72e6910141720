// The shortest run of a benchmark of a network: what it measures holds, and it leaves nothing behind.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { findEngine } from "@tallystick/node/engine/cometbft/find-engine";
import { afterAll, expect, it } from "vitest";

const PROGRAM = fileURLToPath(new URL("../src/cluster-catch-up.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tallystick-bench-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const engine = await findEngine().catch((error: unknown) => {
  if (process.env["CI"] === "true") throw error;
  process.stderr.write("no CometBFT: the benchmarks of networks are not run\n");
  return undefined;
});

it.skipIf(engine === undefined)("a node that was away takes over what it missed", async () => {
  const args = ["--blocks", "10", "--rate", "20", "--dir", folder];
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(await exited, said).toEqual([0, null]);
  const lines = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toMatchObject([
    { bench: "cluster-catch-up", unit: "blocks/s", organisations: 4 },
    { bench: "cluster-catch-up", unit: "minutes" },
  ]);
  expect(lines[0]?.["statements"]).toBeGreaterThanOrEqual(100);
  expect(readdirSync(folder)).toEqual([]);
});
