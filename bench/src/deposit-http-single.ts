import { runBench, suiteOption } from "./harness/bench.ts";
import { measureDeposits, planOf } from "./harness/deposit-run.ts";
import { startNodeProcess } from "./harness/node-process.ts";
import { rounded } from "./harness/statistics.ts";

await runBench("deposit-http-single", async (context) => {
  const suite = suiteOption(context);
  const node = await startNodeProcess(context, { suite });
  const plan = planOf(context, {
    statements: 50_000,
    sequence: 1,
    connections: 256,
    halfSeconds: 8,
  });
  const { perSecond, figures } = await measureDeposits(context, node, await node.author(), plan);
  await node.stop();
  context.emit({
    value: rounded(perSecond),
    unit: "requests/s",
    suite,
    store: "lmdb",
    counts: "requests of one statement answered as accepted and durable",
    ...figures,
  });
});
