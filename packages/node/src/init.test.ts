import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import { decodeGenesis, genesisLedgerId } from "@tallystick/core/genesis";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { parseTrust } from "@tallystick/core/trust";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { dataPaths } from "./data-paths.ts";
import { initialise } from "./init.ts";
import { readKeyFile } from "./keys/key-file.ts";
import { findPassphrase } from "./keys/passphrase.ts";
import { lockDirectory } from "./lock.ts";
import { seededRandom } from "./store/seeded-random.ts";

describe("initialise", () => {
  let parent: string;
  let dataDir: string;
  const env = {};
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "tallystick-init-"));
    dataDir = join(parent, "data");
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  /** Everything a started node would need is there and fits together. */
  async function expectComplete(): Promise<void> {
    const paths = dataPaths(dataDir);
    const config = readConfig(dataDir);
    const suite = nodeSuite(config.suite);
    const { text } = findPassphrase({ dataDir, env });
    const organisation = await readKeyFile(paths.organisationKey, suite, text);
    const operator = await readKeyFile(paths.operatorKey, suite, text);
    const bytes = new Uint8Array(readFileSync(paths.genesis));
    const genesis = decodeGenesis(bytes);
    const trust = parseTrust(readFileSync(paths.trust, "utf8"));
    expect(genesis.organisations[0]?.key).toEqual(organisation.publicKey);
    expect(genesis.members[0]).toMatchObject({ id: "operator", role: "operator" });
    expect(genesis.members[0]?.key).toEqual(operator.publicKey);
    expect(trust.organisations[0]?.keys[0]?.keyId).toEqual(organisation.keyId);
    expect(trust.ledgerId).toEqual(genesisLedgerId(suite, bytes));
    expect(readFileSync(paths.token, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
    expect(existsSync(paths.initMarker)).toBe(false);
  }

  it.each([
    ["intl", "lmdb"],
    ["gm", "sqlite"],
  ] as const)("makes a node of suite %s on %s, private to its owner", async (suite, store) => {
    const result = await initialise({ dataDir, name: "共同账本", suite, store, env });
    expect(result).toMatchObject({ created: true, passphraseKept: true });
    expect(result.config).toMatchObject({ name: "共同账本", suite, store, organisation: "org" });
    await expectComplete();
    const mode = (path: string): number => statSync(path).mode & 0o777;
    expect(mode(dataDir)).toBe(0o700);
    expect(mode(join(dataDir, "keys"))).toBe(0o700);
    for (const name of [
      "token",
      "passphrase",
      "keys/organisation.key",
      "keys/operator.key",
      "lock",
    ]) {
      expect(mode(join(dataDir, name))).toBe(0o600);
    }
  });

  it("leaves a complete node as it is", async () => {
    await initialise({ dataDir, env });
    const all = (): string[] =>
      readdirSync(dataDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => toHex(readFileSync(join(entry.parentPath, entry.name))));
    const before = all();
    const again = await initialise({ dataDir, name: "Other", suite: "gm", env });
    expect(again).toMatchObject({ created: false, config: { suite: "intl", name: "Tallystick" } });
    expect(all()).toEqual(before);
  });

  it("keeps no passphrase that the user brought", async () => {
    const result = await initialise({ dataDir, env: { TALLYSTICK_PASSPHRASE: "brought" } });
    expect(result.passphraseKept).toBe(false);
    expect(existsSync(join(dataDir, "passphrase"))).toBe(false);
    await readKeyFile(dataPaths(dataDir).operatorKey, nodeSuite("intl"), "brought");
  });

  it("refuses a directory that holds something else, and changes nothing there", async () => {
    writeFileSync(join(parent, "precious"), "x");
    await expect(initialise({ dataDir: parent, env })).rejects.toMatchObject({ code: "not-empty" });
    expect(readdirSync(parent)).toEqual(["precious"]);
    await initialise({ dataDir, env });
    rmSync(dataPaths(dataDir).config);
    await expect(initialise({ dataDir, env })).rejects.toMatchObject({ code: "not-empty" });
    expect(existsSync(dataPaths(dataDir).organisationKey)).toBe(true);
  });

  it("never starts over where a store is, whatever the marker says", async () => {
    await initialise({ dataDir, env });
    rmSync(dataPaths(dataDir).config);
    writeFileSync(dataPaths(dataDir).initMarker, "");
    writeFileSync(join(dataPaths(dataDir).ledger, "data.mdb"), "blocks");
    await expect(initialise({ dataDir, env })).rejects.toMatchObject({ code: "not-empty" });
    expect(existsSync(dataPaths(dataDir).organisationKey)).toBe(true);
  });

  it("refuses options that make no sense, before touching anything", async () => {
    for (const bad of [
      { name: "" },
      { name: "e\u0301" },
      { name: "x".repeat(201) },
      { suite: "md5" as "intl" },
      { store: "tape" as "lmdb" },
      { organisation: "Not An Id" },
    ]) {
      await expect(initialise({ dataDir, env, ...bad })).rejects.toMatchObject({
        code: "invalid-option",
      });
    }
    expect(existsSync(dataDir)).toBe(false);
  });

  it("refuses while another init or node is at work there", async () => {
    await initialise({ dataDir, env });
    rmSync(dataPaths(dataDir).config);
    writeFileSync(dataPaths(dataDir).initMarker, "");
    const lock = lockDirectory(dataDir);
    await expect(initialise({ dataDir, env })).rejects.toMatchObject({ code: "already-running" });
    lock.release();
    await initialise({ dataDir, env });
    await expectComplete();
  });

  it("killed at any moment, it starts over and completes", async () => {
    const random = seededRandom(3);
    const module = JSON.stringify(new URL("./init.ts", import.meta.url).href);
    const script = `import { initialise } from ${module};
      console.log("begin");
      await initialise({ dataDir: ${JSON.stringify(dataDir)}, env: {} });`;
    for (let round = 0; round < 6; round++) {
      rmSync(dataDir, { recursive: true, force: true });
      const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
        cwd: new URL(".", import.meta.url),
        stdio: ["ignore", "pipe", "inherit"],
      });
      const gone = once(child, "exit");
      await once(child.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, random.below(320)));
      child.kill("SIGKILL");
      await gone;
      await initialise({ dataDir, env });
      await expectComplete();
    }
  });
});
