import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { engineHome } from "@tallystick/node/engine/cometbft/engine-home";
import { type BenchContext, numberOption, suiteOption } from "./bench.ts";
import { foundCluster } from "./found-cluster.ts";
import { type NodeProcess, startNodeProcess } from "./node-process.ts";
import { processUse } from "./process-use.ts";
import { logSizeOf } from "./receipt-check.ts";
import { rounded } from "./statistics.ts";

/** A network of organisations on this machine: each its node and its engine, in processes of their own. */
export interface Cluster {
  readonly nodes: readonly NodeProcess[];
  readonly urls: readonly string[];
  /** Stops all of them gracefully. */
  stop(): Promise<void>;
}

/** Processor time of all nodes and of all engines, seconds. */
export interface ClusterUse {
  readonly node: number;
  readonly nodeMain: number;
  readonly engine: number;
}

/** Founds and starts a network; `--orgs` organisations, four unless given. Resolves once it makes blocks. */
export async function startCluster(context: BenchContext): Promise<Cluster> {
  const suite = suiteOption(context);
  const count = numberOption(context, "orgs", 4);
  const dataDirs = await foundCluster(context.directory(), count, suite);
  const flags = nodeFlags(context);
  const nodes = await Promise.all(
    dataDirs.map((dataDir) => startNodeProcess(context, { suite, dataDir, flags })),
  );
  const urls = nodes.map(({ url }) => url);
  await Promise.all(urls.map((url) => reaches(url, { height: 1 })));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  return { nodes, urls, stop };
}

/** Options of the Node program that the command line asks for. */
export function nodeFlags(context: BenchContext): string[] {
  const flags = (context.options["node-flags"] ?? "").split(",").filter((flag) => flag !== "");
  const profile = context.options["cpu-prof"];
  return profile === undefined ? flags : [...flags, "--cpu-prof", `--cpu-prof-dir=${profile}`];
}

/** Patience with a network that ought to get somewhere, ms: one that has halted would be waited for for ever. */
const PATIENCE_MS = 120_000;

/** Resolves once a node has so many blocks and so many entries in its log. Throws when that takes too long. */
export async function reaches(
  url: string,
  { height = 0, logSize = 0 }: { readonly height?: number; readonly logSize?: number },
): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const stands = await logSizeOf(url);
    if (stands.height >= height && stands.logSize >= logSize) return;
    if (performance.now() > until) throw new Error(`${url} stays at block ${stands.height}`);
    await sleep(50);
  }
}

/** What the processes of a cluster have used so far. */
export function clusterUse({ nodes }: Cluster): ClusterUse {
  const uses = nodes.map((node) => node.use());
  return {
    node: sum(uses.map(({ cpuSeconds }) => cpuSeconds)),
    nodeMain: sum(uses.map(({ mainSeconds }) => mainSeconds)),
    engine: sum(nodes.map(({ dataDir }) => engineSeconds(dataDir))),
  };
}

/** Processor time that each organisation spent on one record, microseconds, and the cores that all took. */
export function useFigures(
  before: ClusterUse,
  after: ClusterUse,
  run: { readonly records: number; readonly seconds: number; readonly orgs: number },
): Readonly<Record<string, number>> {
  const each = (name: keyof ClusterUse): number =>
    rounded(((after[name] - before[name]) * 1e6) / run.records / run.orgs);
  const cores = after.node + after.engine - before.node - before.engine;
  return {
    nodeMicros: each("node"),
    mainThreadMicros: each("nodeMain"),
    engineMicros: each("engine"),
    clusterCores: rounded(cores / run.seconds),
  };
}

/** Processor time of the engine of a data directory, seconds. */
function engineSeconds(dataDir: string): number {
  const { pid } = engineHome(dataDir);
  return existsSync(pid) ? processUse(Number(readFileSync(pid, "utf8"))).cpuSeconds : Number.NaN;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
