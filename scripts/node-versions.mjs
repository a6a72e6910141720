// Other versions of Node, for the tests that must give one answer on all of them: the golden
// block stream and the Ed25519 acceptance rule (verification differs between Node 22 and 24).
// Each is an ordinary npm package holding one binary; it lands in .cache/node-versions/<major>.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryRoot, runNpmSync } from "./lib/npm.mjs";

/** The exact versions that are tested, by major version. 24 is the one the workspace brings itself. */
export const NODE_VERSIONS = Object.freeze({ 22: "22.23.3", 24: "24.21.0", 26: "26.10.0" });

/** The package and the path inside it that hold the binary of one version for this machine. */
export function nodePackage(platform = process.platform, arch = process.arch) {
  if (platform === "win32") return { name: `node-win-${arch}`, file: "bin/node.exe" };
  return { name: `node-${platform}-${arch}`, file: "bin/node" };
}

function answers(binary, version) {
  try {
    const said = execFileSync(binary, ["--version"], { encoding: "utf8" }).trim();
    return said === `v${version}` || said.startsWith(`v${version}.`);
  } catch {
    return false;
  }
}

/**
 * The path of a Node binary of the given major version; installs it on first use (about 6 s).
 * Safe to call from several processes at once: each installs aside, and the first rename wins.
 * @param {22|24|26|string} major
 * @returns {string} absolute path
 * @throws {Error} when the version is not one of NODE_VERSIONS or cannot be installed
 */
export function nodeBinary(major) {
  const version = NODE_VERSIONS[major];
  if (!version) {
    throw new Error(
      `Node ${major} is not one of the tested versions: ${Object.keys(NODE_VERSIONS)}`,
    );
  }
  const { name, file } = nodePackage();
  const own = join(repositoryRoot, "node_modules", name, file);
  if (String(major) === "24" && existsSync(own) && answers(own, "24")) return own;

  const shelf = join(repositoryRoot, ".cache", "node-versions");
  const home = join(shelf, String(major));
  const binary = join(home, "node_modules", name, file);
  if (existsSync(binary) && answers(binary, version)) return binary;

  mkdirSync(shelf, { recursive: true });
  const aside = mkdtempSync(join(shelf, `.${major}-`));
  try {
    // A package.json of its own keeps npm from walking up into the workspace.
    writeFileSync(join(aside, "package.json"), `{"private":true,"name":"node-${major}"}\n`);
    const done = runNpmSync(["install", "--no-save", "--no-package-lock", `${name}@${version}`], {
      cwd: aside,
    });
    if (done.code !== 0)
      throw new Error(`npm could not install ${name}@${version}\n${done.output}`);
    if (!answers(join(aside, "node_modules", name, file), version)) {
      throw new Error(`${name}@${version} was installed and does not run on this machine`);
    }
    if (!(existsSync(binary) && answers(binary, version))) {
      rmSync(home, { recursive: true, force: true });
      try {
        renameSync(aside, home);
      } catch (error) {
        if (!answers(binary, version)) throw error; // else another process was first, and that is fine
      }
    }
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return binary;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const wanted = process.argv.slice(2);
  for (const major of wanted.length > 0 ? wanted : Object.keys(NODE_VERSIONS)) {
    console.log(`${major}\t${NODE_VERSIONS[major] ?? "?"}\t${nodeBinary(major)}`);
  }
}
