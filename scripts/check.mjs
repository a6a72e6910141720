// `npm run check`: the quick half of `npm test`, everything that reads the sources without running them.
import { join } from "node:path";
import { become, main, prepare } from "./bootstrap.mjs";
import { repositoryRoot } from "./lib/npm.mjs";

await main(async () => {
  const node = await prepare({ need: "all" });
  become(node, [join(repositoryRoot, "scripts/lib/run-tests.mjs"), "--static"]);
});
