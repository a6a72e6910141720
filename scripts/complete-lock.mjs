// Completes package-lock.json after a package was added: `node scripts/complete-lock.mjs`.
// Tools bring one optional package per platform. A registry mirror that lacks those of other
// platforms makes npm leave them out of the lock file, and then `npm ci` refuses the lock file
// everywhere else. Each missing one is written down with its exact version and its platform.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryRoot } from "./lib/npm.mjs";

const OS = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "openharmony",
  "win32",
  "aix",
  "netbsd",
  "openbsd",
  "sunos",
];
const CPU = ["arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el"];
const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/** Where the package `name` would be found from the package at `place`, or undefined. */
function find(packages, place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    const path = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (packages[path]) return path;
    if (at === "") return undefined;
    if (!at.includes("node_modules/")) return find(packages, "", name);
  }
}

/** The optional packages that some package of the lock file names and the lock file does not have. */
export function missingFromLock(lock) {
  const missing = [];
  for (const [place, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!find(lock.packages, place, name))
        missing.push({ name, version, wantedBy: place, dev: entry.dev === true });
    }
  }
  return missing;
}

/** What the name of a platform package says about its platform ("binding-linux-arm64-musl"). */
export function platformOf(name) {
  const words = name.split(/[-/]/);
  const cpu = words.some((word) => word.startsWith("arm-") || word === "arm")
    ? "arm"
    : CPU.find((one) => words.includes(one));
  const libc = words.find((word) => word.startsWith("musl"))
    ? "musl"
    : words.find((word) => word.startsWith("gnu"))
      ? "glibc"
      : undefined;
  return { os: OS.find((one) => words.includes(one)), cpu, libc };
}

function complete(lock) {
  const added = [];
  for (const { name, version, wantedBy, dev } of missingFromLock(lock)) {
    const { os, cpu, libc } = platformOf(name);
    if (!EXACT.test(version) || !os || !cpu) {
      throw new Error(
        `${name}@${version}, wanted by ${wantedBy}: add it to package-lock.json by hand`,
      );
    }
    const entry = {
      version,
      cpu: [cpu],
      ...(dev ? { dev } : {}),
      ...(libc ? { libc: [libc] } : {}),
      optional: true,
      os: [os],
    };
    lock.packages[`node_modules/${name}`] = entry;
    added.push(`${name}@${version}`);
  }
  const [root, ...rest] = Object.entries(lock.packages);
  rest.sort(([left], [right]) => left.localeCompare(right, "en")); // as npm does
  lock.packages = Object.fromEntries([root, ...rest]);
  return added;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const file = join(repositoryRoot, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const added = complete(lock);
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${added.length} added to package-lock.json`);
}
