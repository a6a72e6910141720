import { readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";

const cli = new CommandLine();

beforeAll(async () => {
  await cli.startNode();
  for (const name of ["a", "b", "c"]) writeFileSync(cli.path(name), `file ${name}`);
  await cli.run("deposit", "a", "b", "--out", "r");
});
afterAll(() => cli.close());

test("a running node is backed up without stopping", async () => {
  const { code, values } = await cli.json("backup", "--out", "running.backup");
  expect(code).toBe(0);
  expect(values[0].rows).toBeGreaterThan(5);
  expect(statSync(cli.path("running.backup")).mode & 0o777).toBe(0o600);
  const bytes = readFileSync(cli.path("running.backup"));
  expect(bytes.includes(readFileSync(cli.path("data/passphrase")).subarray(0, 40))).toBe(false);
});

test("what needs a stopped node says so", async () => {
  const { code, err } = await cli.run("doctor");
  expect(code).toBe(1);
  expect(err).not.toContain("    at ");
  const backup = await cli.run("backup", "--out", "x.backup", "--include-passphrase");
  expect(backup.code).toBe(2);
});

test("a stopped node is examined, backed up and restored into either store", async () => {
  await cli.run("deposit", "c", "--out", "r");
  await cli.stopNode();
  const sound = await cli.json("doctor", "--replay");
  expect(sound).toMatchObject({ code: 0, values: [{ verdict: "sound", entries: 3 }] });
  const kept = await cli.run("backup", "--out", "running.backup");
  expect(kept.err).toContain("is there already. Replace it?");
  expect(kept.code).toBe(1);
  const args = ["--out", "running.backup", "--yes", "--include-passphrase"];
  expect((await cli.run("backup", ...args)).code).toBe(0);
  const restored = await cli.json(
    "restore",
    "running.backup",
    "--data",
    "second",
    "--store",
    "sqlite",
  );
  expect(restored).toMatchObject({ code: 0, values: [{ entries: 3, verdict: "sound" }] });
  await cli.startNode("--data", "second");
  expect((await cli.json("status")).values[0].logSize).toBe(3);
  expect((await cli.run("verify", "c", "r/c.receipt", "--trust", "second/trust.json")).code).toBe(
    0,
  );
  await cli.stopNode();
});

test("a restore writes over nothing, and takes nothing that is damaged", async () => {
  const full = await cli.run("restore", "running.backup", "--data", "second");
  expect(full.code).toBe(1);
  expect(full.err).toContain("not empty");
  const bytes = readFileSync(cli.path("running.backup"));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(cli.path("bad.backup"), bytes);
  writeFileSync(cli.path("short.backup"), bytes.subarray(0, bytes.length >> 1));
  for (const name of ["bad.backup", "short.backup", "a"]) {
    const { code, err } = await cli.run("restore", name, "--data", "third");
    expect(code).toBe(1);
    expect(err).not.toContain("    at ");
  }
  const again = await cli.run("restore", "running.backup", "--data", "third");
  expect(again.code).toBe(0);
  expect((await cli.run("restore", "none", "--data", "fourth")).code).toBe(2);
});

test("doctor names damage and exits 1", async () => {
  const file = cli.path("data/ledger/data.mdb");
  const bytes = readFileSync(file);
  const receipt = readFileSync(cli.path("r/a.receipt"));
  // The signed statement of the first deposit, wherever the store keeps it.
  const statement = receipt.subarray(
    receipt.indexOf("evidence.deposit"),
    receipt.indexOf("evidence.deposit") + 60,
  );
  for (let at = bytes.indexOf(statement); at >= 0; at = bytes.indexOf(statement, at + 1)) {
    bytes[at + 40] = (bytes[at + 40] ?? 0) ^ 1;
  }
  writeFileSync(file, bytes);
  const { code, values } = await cli.json("doctor");
  expect(code).toBe(1);
  expect(values[0].verdict).toBe("damaged");
  expect(values[0].findings.length).toBeGreaterThan(0);
});
