import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Cluster } from "./cluster.ts";
import { engineForTests, removeFolders, testFolder } from "./engines.ts";
import { RECOVERY_MS } from "./storm-run.ts";

const binary = await engineForTests();

/** A file system of its own and so many bytes; undefined where that may not be made. */
function smallDisk(bytes: number): string | undefined {
  const folder = testFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes},mode=0700`, "tmpfs", folder], {
      stdio: "pipe",
    });
  } catch {
    process.stderr.write("no right to mount: the test with a full disk is skipped\n");
    return undefined;
  }
  return folder;
}

const disk = binary === undefined ? undefined : smallDisk(64 << 20);
let cluster: Cluster | undefined;
afterAll(async () => {
  await cluster?.end();
  if (disk !== undefined) execFileSync("umount", ["-l", disk]);
  removeFolders();
});

it.skipIf(disk === undefined)(
  "one of four whose disk is full, of ledger and engine alike, is back within a minute once it has room",
  async () => {
    const home = disk as string;
    cluster = await Cluster.start({ folderOf: (index) => (index === 3 ? home : undefined) });
    cluster.startLoad(4, [0, 1, 2]);
    const ballast = join(home, "ballast");
    fill(ballast);
    const before = cluster.receipts.length;
    await expect
      .poll(() => cluster?.receipts.length, { timeout: RECOVERY_MS })
      .toBeGreaterThan(before + 20);
    // The others have gone on; this one could not keep up.
    const [own, other] = await Promise.all(
      [3, 0].map(
        async (index) =>
          (
            await cluster
              ?.node(index)
              .json("/v1/status")
              .catch(() => undefined)
          )?.["logSize"],
      ),
    );
    expect((own as number | undefined) ?? 0).toBeLessThan(other as number);
    await cluster.kill(3);
    rmSync(ballast);
    await cluster.node(3).start();
    const recoveredMs = await cluster.recovered(RECOVERY_MS);
    await cluster.stopLoad();
    await cluster.audit();
    process.stdout.write(`${JSON.stringify({ fault: "disk full", recoveredMs })}\n`);
  },
);

/** Writes until nothing more can be written. */
function fill(path: string): void {
  for (const bytes of [1 << 20, 1 << 12]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(bytes), { flag: "a" });
    } catch {
      // Full, up to the size of a piece.
    }
  }
}
