import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** Whose text decides what the built pages hold. */
const FOLDERS = ["console", "client", "apps", "ledger", "core"].map((name) =>
  join(root, "packages", name, "src"),
);

/** Programs and a page that the console shows to developers. */
const SHOWN = [
  ...["deposit-and-verify", "follow-the-log", "prove-absence"].map((name) =>
    join(root, "examples", `${name}.ts`),
  ),
  join(root, "docs/reference/limits.md"),
];

/** Digest of everything that the console is built from, hex. */
export function sourceDigest(): string {
  const digest = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  for (const name of [...FOLDERS.flatMap(sourcesIn), ...SHOWN]) {
    const text = readFileSync(name);
    digest.update(`${relative(root, name).split(sep).join("/")} ${text.length}\n`).update(text);
  }
  return digest.digest("hex");
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
