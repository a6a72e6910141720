import { execFile } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { findEngine } from "@tallystick/node/engine/cometbft/find-engine";
import { afterAll, expect, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";

const engine = await findEngine().catch((error: unknown) => {
  if (process.env["CI"] === "true") throw error;
  process.stderr.write("no CometBFT: the consortium is tested on one node only\n");
  return undefined;
});

const cli = new CommandLine();
afterAll(() => cli.close());

const example = join(import.meta.dirname, "../../../examples/consortium/consortium.ts");
const TURNS = [
  "proposal 4, Admit port",
  "a clerk proposed with a granted role, and not without",
  "before: application-not-live; after: accepted",
  "nobody can enact it: time-locked",
  "two guardians agreed",
  "is judged by the first, and its receipt still verifies",
  "has given way to one until",
  "the port sees who looked, and why",
  "what they signed stands",
  "Done.",
];

async function tell(data: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const given = { env: { ...process.env, ...env } };
  const { stdout } = await promisify(execFile)(process.execPath, [example, ...data], given);
  for (const turn of TURNS) expect(stdout).toContain(turn);
}

test("five organisations set up a ledger on one node", { timeout: 120_000 }, () => tell([], {}));

/** What `network local` prints when all its nodes answer. */
interface Ready {
  readonly ready: boolean;
  readonly organisations: readonly { readonly url: string; readonly data: string }[];
}

test.skipIf(engine === undefined)(
  "the same over a network of four organisations that found it",
  { timeout: 400_000 },
  async () => {
    cli.env = { TALLYSTICK_COMETBFT: engine?.binary ?? "" };
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
      await tell(
        ready.organisations.map(({ data }) => data),
        { TALLYSTICK_URL: first.url },
      );
    } finally {
      network.kill("SIGTERM");
      await closed;
    }
  },
);
