// `npm run bench -- NAME...`: sets the clone up when needed, then runs bench/src/run.ts.
import { join } from "node:path";
import { become, main, prepare } from "./bootstrap.mjs";
import { repositoryRoot } from "./lib/npm.mjs";

await main(async () => {
  const node = await prepare({ need: "all" });
  become(node, [join(repositoryRoot, "bench/src/run.ts"), ...process.argv.slice(2)]);
});
