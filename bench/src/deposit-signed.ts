import { runBench, suiteOption } from "./harness/bench.ts";
import { measureDeposits, planOf } from "./harness/deposit-run.ts";
import { startNodeProcess } from "./harness/node-process.ts";
import { rounded } from "./harness/statistics.ts";

await runBench("deposit-signed", async (context) => {
  const suite = suiteOption(context);
  const profile = context.options["cpu-prof"];
  const flags = (context.options["node-flags"] ?? "").split(",").filter((flag) => flag !== "");
  if (profile !== undefined) flags.push("--cpu-prof", `--cpu-prof-dir=${profile}`);
  const node = await startNodeProcess(context, { suite, flags });
  const plan = planOf(context, {
    statements: suite === "gm" ? 40_000 : 150_000,
    sequence: 100,
    connections: 32,
    halfSeconds: 8,
  });
  const { perSecond, figures } = await measureDeposits(context, node, await node.author(), plan);
  await node.stop();
  context.emit({
    value: rounded(perSecond),
    unit: "statements/s",
    suite,
    store: "lmdb",
    counts: "statements answered as accepted: signature checked, executed, durable, receipt ready",
    ...figures,
  });
});
