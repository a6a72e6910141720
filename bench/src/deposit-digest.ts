import { type BenchContext, runBench, suiteOption } from "./harness/bench.ts";
import { memoryOf } from "./harness/deposit-run.ts";
import { measureDigests } from "./harness/digest-run.ts";
import { startNodeProcess } from "./harness/node-process.ts";
import { rounded } from "./harness/statistics.ts";

async function measure(context: BenchContext, expand: boolean): Promise<void> {
  const suite = suiteOption(context);
  const profile = context.options["cpu-prof"];
  const flags = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  const node = await startNodeProcess(context, { suite, flags });
  const digests = (suite === "gm" ? 400_000 : 2_000_000) / (expand ? 4 : 1);
  const cpu: number[] = [];
  const plan = { digests, each: 1000, connections: 64, expand };
  const { perSecond, seconds, figures } = await measureDigests(context, [node], plan, () => {
    cpu.push(node.use().cpuSeconds);
  });
  const [before = Number.NaN, after = Number.NaN] = cpu;
  context.emit({
    value: rounded(perSecond),
    unit: "digests/s",
    suite,
    store: "lmdb",
    counts: expand
      ? "digests durable in a batch, and a receipt of each encoded by the load generator"
      : "digests durable in a batch, their share of it in the client's hands",
    ...figures,
    nodeCores: rounded((after - before) / seconds),
    ...memoryOf(node),
  });
  await node.stop();
}

await runBench("deposit-digest", async (context) => {
  await measure(context, false);
  await measure(context, true);
});
