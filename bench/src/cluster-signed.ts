import { type BenchContext, numberOption, runBench, suiteOption } from "./harness/bench.ts";
import { type Cluster, clusterUse, reaches, startCluster, useFigures } from "./harness/cluster.ts";
import { allAccepted } from "./harness/deposit-run.ts";
import { type KvstoreWay, startKvstore } from "./harness/kvstore-cluster.ts";
import { loadKvstore } from "./harness/kvstore-load.ts";
import { startLoad } from "./harness/load.ts";
import type { NodeProcess } from "./harness/node-process.ts";
import { checkReceipts, logSizeOf } from "./harness/receipt-check.ts";
import { rounded } from "./harness/statistics.ts";

/** What is sent; the same to both applications. */
interface Plan {
  readonly statements: number;
  readonly sequence: number;
  readonly connections: number;
}

/** A part goes first and is not counted: nodes compile what they run. */
const WARM_UP = 0.25;

/** What the client waits for, and what is counted. */
const COUNTS = {
  receipt: "statements whose receipt, with the signatures of a quorum, the client has read",
  commit:
    "statements in a block that is durable at the node that was asked, as kvstore's are counted",
} as const;

/** @returns statements committed a second, and bytes of one */
async function measureNetwork(context: BenchContext, plan: Plan) {
  const cluster = await startCluster(context);
  await measureWaiting(context, plan, cluster, "receipt");
  const measured = await measureWaiting(context, plan, cluster, "commit");
  await cluster.stop();
  return measured;
}

async function measureWaiting(
  context: BenchContext,
  { statements, sequence, connections }: Plan,
  cluster: Cluster,
  wait: keyof typeof COUNTS,
) {
  const { nodes, urls } = cluster;
  const [first] = nodes as [NodeProcess];
  const load = startLoad(context);
  const requests = Math.ceil(statements / sequence);
  const warm = Math.ceil(requests * WARM_UP);
  const { bytes } = await load.prepare(urls, {
    ...{ kind: "statements", author: await first.author(), sequence, wait },
    count: (requests + warm) * sequence,
  });
  const statementBytes = Math.round(bytes / (requests + warm) / sequence);
  await load.run({ requests: warm, connections });
  const before = { ...(await logSizeOf(first.url)), use: clusterUse(cluster) };
  const result = await load.run({ requests, connections });
  const use = clusterUse(cluster);
  allAccepted(result, requests * sequence);
  const logSize = before.logSize + result.accepted;
  await Promise.all(urls.map((url) => reaches(url, { logSize })));
  const after = await logSizeOf(first.url);
  if (after.logSize !== logSize) {
    throw new Error(`the log grew by ${after.logSize - before.logSize}, not ${result.accepted}`);
  }
  const checked = await checkReceipts(first.url, first.trust, result.sample);
  const { accepted: records, seconds } = result;
  const perSecond = records / seconds;
  context.emit({
    value: rounded(perSecond),
    unit: "statements/s",
    ...{ suite: suiteOption(context), organisations: nodes.length, counts: COUNTS[wait] },
    ...{ statements: records, statementBytes, inFlight: sequence * connections },
    ...{ p50Ms: result.p50, p99Ms: result.p99, blocks: after.height - before.height },
    ...checked,
    ...useFigures(before.use, use, { records, seconds, orgs: nodes.length }),
    loadCores: rounded(result.cpuSeconds / seconds),
  });
  return { perSecond, bytes: statementBytes };
}

/** The same number of transactions, of the same size, as many at a time, through the same engines. */
async function measureKvstore(
  context: BenchContext,
  plan: Plan,
  { way, bytes, abciCli }: { way: KvstoreWay; bytes: number; abciCli: string },
): Promise<number> {
  const orgs = numberOption(context, "orgs", 4);
  const cluster = await startKvstore(context, { way, count: orgs, abciCli });
  const inFlight = plan.sequence * plan.connections;
  const transactions = { bytes, inFlight };
  const run = (count: number): ReturnType<typeof loadKvstore> =>
    Promise.race([loadKvstore(cluster.rpcs, { ...transactions, count }), cluster.failed]);
  await run(Math.ceil(plan.statements * WARM_UP));
  const before = cluster.use();
  const { seconds, committed, blocks } = await run(plan.statements);
  const after = cluster.use();
  await cluster.stop();
  const micros = (name: "engine" | "application"): number =>
    rounded(((after[name] - before[name]) * 1e6) / committed / orgs);
  context.emit({
    value: rounded(committed / seconds),
    unit: "transactions/s",
    application: `kvstore, ${way}`,
    organisations: orgs,
    counts: "transactions found in blocks; nothing is signed, nothing is kept on disk",
    ...{ transactions: committed, bytes, inFlight, blocks },
    applicationMicros: micros("application"),
    engineMicros: micros("engine"),
  });
  return committed / seconds;
}

await runBench("cluster-signed", async (context) => {
  const plan = {
    statements: numberOption(context, "statements", 40_000),
    sequence: numberOption(context, "sequence", 100),
    connections: numberOption(context, "connections", 64),
  };
  const { perSecond, bytes } = await measureNetwork(context, plan);
  const abciCli = context.options["abci-cli"];
  if (abciCli === undefined) {
    context.note("without --abci-cli PATH there is no comparison with CometBFT's kvstore");
    return;
  }
  for (const way of ["socket", "in-process"] as const) {
    const kvstore = await measureKvstore(context, plan, { way, bytes, abciCli });
    context.emit({ value: rounded(perSecond / kvstore), unit: `of kvstore, ${way}` });
  }
});
