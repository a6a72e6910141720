import { execFile } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { findEngine } from "@tallystick/node/engine/cometbft/find-engine";
import { expect } from "vitest";
import type { CommandLine } from "./command-line.ts";

/** The engine, or undefined where it is missing; in CI it must be there. */
export async function engineForStories() {
  return findEngine().catch((error: unknown) => {
    if (process.env["CI"] === "true") throw error;
    process.stderr.write("no CometBFT: the story is tested on one node only\n");
    return undefined;
  });
}

/** Runs an example and sees that every turn of its story is told. */
export async function tellStory(
  example: string,
  turns: readonly string[],
  data: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const path = join(import.meta.dirname, "../../../../examples", example);
  const given = { env: { ...process.env, ...env } };
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...data], given);
  for (const turn of turns) expect(stdout).toContain(turn);
}

/** What `network local` prints when all its nodes answer. */
interface Ready {
  readonly ready: boolean;
  readonly organisations: readonly { readonly url: string; readonly data: string }[];
}

/** The same over a network of four organisations that found it. */
export async function tellOnNetwork(
  cli: CommandLine,
  engine: string,
  example: string,
  turns: readonly string[],
): Promise<void> {
  cli.env = { TALLYSTICK_COMETBFT: engine };
  const folder = cli.path("network");
  const network = cli.start("network", "local", "--dir", folder, "--base-port", "0", "--json");
  const closed = new Promise((resolve) => network.once("close", resolve));
  try {
    const ready = await new Promise<Ready>((resolve, reject) => {
      network.once("close", (code) => reject(new Error(`the network ended with ${code}`)));
      createInterface({ input: network.stdout }).on("line", (line) => {
        const value = JSON.parse(line) as Ready;
        if (value.ready) resolve(value);
      });
    });
    const [first] = ready.organisations;
    if (first === undefined) throw new Error("a network has organisations");
    const folders = ready.organisations.map(({ data }) => data);
    await tellStory(example, turns, folders, { TALLYSTICK_URL: first.url });
  } finally {
    network.kill("SIGTERM");
    await closed;
  }
}
