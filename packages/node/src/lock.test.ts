import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockDirectory } from "./lock.ts";

describe("lockDirectory", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "tallystick-lock-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("refuses a second holder in the same process, and lets go", () => {
    const lock = lockDirectory(dir);
    expect(() => lockDirectory(dir)).toThrow(`in use by process ${process.pid}`);
    lock.release();
    lock.release();
    lockDirectory(dir).release();
  });

  it("refuses while another process holds it, names it, and is free once that is killed", async () => {
    const script = `
      import { lockDirectory } from ${JSON.stringify(new URL("./lock.ts", import.meta.url).href)};
      // Kept: a lock that nobody refers to may be collected, and is let go then.
      globalThis.lock = lockDirectory(${JSON.stringify(dir)});
      console.log("held");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const gone = once(child, "exit");
    try {
      await once(child.stdout, "data");
      let message = "";
      try {
        lockDirectory(dir);
      } catch (error) {
        message = (error as Error).message;
        expect((error as { code: string }).code).toBe("already-running");
      }
      expect(message).toContain(`process ${child.pid}`);
    } finally {
      child.kill("SIGKILL");
    }
    await gone;
    lockDirectory(dir).release();
  });
});
