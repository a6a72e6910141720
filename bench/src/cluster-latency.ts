import { numberOption, runBench, suiteOption } from "./harness/bench.ts";
import { clusterUse, startCluster, useFigures } from "./harness/cluster.ts";
import { allAccepted } from "./harness/deposit-run.ts";
import { startLoad } from "./harness/load.ts";
import { checkReceipts, logSizeOf } from "./harness/receipt-check.ts";
import { rounded } from "./harness/statistics.ts";

/** Connections, shared out among the nodes: more than are ever busy, so that no answer delays a request. */
const CONNECTIONS = 512;

await runBench("cluster-latency", async (context) => {
  const rate = numberOption(context, "rate", 100);
  const seconds = numberOption(context, "seconds", 20);
  const cluster = await startCluster(context);
  const { nodes, urls } = cluster;
  const [first] = nodes as [(typeof nodes)[0]];
  const load = startLoad(context);
  const requests = Math.ceil(rate * seconds);
  const warm = Math.ceil(requests / 4);
  await load.prepare(urls, {
    ...{ kind: "statements", author: await first.author(), sequence: 1, wait: "receipt" },
    count: requests + warm,
  });
  await load.run({ requests: warm, connections: CONNECTIONS, rate });
  const before = { ...(await logSizeOf(first.url)), use: clusterUse(cluster) };
  const result = await load.run({ requests, connections: CONNECTIONS, rate });
  const use = clusterUse(cluster);
  allAccepted(result, requests);
  const { height } = await logSizeOf(first.url);
  const checked = await checkReceipts(first.url, first.trust, result.sample);
  await cluster.stop();
  const run = { records: requests, seconds: result.seconds, orgs: nodes.length };
  context.emit({
    value: result.p50,
    unit: "ms",
    suite: suiteOption(context),
    organisations: nodes.length,
    counts: "from when a statement was due until its receipt, signed by a quorum, was read",
    ...{ rate, statements: requests },
    p50Ms: result.p50,
    p90Ms: result.p90,
    p99Ms: result.p99,
    worstMs: result.worst,
    perSecond: rounded(requests / result.seconds),
    blocksPerSecond: rounded((height - before.height) / result.seconds),
    ...checked,
    ...useFigures(before.use, use, run),
  });
});
