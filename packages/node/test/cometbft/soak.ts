/**
 * A storm over four organisations in real processes, for as long as one likes:
 *
 *     node packages/node/test/cometbft/soak.ts --minutes 10 --seed 1
 *
 * Prints what happens, and at the end one JSON object; exits 1 when something was lost, two nodes differ, a
 * history is not linearizable, or receipts do not come again in time. The same seed draws the same misfortunes;
 * how the processes meet them is up to the machine.
 */
import { parseArgs } from "node:util";
import { Cluster } from "./cluster.ts";
import { removeFolders } from "./engines.ts";
import { stormRun } from "./storm-run.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e6)) },
    quiet: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const started = performance.now();
const say = (line: string): void => {
  if (values.quiet) return;
  const at = ((performance.now() - started) / 1000).toFixed(1);
  console.error(`${at.padStart(8)} s  ${line}`);
};
console.error(`seed ${seed}`);
const cluster = await Cluster.start();
const stop = async (): Promise<void> => {
  await cluster.end();
  removeFolders();
};
process.once("SIGINT", () => void stop().then(() => process.exit(130)));
try {
  const report = await stormRun(cluster, { seed, lastsMs: Number(values.minutes) * 60_000, say });
  console.log(JSON.stringify(report));
} catch (error) {
  console.error(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
} finally {
  await stop();
}
