// `npm run bench -- NAME...`: sets the clone up when needed, then runs bench/src/<NAME>.ts one after
// the other. Each prints one JSON object a line ({"bench","value","unit",...}); without a name,
// the names are listed. Whatever follows `--` goes to each of them.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { main, prepare, SetupError } from "./bootstrap.mjs";
import { repositoryRoot } from "./lib/npm.mjs";

const folder = join(repositoryRoot, "bench/src");

/** The programs under bench/src that can be asked for by name: those that say so with a file of their own. */
function names() {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => name.slice(0, -3))
    .sort();
}

await main(async () => {
  const argv = process.argv.slice(2);
  const cut = argv.indexOf("--");
  const wanted = cut < 0 ? argv : argv.slice(0, cut);
  const rest = cut < 0 ? [] : argv.slice(cut + 1);
  if (wanted.length === 0 || wanted.includes("--help")) {
    process.stderr.write(
      `usage: npm run bench -- NAME... [-- OPTIONS]\nnames: ${names().join(" ")}\n`,
    );
    process.exitCode = wanted.length === 0 ? 2 : 0;
    return;
  }
  const strange = wanted.find(
    (name) => !/^[a-z0-9-]+$/.test(name) || !existsSync(join(folder, `${name}.ts`)),
  );
  if (strange !== undefined)
    throw new SetupError(`There is no benchmark "${strange}". Names: ${names().join(" ")}`);
  const node = await prepare({ need: "all" });
  for (const name of wanted) {
    const done = spawnSync(node, ["--expose-gc", join(folder, `${name}.ts`), ...rest], {
      cwd: repositoryRoot,
      stdio: "inherit",
    });
    if (done.status !== 0) {
      process.exitCode = done.status ?? 1;
      return;
    }
  }
});
