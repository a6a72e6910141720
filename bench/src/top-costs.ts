// Where a profiled node's time went: `node bench/src/top-costs.ts DIRECTORY [LINES]`.
import { topCosts } from "./harness/top-costs.ts";

process.stdout.on("error", () => process.exit(0));
const [directory, lines = "40"] = process.argv.slice(2);
if (directory === undefined) throw new Error("name the directory that --cpu-prof wrote to");
for (const { file, busyMs, self, total } of topCosts(directory, Number(lines))) {
  process.stdout.write(`${file}: busy ${busyMs.toFixed(0)} ms\n`);
  process.stdout.write(`own time\n${self.join("\n")}\nwith callees\n${total.join("\n")}\n\n`);
}
