import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BenchContext, numberOption, runBench, suiteOption } from "./harness/bench.ts";
import { measureDeposits, planOf } from "./harness/deposit-run.ts";
import { startNodeProcess } from "./harness/node-process.ts";
import { rounded } from "./harness/statistics.ts";

/** Adds records until the ledger has so many; see harness/fill-ledger.ts for what is left out. */
async function fill(context: BenchContext, dataDir: string, records: number): Promise<void> {
  const program = fileURLToPath(new URL("harness/fill-ledger.ts", import.meta.url));
  const child = spawn(process.execPath, [program, dataDir, String(records)], { stdio: "inherit" });
  context.defer(() => void child.kill());
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`filling the ledger ended with ${code}`);
}

/** Bytes on disk of everything below a directory. */
function bytesBelow(directory: string): number {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).blocks * 512, 0);
}

await runBench("growth", async (context) => {
  const suite = suiteOption(context);
  const first = await startNodeProcess(context, { suite });
  const { dataDir } = first;
  await first.stop();
  const plan = planOf(context, {
    statements: 100_000,
    sequence: 100,
    connections: 32,
    halfSeconds: 8,
  });
  const sizes = [numberOption(context, "small", 1e5), numberOption(context, "large", 1e7)];
  const rates: number[] = [];
  for (const records of sizes) {
    context.note(`filling to ${records} records`);
    await fill(context, dataDir, records);
    const node = await startNodeProcess(context, { suite, dataDir });
    const idle = node.use();
    const { perSecond, figures } = await measureDeposits(context, node, await node.author(), plan);
    await node.stop();
    rates.push(perSecond);
    context.emit({
      value: rounded(perSecond),
      unit: "statements/s",
      suite,
      records,
      readyMs: rounded(node.readyMs),
      rssMiBAtStart: idle.rssMiB,
      anonMiBAtStart: idle.anonMiB,
      diskMiB: Math.round(bytesBelow(dataDir) / 2 ** 20),
      ...figures,
    });
  }
  const [small = Number.NaN, large = Number.NaN] = rates;
  context.emit({ value: rounded(large / small), unit: "ratio", suite, sizes });
});
