import { randomBytes } from "node:crypto";
import { decodeBatchShare, expandBatchShare } from "@tallystick/core/batch-share";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { verify } from "@tallystick/core/verify";
import { type BenchContext, numberOption, runBench, suiteOption } from "./harness/bench.ts";
import { allAccepted, memoryOf } from "./harness/deposit-run.ts";
import { startLoad } from "./harness/load.ts";
import { type NodeProcess, startNodeProcess } from "./harness/node-process.ts";
import { rounded } from "./harness/statistics.ts";

/** Receipts that are verified in full, of a share asked for after the run. */
const CHECKED = 50;

/** Deposits digests once more and verifies receipts made from the share. Throws when one fails. */
async function checkShare(node: NodeProcess, suiteName: "intl" | "gm", each: number) {
  const suite = nodeSuite(suiteName);
  const digests = new Uint8Array(randomBytes(32 * each));
  const response = await fetch(`${node.url}/v1/digests?alg=${suite.hashName}`, {
    method: "POST",
    headers: {
      "content-type": "application/octet-stream",
      authorization: `Bearer ${node.token}`,
    },
    body: digests,
  });
  const share = decodeBatchShare(new Uint8Array(await response.arrayBuffer()));
  const { receipt: make } = expandBatchShare(suite, share, suite.hashName, digests);
  let bytes = 0;
  for (let n = 0; n < CHECKED; n++) {
    const i = Math.floor((n * each) / CHECKED);
    const receipt = make(i);
    const value = digests.subarray(32 * i, 32 * (i + 1));
    const file = { digests: new Map([[suite.hashName, value]]), size: 0 };
    const result = verify({ receipt, file, trust: node.trust, suites: nodeSuite });
    if (!result.valid) throw new Error(`the receipt of digest ${i} does not hold`);
    bytes += receipt.length;
  }
  return { receiptsChecked: CHECKED, receiptBytes: Math.round(bytes / CHECKED) };
}

async function measure(context: BenchContext, expand: boolean): Promise<void> {
  const suite = suiteOption(context);
  const alg = nodeSuite(suite).hashName;
  const each = numberOption(context, "each", 1000);
  const connections = numberOption(context, "connections", 64);
  const usual = (suite === "gm" ? 400_000 : 2_000_000) / (expand ? 4 : 1);
  const digests = numberOption(context, "digests", usual);
  const requests = Math.ceil(digests / each);
  const warm = Math.ceil(requests / 10);
  const profile = context.options["cpu-prof"];
  const flags = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  const node = await startNodeProcess(context, { suite, flags });
  const load = startLoad(context);
  const { token } = node;
  const spec = { kind: "digests", alg, each, token, expand, requests: requests + warm } as const;
  await load.prepare(node.url, spec);
  await load.run({ requests: warm, connections });
  const before = node.use().cpuSeconds;
  const result = await load.run({ requests, connections });
  const cpu = node.use().cpuSeconds - before;
  allAccepted(result, requests * each);
  const checked = await checkShare(node, suite, each);
  context.emit({
    value: rounded(result.accepted / result.seconds),
    unit: "digests/s",
    suite,
    store: "lmdb",
    counts: expand
      ? "digests durable in a batch, and a receipt of each encoded by the load generator"
      : "digests durable in a batch, their share of it in the client's hands",
    digests: result.accepted,
    each,
    connections,
    p50Ms: result.p50,
    p99Ms: result.p99,
    receiptsMade: result.receipts,
    ...checked,
    nodeCores: rounded(cpu / result.seconds),
    loadCores: rounded(result.cpuSeconds / result.seconds),
    ...memoryOf(node),
  });
  await node.stop();
}

await runBench("deposit-digest", async (context) => {
  await measure(context, false);
  await measure(context, true);
});
