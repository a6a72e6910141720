// `npm run reference`: sets the clone up when needed, then writes the pages made from the sources.
import { join } from "node:path";
import { become, main, prepare } from "./bootstrap.mjs";
import { repositoryRoot } from "./lib/npm.mjs";

await main(async () => {
  const node = await prepare({ need: "all" });
  become(node, [join(repositoryRoot, "scripts/reference/write-pages.ts")]);
});
