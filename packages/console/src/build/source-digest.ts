import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** Whose text decides what the built pages hold. */
const FOLDERS = ["console", "client", "apps", "ledger", "core"].map((name) =>
  join(root, "packages", name, "src"),
);

/** Digest of everything that the console is built from, hex. */
export function sourceDigest(): string {
  const digest = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  for (const folder of FOLDERS) {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const name of names) {
      const text = readFileSync(name);
      digest.update(`${relative(root, name).split(sep).join("/")} ${text.length}\n`).update(text);
    }
  }
  return digest.digest("hex");
}
