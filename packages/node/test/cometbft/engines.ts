/** The real engine for tests: where it is, and homes to run it in. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineHome, engineHome } from "../../src/engine/cometbft/engine-home.ts";
import { createEngineKeys, type EngineIdentity } from "../../src/engine/cometbft/engine-keys.ts";
import { findEngine } from "../../src/engine/cometbft/find-engine.ts";

/** Path of the engine, or undefined where there is none; then tests are skipped aloud, except in CI. */
export async function engineForTests(version?: string): Promise<string | undefined> {
  try {
    return (await findEngine(version === undefined ? {} : { version, env: {} })).binary;
  } catch (error) {
    if (process.env["CI"] === "true") throw error;
    process.stderr.write(
      `no CometBFT ${version ?? ""}: the tests with a real engine are skipped\n`,
    );
    return undefined;
  }
}

/** A program that is the engine with more in its environment, which a node does not pass on. */
export function engineWith(binary: string, env: Readonly<Record<string, string>>): string {
  const path = join(testFolder(), "cometbft");
  const exports = Object.entries(env).map(([name, value]) => `export ${name}='${value}'\n`);
  writeFileSync(path, `#!/bin/sh\n${exports.join("")}exec '${binary}' "$@"\n`, { mode: 0o700 });
  return path;
}

/** A free TCP port of the loopback. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A folder that goes away with {@link removeFolders}. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tallystick-engine-"));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** An engine's home with its keys. */
export function testHome(): { home: EngineHome; identity: EngineIdentity } {
  const home = engineHome(testFolder());
  return { home, identity: createEngineKeys(home) };
}

/** A genesis file for an application that is no ledger. */
export function writePlainGenesis(
  homes: readonly EngineHome[],
  identities: readonly EngineIdentity[],
  extensions = true,
): void {
  const genesis = {
    genesis_time: new Date().toISOString(),
    chain_id: `test-${process.pid}`,
    initial_height: "1",
    consensus_params: {
      block: { max_bytes: "4194304", max_gas: "-1" },
      evidence: {
        max_age_num_blocks: "100000",
        max_age_duration: "172800000000000",
        max_bytes: "65536",
      },
      validator: { pub_key_types: ["ed25519"] },
      version: { app: "1" },
      abci: { vote_extensions_enable_height: extensions ? "1" : "0" },
    },
    validators: identities.map(({ validatorKey }, i) => ({
      pub_key: {
        type: "tendermint/PubKeyEd25519",
        value: Buffer.from(validatorKey).toString("base64"),
      },
      power: "1",
      name: `v${i}`,
    })),
    app_hash: "",
    app_state: {},
  };
  for (const home of homes) writeFileSync(home.genesis, JSON.stringify(genesis));
}
