import { execFileSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { FilePool } from "./file-pool.ts";

const folder = mkdtempSync(join(tmpdir(), "tallystick-digest-"));
const pool = new FilePool(undefined, 2);
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true, force: true });
});

test("digests are those of the content, also empty and with a Chinese name", async () => {
  const salt = new Uint8Array(32).fill(7);
  for (const [name, content] of [
    ["空.txt", ""],
    ["报告.txt", "一份报告\n"],
  ] as const) {
    const path = join(folder, name);
    writeFileSync(path, content);
    const wanted = [
      { alg: "sha-256" },
      { alg: "sha-512" },
      { alg: "sm3" },
      { alg: "hmac-sha-256", salt },
    ];
    const { size, digests } = await pool.digest(path, wanted, 0);
    expect(size).toBe(Buffer.byteLength(content));
    expect(digests.map((one) => Buffer.from(one).toString("hex"))).toEqual([
      createHash("sha256").update(content).digest("hex"),
      createHash("sha512").update(content).digest("hex"),
      createHash("sm3").update(content).digest("hex"),
      createHmac("sha256", salt).update(content).digest("hex"),
    ]);
  }
});

test("a large file is told about on the way", async () => {
  const path = join(folder, "large");
  writeFileSync(path, "x");
  truncateSync(path, 200 * 1024 * 1024); // sparse
  const told: number[] = [];
  const { size } = await pool.digest(path, [{ alg: "sha-256" }], 1, (bytes) => told.push(bytes));
  expect(size).toBe(200 * 1024 * 1024);
  expect(told.length).toBe(3);
});

test("what cannot be digested says why, and the pool goes on", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const wanted = [{ alg: "sha-256" }];
  await expect(pool.digest(join(folder, "gone"), wanted, 1)).rejects.toThrow(
    "it is no longer there",
  );
  await expect(pool.digest(folder, wanted, 1)).rejects.toThrow("it is not a regular file");
  await expect(pool.digest(pipe, wanted, 1)).rejects.toThrow("it is not a regular file");
  await expect(pool.digest(pipe, [{ alg: "md5" }], 1)).rejects.toThrow('there is no digest "md5"');
  await expect(pool.digest(pipe, [{ alg: "hmac-sm3" }], 1)).rejects.toThrow("needs a salt");
  expect((await pool.digest(join(folder, "空.txt"), wanted, 0)).size).toBe(0);
});
