/** A storm with everything that must hold during and after it. */
import { seededRandom } from "../../src/store/seeded-random.ts";
import { checkLinearizable } from "../linear/checker.ts";
import { appendSet, register } from "../linear/models.ts";
import type { Cluster } from "./cluster.ts";
import { SharedObjects } from "./shared-objects.ts";
import { type StormOptions, storm } from "./storm.ts";

/** So long after a fault every organisation must give receipts again, ms. */
export const RECOVERY_MS = 60_000;

/** What a storm came to. */
export interface StormReport {
  readonly seed: number;
  readonly happened: Readonly<Record<string, number>>;
  /** From the end of the last misfortune to new receipts from everybody. */
  readonly recoveredMs: number;
  readonly receipts: number;
  /** Operations of the shared objects in their histories, and calls that nobody answered. */
  readonly operations: number;
  readonly unanswered: number;
}

/** Writes of the register that a second of storm may need. */
const VERSIONS_PER_SECOND = 10;

/**
 * Lets a storm blow over callers who deposit and callers who share objects. @throws Error when a receipt was
 * lost, nodes differ, a history is not linearizable, or the network does not come back in time
 */
export async function stormRun(cluster: Cluster, options: StormOptions): Promise<StormReport> {
  const { next: random } = seededRandom(options.seed ^ 0x10ad);
  const versions = 100 * Math.ceil(((options.lastsMs / 1000) * VERSIONS_PER_SECOND) / 100);
  const objects = await SharedObjects.found(cluster, random, versions);
  cluster.startLoad(4, undefined, random);
  objects.start(6);
  const happened = await storm(cluster, options);
  const recoveredMs = await cluster.recovered(RECOVERY_MS);
  await Promise.all([cluster.stopLoad(), objects.stop()]);
  await objects.readAll();
  await cluster.audit();
  const sets = checkLinearizable(appendSet, objects.setHistory);
  if (!sets.linearizable) throw new Error(`the set is not linearizable: ${JSON.stringify(sets)}`);
  const registers = checkLinearizable(register, objects.registerHistory);
  if (!registers.linearizable) {
    throw new Error(`the register is not linearizable: ${JSON.stringify(registers)}`);
  }
  return {
    ...{ seed: options.seed, happened, recoveredMs, receipts: cluster.receipts.length },
    operations: objects.setHistory.length + objects.registerHistory.length,
    unanswered: objects.unanswered,
  };
}
