// `npm run bench -- NAME...`: sets the clone up when needed, then runs the benchmarks (bench/src/run.ts).
import { join } from "node:path";
import { become, main, prepare } from "./bootstrap.mjs";
import { repositoryRoot } from "./lib/npm.mjs";

await main(async () => {
  const node = await prepare({ need: "all" });
  const program = join(repositoryRoot, "bench/src/run.ts");
  become(node, ["--expose-gc", program, ...process.argv.slice(2)]);
});
