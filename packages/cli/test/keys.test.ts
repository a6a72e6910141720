import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";

const cli = new CommandLine();
const openssl = "openssl";
const hasOpenssl = spawnSync(openssl, ["version"]).status === 0;
if (!hasOpenssl) console.warn("SKIPPED: keys to OpenSSL and back (openssl is not installed)");

beforeAll(async () => {
  writeFileSync(cli.path("secret.txt"), "a passphrase of some length\n");
  expect((await cli.run("init", "--data", "data")).code).toBe(0);
});
afterAll(() => cli.close());

describe("keys of the node", () => {
  test("the organisation's key is rotated while the node is stopped, and old receipts still verify", async () => {
    await cli.startNode("--data", "data");
    writeFileSync(cli.path("old.txt"), "before");
    expect((await cli.run("deposit", "old.txt", "--out", "receipts", "--data", "data")).code).toBe(
      0,
    );
    const running = await cli.run("key", "rotate", "--data", "data");
    expect(running.code).toBe(1);
    expect(running.err).toContain("in use by process");
    await cli.stopNode();
    const { code, values } = await cli.json("key", "rotate", "--data", "data");
    expect(code).toBe(0);
    expect(values[0]).toMatchObject({
      oldKeyId: expect.stringMatching(/^[0-9a-f]{64}$/),
      newKeyId: expect.stringMatching(/^[0-9a-f]{64}$/),
      fromHeight: expect.any(Number),
    });
    await cli.startNode("--data", "data");
    writeFileSync(cli.path("new.txt"), "after");
    expect((await cli.run("deposit", "new.txt", "--out", "receipts", "--data", "data")).code).toBe(
      0,
    );
    await cli.stopNode();
    const trust = ["--trust", "data/trust.json"];
    for (const name of ["old.txt", "new.txt"]) {
      const verified = await cli.run("verify", name, `receipts/${name}.receipt`, ...trust);
      expect([name, verified.code]).toEqual([name, 0]);
    }
  });

  test.runIf(hasOpenssl)("keys go to OpenSSL and come back", async () => {
    const exported = await cli.run(
      "key",
      "export",
      "data/keys/operator.key",
      "--out",
      "operator.pem",
    );
    expect(exported.code).toBe(0);
    expect(exported.err).toContain("not encrypted");
    expect(statSync(cli.path("operator.pem")).mode & 0o777).toBe(0o600);
    execFileSync(openssl, ["pkey", "-in", cli.path("operator.pem"), "-noout"]);
    const back = await cli.json(
      ...["key", "import", "operator.pem", "--out", "again.key", "--passphrase-file", "secret.txt"],
    );
    const head = JSON.parse(readFileSync(cli.path("data/keys/operator.key"), "utf8"));
    expect(back.values[0]).toMatchObject({ keyId: head.kid, publicKey: head.publicKey });
    const over = await cli.run(
      "key",
      "import",
      "operator.pem",
      "--out",
      "again.key",
      "--passphrase-file",
      "secret.txt",
    );
    expect(over.code).toBe(1);
    expect(over.err).toContain("is there already");
  });
});
