import { runBench, suiteOption } from "./harness/bench.ts";
import { type ClusterUse, clusterUse, startCluster, useFigures } from "./harness/cluster.ts";
import { measureDigests } from "./harness/digest-run.ts";
import { rounded } from "./harness/statistics.ts";

await runBench("cluster-digest", async (context) => {
  const cluster = await startCluster(context);
  const { nodes } = cluster;
  const uses: ClusterUse[] = [];
  const plan = { digests: 3_000_000, each: 1000, connections: 256, expand: false };
  const { perSecond, digests, seconds, figures } = await measureDigests(context, nodes, plan, () =>
    uses.push(clusterUse(cluster)),
  );
  await cluster.stop();
  const [before, after] = uses as [ClusterUse, ClusterUse];
  context.emit({
    value: rounded(perSecond),
    unit: "digests/s",
    suite: suiteOption(context),
    organisations: nodes.length,
    counts: "digests in a batch that a quorum has signed, their share of it in the client's hands",
    ...figures,
    ...useFigures(before, after, { records: digests, seconds, orgs: nodes.length }),
  });
});
