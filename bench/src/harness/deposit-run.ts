import type { BenchContext } from "./bench.ts";
import { numberOption } from "./bench.ts";
import { startLoad } from "./load.ts";
import type { LoadResult } from "./load-messages.ts";
import type { NodeProcess } from "./node-process.ts";
import { checkReceipts, logSizeOf } from "./receipt-check.ts";
import type { Author } from "./signed-deposits.ts";
import { rounded } from "./statistics.ts";

/** How signed deposits are sent. */
export interface DepositPlan {
  /** Statements sent as fast as answers come, and once more at half the rate that this gave. */
  readonly statements: number;
  /** Statements of one request. */
  readonly sequence: number;
  readonly connections: number;
  /** Seconds at half load; 0 leaves it out. */
  readonly halfSeconds: number;
}

/** What signed deposits came to. */
export interface DepositFigures {
  readonly perSecond: number;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** The plan of the command line over the benchmark's own. */
export function planOf(context: BenchContext, usual: DepositPlan): DepositPlan {
  return {
    statements: numberOption(context, "statements", usual.statements),
    sequence: numberOption(context, "sequence", usual.sequence),
    connections: numberOption(context, "connections", usual.connections),
    halfSeconds: numberOption(context, "half-seconds", usual.halfSeconds),
  };
}

/** A tenth of the statements goes first and is not counted: the node compiles what it runs. */
const WARM_UP = 0.1;

/**
 * Sends individually signed deposits to a node: first at full load, then at half of the rate that
 * was reached. Counts a statement when its answer says that it was accepted, which the node says
 * only of what is durable; throws when any was not, and when a sampled receipt does not verify.
 */
export async function measureDeposits(
  context: BenchContext,
  node: NodeProcess,
  author: Author,
  plan: DepositPlan,
): Promise<DepositFigures> {
  const { sequence, connections } = plan;
  const load = startLoad(context);
  const requests = Math.ceil(plan.statements / sequence);
  const warm = Math.ceil(requests * WARM_UP);
  const spec = { kind: "statements", author, sequence } as const;
  await load.prepare([node.url], { ...spec, count: (requests + warm) * sequence });
  await load.run({ requests: warm, connections });
  const before = { ...(await logSizeOf(node.url)), use: node.use() };
  const full = await load.run({ requests, connections });
  const after = { ...(await logSizeOf(node.url)), use: node.use() };
  allAccepted(full, requests * sequence);
  if (after.logSize - before.logSize !== full.accepted) {
    throw new Error(`the log grew by ${after.logSize - before.logSize}, not ${full.accepted}`);
  }
  const checked = await checkReceipts(node.url, node.trust, full.sample);
  const perSecond = full.accepted / full.seconds;
  const blocks = after.height - before.height;
  const half = await atHalfLoad();
  return {
    perSecond,
    figures: {
      statements: full.accepted,
      sequence,
      connections,
      p50Ms: full.p50,
      p99Ms: full.p99,
      ...half,
      blocks,
      statementsPerBlock: rounded(full.accepted / blocks),
      ...checked,
      // Processor time tells more than the rate where other programs share the machine.
      nodeCores: rounded((after.use.cpuSeconds - before.use.cpuSeconds) / full.seconds),
      nodeMicros: microsEach("cpuSeconds"),
      mainThreadMicros: microsEach("mainSeconds"),
      mainThreadWaits: rounded(
        (after.use.mainWaitSeconds - before.use.mainWaitSeconds) / full.seconds,
      ),
      loadCores: rounded(full.cpuSeconds / full.seconds),
      ...memoryOf(node),
    },
  };

  function microsEach(name: "cpuSeconds" | "mainSeconds"): number {
    return rounded(((after.use[name] - before.use[name]) * 1e6) / full.accepted);
  }

  async function atHalfLoad(): Promise<Record<string, number>> {
    if (plan.halfSeconds === 0) return {};
    const rate = perSecond / 2 / sequence;
    const count = Math.ceil(rate * plan.halfSeconds);
    await load.prepare([node.url], { ...spec, count: count * sequence });
    // More connections than are ever busy, so that a slow answer delays nobody else's request.
    const result = await load.run({ requests: count, connections: connections * 4, rate });
    allAccepted(result, count * sequence);
    return {
      halfLoadPerSecond: rounded(result.accepted / result.seconds),
      halfP50Ms: result.p50,
      halfP99Ms: result.p99,
      halfWorstMs: result.worst,
    };
  }
}

/** Throws unless every one was accepted. */
export function allAccepted(result: LoadResult, sent: number): void {
  if (result.accepted === sent) return;
  throw new Error(
    `${result.accepted} of ${sent} accepted; others: ${JSON.stringify(result.others)}`,
  );
}

/** Memory of a node for a measure. */
export function memoryOf(node: NodeProcess): Record<string, number> {
  const { rssMiB, anonMiB, fileMiB, peakMiB } = node.use();
  return { rssMiB, anonMiB, fileMiB, peakMiB };
}
