// Checks the order of the house with dependency-cruiser and says how many modules it looked at.
// A cruise that finds nothing passes every rule, so the count is held against the disk.
import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { cruise } from "dependency-cruiser";
import { boundaryRules, MAY_IMPORT } from "./lib/house.mjs";
import { repositoryRoot } from "./lib/npm.mjs";

/** Folders that hold nobody's sources: what is installed, and what is built. */
const SKIPPED = new Set(["node_modules", "dist"]);
const SOURCE = /\.(ts|tsx|js|mjs|cjs)$/;

/** Every source file under the given folders, as paths from the root with forward slashes. */
export function sourcesOnDisk(root, folders) {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (SKIPPED.has(entry.name) || entry.name.startsWith(".")) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (SOURCE.test(entry.name)) found.push(relative(root, path).split(sep).join("/"));
    }
  };
  for (const folder of folders) walk(join(root, folder));
  return found.sort();
}

/**
 * Cruises the folders of the house.
 * @returns {Promise<{modules: string[], missed: string[], dependencies: number, violations: string[]}>}
 *   the modules looked at, the sources on disk that were not, and what broke a rule
 */
export async function checkBoundaries(root, folders) {
  const { output } = await cruise(
    folders,
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: boundaryRules() },
      doNotFollow: { path: "node_modules" },
      exclude: { path: "^packages/[^/]+/dist/" },
      tsPreCompilationDeps: true,
      combinedDependencies: true,
      parser: "tsc",
      enhancedResolveOptions: {
        exportsFields: ["exports"],
        conditionNames: ["import", "node", "default", "types"],
      },
    },
    { extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs"] },
  );
  // Style sheets and pictures that a module imports are looked at too; they are not counted.
  const ours = (source) =>
    SOURCE.test(source) &&
    folders.some((folder) => source.startsWith(`${folder}/`)) &&
    !source.includes("/node_modules/");
  const cruised = output.modules.map((one) => one.source).filter(ours);
  const seen = new Set(cruised);
  const broken = output.summary.violations.filter((one) => one.rule.severity === "error");
  return {
    modules: cruised,
    missed: sourcesOnDisk(root, folders).filter((one) => !seen.has(one)),
    dependencies: output.summary.totalDependenciesCruised ?? 0,
    violations: broken.map((one) => `${one.rule.name}: ${one.from} -> ${one.to}`),
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await checkBoundaries(repositoryRoot, Object.keys(MAY_IMPORT));
  for (const one of result.violations) console.log(one);
  for (const one of result.missed) console.log(`not looked at: ${one}`);
  if (result.modules.length === 0)
    console.log("no module was looked at: the check itself is broken");
  console.log(
    `${result.modules.length} modules, ${result.dependencies} dependencies, ${result.violations.length} violations`,
  );
  const clean = result.violations.length + result.missed.length === 0 && result.modules.length > 0;
  process.exitCode = clean ? 0 : 1;
}
