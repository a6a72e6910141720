/**
 * Load on a network of real processes on this machine:
 *
 *     node packages/node/test/cometbft/load.ts --seconds 15 [--rate 100] [--orgs 4] [--wait receipt]
 *
 * Without --rate as fast as it goes, in sequences of 100; with it, single statements at that rate. Prints
 * one JSON object.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { engineHome } from "../../src/engine/cometbft/engine-home.ts";
import { ChildNode } from "./child-node.ts";
import { removeFolders, testFolder } from "./engines.ts";
import { deposit, foundNetwork } from "./network.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "15" },
    rate: { type: "string" },
    orgs: { type: "string", default: "4" },
    wait: { type: "string", default: "receipt" },
    callers: { type: "string", default: "32" },
    statements: { type: "string", default: "30000" },
    targets: { type: "string", default: "4" },
  },
});
const count = Number(values.orgs);
const network = await foundNetwork(testFolder(), { count });
const nodes = network.nodes.map(({ dataDir }) => new ChildNode(dataDir));
const wait = values.wait as "commit" | "receipt";
const stop = async (): Promise<void> => {
  await Promise.all(nodes.map((node) => node.end()));
  removeFolders();
};
process.once("SIGINT", () => void stop());

try {
  await Promise.all(nodes.map((node) => node.start()));
  const rate = values.rate === undefined ? undefined : Number(values.rate);
  const seconds = Number(values.seconds);
  const total = rate === undefined ? Number(values.statements) : rate * seconds;
  const statements: Uint8Array[] = [];
  for (let i = 0; i < total; i++) statements.push(await deposit(network, i + 1, { by: i % count }));
  await (nodes[0] as ChildNode).receipt(await deposit(network, 1_000_000_000));
  const before = cpuSeconds();
  const report =
    rate === undefined ? await flood(statements, seconds) : await steady(statements, rate);
  const heights = await Promise.all(nodes.map((node) => node.json("/v1/status")));
  const after = cpuSeconds();
  const cpu = {
    node: (after.node - before.node) / nodes.length,
    engine: (after.engine - before.engine) / nodes.length,
    caller: process.cpuUsage().user / 1e6,
  };
  const { height } = heights[0] as { height: number };
  process.stdout.write(`${JSON.stringify({ ...report, height, cpu })}\n`);
} finally {
  await stop();
}

/** CPU time of all nodes and of all engines so far: what a machine of others' load does not distort. */
function cpuSeconds(): { node: number; engine: number } {
  const of = (pid: number): number => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  const engines = nodes.map(({ dataDir }) => Number(readFileSync(engineHome(dataDir).pid, "utf8")));
  const sum = (pids: number[]): number => pids.reduce((total, pid) => total + of(pid), 0);
  return { node: sum(nodes.map(({ pid }) => pid)), engine: sum(engines) };
}

async function flood(statements: Uint8Array[], seconds: number): Promise<object> {
  const targets = nodes.slice(0, Number(values.targets));
  const started = performance.now();
  const until = started + seconds * 1000;
  let next = 0;
  let done = 0;
  const latencies: number[] = [];
  const caller = async (number: number): Promise<void> => {
    const node = targets[number % targets.length] as ChildNode;
    while (performance.now() < until && next < statements.length) {
      const some = statements.slice(next, next + 100);
      next += 100;
      const at = performance.now();
      const answer = await node.post(Buffer.concat(some), wait, 120_000, "application/cbor-seq");
      if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
      await answer.arrayBuffer();
      latencies.push(performance.now() - at);
      done += some.length;
    }
  };
  await Promise.all(Array.from({ length: Number(values.callers) }, (_, i) => caller(i)));
  const took = (performance.now() - started) / 1000;
  return { mode: "flood", wait, done, perSecond: Math.round(done / took), ...quantiles(latencies) };
}

async function steady(statements: Uint8Array[], rate: number): Promise<object> {
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    statements.map(async (statement, i) => {
      await new Promise((resolve) => setTimeout(resolve, (i * 1000) / rate));
      const at = performance.now();
      const answer = await (nodes[i % nodes.length] as ChildNode).post(statement, wait);
      if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
      await answer.arrayBuffer();
      latencies.push(performance.now() - at);
    }),
  );
  const took = (performance.now() - started) / 1000;
  return {
    mode: "steady",
    wait,
    rate,
    perSecond: Math.round(statements.length / took),
    ...quantiles(latencies),
  };
}

function quantiles(values: number[]): object {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): number => Math.round(sorted[Math.floor(q * (sorted.length - 1))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
