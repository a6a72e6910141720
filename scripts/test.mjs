// `npm test`: sets the clone up when needed, then runs every suite (scripts/lib/run-tests.mjs).
import { join } from "node:path";
import { become, main, prepare } from "./bootstrap.mjs";
import { repositoryRoot } from "./lib/npm.mjs";

await main(async () => {
  const node = await prepare({ need: "all" });
  become(node, [join(repositoryRoot, "scripts/lib/run-tests.mjs"), ...process.argv.slice(2)]);
});
