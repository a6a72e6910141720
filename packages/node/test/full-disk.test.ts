import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

// A disk that is really full: a small tmpfs, mounted in a namespace of the test's own.
const UNSHARE = ["--user", "--map-root-user", "--mount"];
const can =
  spawnSync("unshare", [...UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;
if (!can) console.warn("SKIPPED: the full disk test (this system lets nobody mount a tmpfs)");

const CHILD = fileURLToPath(new URL("./support/full-disk-child.ts", import.meta.url));

describe.runIf(can)("a full disk", () => {
  it.each(["lmdb", "sqlite"])("stops the engine and costs nothing acknowledged: %s", (store) => {
    const dir = mkdtempSync(join(tmpdir(), "tallystick-full-"));
    const script = `mount -t tmpfs -o size=12m tmpfs "$1" && exec "$2" "$3" "$4" "$1"`;
    const args = [...UNSHARE, "sh", "-c", script, "sh", dir, process.execPath, CHILD, store];
    const said = execFileSync("unshare", args, { stdio: ["ignore", "pipe", "ignore"] }).toString();
    rmSync(dir, { recursive: true, force: true });
    const told = JSON.parse(said.trim().split("\n").at(-1) as string);
    expect(told).toMatchObject({
      fault: "disk-full",
      readWhileFull: true,
      missing: 0,
      verdict: "sound",
      after: "logged",
    });
    expect(told.acknowledged).toBeGreaterThan(100);
  });
});
