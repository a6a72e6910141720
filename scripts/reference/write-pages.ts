// `npm run reference`: writes the pages of docs/reference that are made from the sources.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryRoot } from "../lib/npm.mjs";
import { pages } from "./pages.ts";

for (const [path, make] of Object.entries(pages)) {
  const file = join(repositoryRoot, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await make());
  console.log(path);
}
