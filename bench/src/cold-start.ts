import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type BenchContext, numberOption, runBench } from "./harness/bench.ts";
import { median, rounded } from "./harness/statistics.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A port that nobody listens on at the moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** Milliseconds from `npm start` in a shell to the first answer that the node is ready. */
async function startOnce(context: BenchContext, root: string, data: string): Promise<number> {
  const port = await freePort();
  const args = ["start", "--silent", "--", "--data", data, "--port", String(port)];
  const started = performance.now();
  const child = spawn("npm", args, {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    detached: true,
    env: { ...process.env, TALLYSTICK_LOG_LEVEL: "error" },
  });
  const group = -(child.pid as number);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    process.kill(group, "SIGTERM");
    await exited;
  };
  context.defer(stop);
  while (!(await isReady(`http://127.0.0.1:${port}`))) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
    await sleep(5);
  }
  const taken = performance.now() - started;
  await stop();
  return taken;
}

/** `npm start` on a data directory that is there: the everyday start. */
async function second(context: BenchContext): Promise<void> {
  const data = join(context.directory(), "data");
  const first = await startOnce(context, ROOT, data);
  const runs = numberOption(context, "runs", 5);
  const times: number[] = [];
  for (let i = 0; i < runs; i++) times.push(await startOnce(context, ROOT, data));
  context.emit({
    value: rounded(median(times)),
    unit: "ms",
    what: "npm start to ready, data there",
    runs,
    worst: rounded(Math.max(...times)),
    withInit: rounded(first),
  });
}

/** `npm start` in a fresh clone with nothing installed: asks the package registry for everything. */
async function fresh(context: BenchContext): Promise<void> {
  const clone = join(context.directory(), "clone");
  const git = spawn("git", ["clone", "--quiet", ROOT, clone], { stdio: "inherit" });
  await once(git, "exit");
  const taken = await startOnce(context, clone, join(clone, "data"));
  context.emit({ value: rounded(taken), unit: "ms", what: "npm start to ready, fresh clone" });
}

await runBench("cold-start", async (context) => {
  await second(context);
  if (context.options["fresh"] !== undefined) await fresh(context);
});
