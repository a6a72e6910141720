import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@tallystick/client/connect";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { readConfig } from "@tallystick/node/config";
import { dataPaths } from "@tallystick/node/data-paths";
import { readKeyFile } from "@tallystick/node/keys/key-file";
import { findPassphrase } from "@tallystick/node/keys/passphrase";
import type { Founder, Stage } from "./story.ts";

/** A stage that ends with the story. */
export interface OpenStage extends Stage {
  stop(): Promise<void>;
}

/**
 * Where a story plays: on a ledger that runs, by the data directories of its founders' nodes, or, when
 * none is named, on one of its own, founded by `organisation`.
 */
export async function openStage(
  folders: readonly string[],
  organisation: string,
  tell: (line: string) => void,
): Promise<OpenStage> {
  const own = folders.length === 0 ? await startNode(organisation) : undefined;
  const url = own?.url ?? process.env["TALLYSTICK_URL"] ?? "http://127.0.0.1:7070";
  const stop = async () => own?.stop();
  try {
    const { trust } = await connect({ url, suites: nodeSuite });
    const founders = await Promise.all(
      (own === undefined ? folders : [own.data]).map(async (data): Promise<Founder> => {
        const config = readConfig(data);
        const { text } = findPassphrase({ dataDir: data });
        const file = dataPaths(data).operatorKey;
        const signer = await readKeyFile(file, nodeSuite(trust.suite), text);
        return { organisation: config.organisation, member: config.member, signer };
      }),
    );
    // On a ledger of its own the names are free; on another the story may have been told before.
    const prefix = own === undefined ? `t${Date.now().toString(36)}-` : "";
    return { url, trust, founders, prefix, tell, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A ledger for the length of the story. */
async function startNode(organisation: string) {
  const folder = mkdtempSync(join(tmpdir(), "tallystick-story-"));
  const data = join(folder, organisation);
  const command = join(import.meta.dirname, "../../packages/cli/bin/tallystick.js");
  const args = ["start", "--data", data, "--port", "0", "--json"];
  const naming = ["--name", "Port ledger", "--organisation", organisation];
  await run([command, "init", "--data", data, ...naming]);
  const env = { ...process.env, TALLYSTICK_LOG_LEVEL: "error" };
  const child = spawn(process.execPath, [command, ...args], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk;
      const line = text.split("\n").find((one) => one.includes('"ready"'));
      if (line !== undefined) resolve((JSON.parse(line) as { url: string }).url);
    });
    child.once("exit", (code) => reject(new Error(`the node ended with ${code}`)));
  });
  const stop = async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, data, stop };
}

function run(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`ended with ${code}`)),
    );
  });
}
