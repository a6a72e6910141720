// `npm start`: sets the clone up when needed, then runs `tallystick start` with the same arguments.
import { join } from "node:path";
import { become, main, prepare } from "./bootstrap.mjs";
import { repositoryRoot } from "./lib/npm.mjs";

await main(async () => {
  const node = await prepare({ need: "production" });
  const cli = join(repositoryRoot, "packages/cli/bin/tallystick.js");
  become(node, [cli, "start", ...process.argv.slice(2)]);
});
