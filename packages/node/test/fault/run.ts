/**
 * Many seeds, every kind of disk fault.
 *
 *     node packages/node/test/fault/run.ts --seeds 100 --from 1
 *
 * Prints a summary as JSON; exits 1 when anything failed. Each failure names its seed and fault.
 */
import { parseArgs } from "node:util";
import { VerifyPool } from "../../src/workers/verify-pool.ts";
import { found } from "../support/light-node.ts";
import { FAULTS, runScenario } from "./scenario.ts";

/** Figures of a run. */
export interface FaultSummary {
  readonly scenarios: number;
  readonly acknowledged: number;
  readonly damagedRows: number;
  /** How often the node met a fault in which way. */
  readonly met: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

/** Run every fault with every seed from `from` on. */
export async function runFaults(from: number, seeds: number): Promise<FaultSummary> {
  const pools = {
    intl: await VerifyPool.open({ suite: "intl", size: 1 }),
    gm: await VerifyPool.open({ suite: "gm", size: 1 }),
  };
  const foundings = { intl: found("intl"), gm: found("gm") };
  const met: Record<string, number> = {};
  const failures: string[] = [];
  let [scenarios, acknowledged, damagedRows] = [0, 0, 0];
  for (let seed = from; seed < from + seeds; seed++) {
    const suite = seed % 5 === 0 ? "gm" : "intl";
    for (const fault of FAULTS) {
      const result = await runScenario({
        founding: foundings[suite],
        pool: pools[suite],
        seed,
        fault,
      });
      scenarios++;
      acknowledged += result.acknowledged;
      damagedRows += result.damagedRows;
      met[`${fault} ${result.met}`] = (met[`${fault} ${result.met}`] ?? 0) + 1;
      failures.push(...result.failures);
    }
  }
  await pools.intl.close();
  await pools.gm.close();
  return { scenarios, acknowledged, damagedRows, met, failures };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "50" },
      from: { type: "string", default: "1" },
    },
  });
  const summary = await runFaults(Number(values.from), Number(values.seeds));
  console.log(JSON.stringify(summary));
  process.exitCode = summary.failures.length === 0 ? 0 : 1;
}
