// A court, a notary, a ministry and two companies set up a ledger together.
//
//   node examples/consortium/consortium.ts                       on a ledger of its own, for a moment
//   node examples/consortium/consortium.ts DATA [DATA ...]       on a ledger that runs: the data
//                                                                directories of its founders' nodes
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
import { tellStory } from "./chapters.ts";
import type { Founder } from "./story.ts";

const [first, ...others] = process.argv.slice(2);
const own = first === undefined ? await startNode() : undefined;
try {
  const folders = own === undefined ? [first as string, ...others] : [own.data];
  const url = own?.url ?? process.env["TALLYSTICK_URL"] ?? "http://127.0.0.1:7070";
  const { trust } = await connect({ url, suites: nodeSuite });
  const founders = await Promise.all(
    folders.map(async (data): Promise<Founder> => {
      const { organisation, member } = readConfig(data);
      const { text } = findPassphrase({ dataDir: data });
      const file = dataPaths(data).operatorKey;
      return {
        organisation,
        member,
        signer: await readKeyFile(file, nodeSuite(trust.suite), text),
      };
    }),
  );
  // On a ledger of its own the names are free; on another the story may have been told before.
  const prefix = own === undefined ? `t${Date.now().toString(36)}-` : "";
  await tellStory({ url, trust, founders, prefix, tell: (line) => console.log(line) });
  console.log("Done.");
} finally {
  await own?.stop();
}

/** A ledger for the length of the story, founded by the ministry. */
async function startNode() {
  const folder = mkdtempSync(join(tmpdir(), "tallystick-consortium-"));
  const data = join(folder, "ministry");
  const command = join(import.meta.dirname, "../../packages/cli/bin/tallystick.js");
  const args = ["start", "--data", data, "--port", "0", "--json"];
  const naming = ["--name", "Port ledger", "--organisation", "ministry"];
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
