import { randomBytes } from "node:crypto";
import { decodeBatchShare, expandBatchShare } from "@tallystick/core/batch-share";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { verify } from "@tallystick/core/verify";
import { type BenchContext, numberOption, suiteOption } from "./bench.ts";
import { allAccepted } from "./deposit-run.ts";
import { startLoad } from "./load.ts";
import type { LoadResult } from "./load-messages.ts";
import type { NodeProcess } from "./node-process.ts";
import { rounded } from "./statistics.ts";

/** Receipts that are verified in full, of a share asked for after the run. */
const CHECKED = 50;

/** How digests are sent when the command line does not say. */
export interface DigestPlan {
  readonly digests: number;
  /** Digests of one request. */
  readonly each: number;
  readonly connections: number;
  /** Whether the load generator makes every receipt out of the shares. */
  readonly expand: boolean;
}

/** What came of it. */
export interface DigestFigures {
  readonly digests: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly figures: Readonly<Record<string, unknown>>;
}

/**
 * Sends digests to nodes of one ledger, a tenth more than are counted first. Throws when one was not
 * accepted, and when a sampled receipt does not verify.
 *
 * @param around called just before and just after the part that is counted
 */
export async function measureDigests(
  context: BenchContext,
  nodes: readonly NodeProcess[],
  usual: DigestPlan,
  around: () => void,
): Promise<DigestFigures> {
  const suite = suiteOption(context);
  const [first] = nodes as [NodeProcess];
  const { expand } = usual;
  const each = numberOption(context, "each", usual.each);
  const connections = numberOption(context, "connections", usual.connections);
  const requests = Math.ceil(numberOption(context, "digests", usual.digests) / each);
  const warm = Math.ceil(requests / 10);
  const load = startLoad(context);
  await load.prepare(
    nodes.map(({ url }) => url),
    {
      ...{ kind: "digests", alg: nodeSuite(suite).hashName, each, expand },
      ...{ token: first.token, requests: requests + warm },
    },
  );
  await load.run({ requests: warm, connections });
  around();
  const result = await load.run({ requests, connections });
  around();
  allAccepted(result, requests * each);
  const checked = await checkShare(first, suite, each);
  return {
    digests: result.accepted,
    seconds: result.seconds,
    perSecond: result.accepted / result.seconds,
    figures: { ...figuresOf(result), each, connections, ...checked },
  };
}

function figuresOf(result: LoadResult): Record<string, number> {
  return {
    digests: result.accepted,
    p50Ms: result.p50,
    p99Ms: result.p99,
    receiptsMade: result.receipts,
    loadCores: rounded(result.cpuSeconds / result.seconds),
  };
}

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
