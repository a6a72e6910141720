import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dataPaths } from "@tallystick/node/data-paths";
import { engineHome } from "@tallystick/node/engine/cometbft/engine-home";
import { type BenchContext, numberOption, runBench, suiteOption } from "./harness/bench.ts";
import { type Cluster, nodeFlags, startCluster } from "./harness/cluster.ts";
import { allAccepted } from "./harness/deposit-run.ts";
import { startLoad } from "./harness/load.ts";
import { type NodeProcess, startNodeProcess } from "./harness/node-process.ts";
import { logSizeOf } from "./harness/receipt-check.ts";
import { rounded } from "./harness/statistics.ts";

/** Blocks that the time is told for, whatever was measured. */
const TOLD = 100_000;

/** Copies what a node has come to, without the record of its votes: that must never go back. */
function copyProgress(from: string, to: string): void {
  const { validatorState } = engineHome(from);
  cpSync(dataPaths(from).ledger, dataPaths(to).ledger, { recursive: true });
  cpSync(engineHome(from).data, engineHome(to).data, {
    recursive: true,
    filter: (path) => path !== validatorState,
  });
}

/** Puts a node back to where the copy was taken; what it has voted for since then it still knows. */
function setBack(dataDir: string, copy: string): void {
  const { data, validatorState } = engineHome(dataDir);
  const kept = join(copy, "votes.json");
  cpSync(validatorState, kept);
  for (const path of [dataPaths(dataDir).ledger, data]) rmSync(path, { recursive: true });
  copyProgress(copy, dataDir);
  cpSync(kept, join(data, "priv_validator_state.json"));
}

/** Makes blocks by a steady load of single deposits, as many as are asked for. */
async function makeBlocks(context: BenchContext, cluster: Cluster, blocks: number): Promise<void> {
  const rate = numberOption(context, "rate", 100);
  const [first] = cluster.nodes as [NodeProcess];
  const author = await first.author();
  const load = startLoad(context);
  const until = (await logSizeOf(first.url)).height + blocks;
  for (;;) {
    const { height } = await logSizeOf(first.url);
    if (height >= until) return;
    context.note(`${until - height} blocks to go`);
    const count = rate * 5;
    await load.prepare(cluster.urls, { kind: "statements", author, sequence: 1, count });
    allAccepted(await load.run({ requests: count, connections: 256, rate }), count);
  }
}

/** Follows a node that catches up: seconds and blocks from its first block on until it has the height. */
async function follow(url: string, from: number, to: number) {
  let height = from;
  let started: number | undefined;
  let first = from;
  while (height < to) {
    await sleep(20);
    ({ height } = await logSizeOf(url));
    if (started === undefined && height > from) {
      started = performance.now();
      first = height;
    }
  }
  return { blocks: height - first, seconds: (performance.now() - (started ?? Number.NaN)) / 1000 };
}

await runBench("cluster-catch-up", async (context) => {
  const suite = suiteOption(context);
  const blocks = numberOption(context, "blocks", 1000);
  const cluster = await startCluster(context);
  const away = cluster.nodes.at(-1) as NodeProcess;
  const [first] = cluster.nodes as [NodeProcess];
  const copy = context.directory();
  const options = { suite, dataDir: away.dataDir, flags: nodeFlags(context) };
  await away.stop();
  copyProgress(away.dataDir, copy);
  // It takes part while the blocks are made: with one organisation away they would take ten times as long.
  const back = await startNodeProcess(context, options);
  const from = (await logSizeOf(back.url)).height;
  await makeBlocks(context, { ...cluster, urls: [...cluster.urls.slice(0, -1), back.url] }, blocks);
  await back.stop();
  setBack(away.dataDir, copy);
  const target = await logSizeOf(first.url);
  const late = await startNodeProcess(context, options);
  const before = late.use();
  const caught = await follow(late.url, from, target.height);
  const after = late.use();
  const perSecond = caught.blocks / caught.seconds;
  context.emit({
    value: rounded(perSecond),
    unit: "blocks/s",
    suite,
    organisations: cluster.nodes.length,
    counts: "blocks that a node fetched from the others, verified, executed and made durable",
    ...{ blocks: caught.blocks, seconds: rounded(caught.seconds), statements: target.logSize },
    startSeconds: rounded(late.readyMs / 1000),
    nodeMillisEach: rounded(((after.cpuSeconds - before.cpuSeconds) * 1000) / caught.blocks),
  });
  context.emit({
    value: rounded(TOLD / perSecond / 60),
    unit: "minutes",
    counts: `for ${TOLD} such blocks, extrapolated from those measured`,
  });
  await late.stop();
  await cluster.stop();
});
