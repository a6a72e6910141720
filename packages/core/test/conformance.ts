import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * The folder of a set of published test data, or undefined where it is not installed: users who clone
 * the project do not have it. Its absence is said aloud, and is a failure in CI.
 */
export function conformanceFolder(name: string): string | undefined {
  const base = process.env["TALLYSTICK_CONFORMANCE"] ?? join(root, "../shared/conformance");
  const folder = join(base, name);
  if (existsSync(folder)) return folder;
  if (process.env["CI"] === "true") throw new Error(`conformance data missing in CI: ${name}`);
  console.warn(`SKIPPED, conformance data not installed: ${name}`);
  return undefined;
}

/** All files below a folder whose names end in `suffix`, as [path below the folder, text]. */
export function conformanceTexts(folder: string, suffix: string): [string, string][] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(suffix))
    .sort()
    .map((path) => [path, readFileSync(join(folder, path), "utf8")]);
}
