/**
 * Kills a working node again and again and checks that nothing acknowledged is lost.
 *
 *     node packages/node/test/crash/run.ts --kills 1000 --seed 1 --parallel 4
 *
 * Prints one line a chain and a summary as JSON; exits 1 when anything failed. A chain is a ledger
 * that lives through KILLS_PER_CHAIN kills; chain n of a run has the seed `seed * 1000 + n`, its kill
 * moments and its load follow from it, and `--seed`, `--chain n` run one chain again.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { ChainOrders, ChainResult } from "./chain.ts";

/** What to run. */
export interface CrashRun {
  readonly kills: number;
  readonly seed: number;
  readonly parallel: number;
  /** Run this chain only. */
  readonly chain?: number | undefined;
  /** Told of every finished chain. */
  readonly onChain?: (orders: ChainOrders, result: ChainResult) => void;
}

/** What came of it. */
export interface CrashSummary {
  readonly kills: number;
  readonly early: number;
  readonly chains: number;
  readonly acknowledged: number;
  readonly entries: number;
  readonly blocks: number;
  readonly failures: readonly string[];
  readonly seconds: number;
}

const KILLS_PER_CHAIN = 25;
const CHAIN = fileURLToPath(new URL("./chain.ts", import.meta.url));

/** Run chains, several at a time, each in a process of its own. */
export async function runCrashes(run: CrashRun): Promise<CrashSummary> {
  const started = performance.now();
  const queue = chainsOf(run);
  const results: ChainResult[] = [];
  const lane = async (): Promise<void> => {
    for (let orders = queue.shift(); orders !== undefined; orders = queue.shift()) {
      const result = await chainInProcess(orders);
      results.push(result);
      run.onChain?.(orders, result);
    }
  };
  await Promise.all(Array.from({ length: run.parallel }, lane));
  const sum = (pick: (result: ChainResult) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  return {
    kills: sum(({ kills }) => kills),
    early: sum(({ early }) => early),
    chains: results.length,
    acknowledged: sum(({ acknowledged }) => acknowledged),
    entries: sum(({ entries }) => entries),
    blocks: sum(({ blocks }) => blocks),
    failures: results.flatMap(({ failures }) => failures),
    seconds: Math.round((performance.now() - started) / 1000),
  };
}

/** Every fifth chain is on SQLite, every seventh of the suite gm. */
function chainsOf({ kills, seed, chain }: CrashRun): ChainOrders[] {
  const count = Math.ceil(kills / KILLS_PER_CHAIN);
  const all = Array.from({ length: count }, (_, n): ChainOrders => {
    return {
      seed: seed * 1000 + n,
      kills: Math.min(KILLS_PER_CHAIN, kills - n * KILLS_PER_CHAIN),
      store: n % 5 === 4 ? "sqlite" : "lmdb",
      suite: n % 7 === 6 ? "gm" : "intl",
    };
  });
  return chain === undefined ? all : all.slice(chain, chain + 1);
}

async function chainInProcess(orders: ChainOrders): Promise<ChainResult> {
  const child = spawn(process.execPath, [CHAIN, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  const [code] = await once(child, "close");
  if (code === 0) return JSON.parse(output);
  const failures = [`seed ${orders.seed}: the chain's own process ended with ${code}`];
  return { kills: 0, early: 0, acknowledged: 0, entries: 0, blocks: 0, failures };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "1000" },
      seed: { type: "string", default: "1" },
      parallel: { type: "string", default: "4" },
      chain: { type: "string" },
    },
  });
  const summary = await runCrashes({
    kills: Number(values.kills),
    seed: Number(values.seed),
    parallel: Number(values.parallel),
    chain: values.chain === undefined ? undefined : Number(values.chain),
    onChain: ({ seed, store, suite }, { kills, acknowledged, entries, failures }) => {
      const verdict = failures.length === 0 ? "ok" : "FAILED";
      console.error(
        `seed ${seed} ${store} ${suite}: ${kills} kills, ${acknowledged} acknowledged, ${entries} entries: ${verdict}`,
      );
    },
  });
  console.log(JSON.stringify(summary));
  for (const failure of summary.failures) console.error(`FAILED ${failure}`);
  process.exitCode = summary.failures.length === 0 ? 0 : 1;
}
