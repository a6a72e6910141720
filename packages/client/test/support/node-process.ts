import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the repository. */
export const root: string = fileURLToPath(new URL("../../../../", import.meta.url));
const command = join(root, "packages/cli/bin/tallystick.js");

/** A node in a process of its own, started the way its users start it. */
export interface NodeProcess {
  readonly url: string;
  readonly token: string;
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** Starts a node in a fresh data directory, or in the one given, which is then kept. */
export async function startNodeProcess(
  options: {
    readonly suite?: "intl" | "gm";
    readonly dataDir?: string;
    readonly port?: number;
  } = {},
): Promise<NodeProcess> {
  const parent = mkdtempSync(join(tmpdir(), "tallystick-sdk-"));
  const dataDir = options.dataDir ?? join(parent, "data");
  const args = ["start", "--data", dataDir, "--port", String(options.port ?? 0), "--json"];
  if (options.suite !== undefined) args.push("--suite", options.suite);
  const child = spawn(process.execPath, [command, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TALLYSTICK_LOG_LEVEL: "error" },
  });
  const url = await readyUrl(child);
  const stop = async (): Promise<void> => {
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    if (child.exitCode === null && child.kill("SIGTERM")) await gone;
    rmSync(parent, { recursive: true, force: true });
  };
  return { url, token: readFileSync(join(dataDir, "token"), "utf8").trim(), dataDir, stop };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    let errors = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      errors += chunk;
    });
    child.once("exit", (code) => reject(new Error(`the node ended with ${code}: ${errors}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk;
      const line = output.split("\n").find((one) => one.includes('"ready"'));
      if (line !== undefined) resolve((JSON.parse(line) as { url: string }).url);
    });
  });
}
