import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isNewEnough } from "./bootstrap.mjs";
import { repositoryRoot } from "./lib/npm.mjs";
import { nodeBinary } from "./node-versions.mjs";

// A small clone: the real scripts, a lock file with nothing to fetch, and a command that tells
// which Node it runs under.
let clone: string;
let stamp: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "tallystick-clone-"));
  stamp = join(clone, "node_modules/.tallystick-stamp");
  cpSync(join(repositoryRoot, "scripts"), join(clone, "scripts"), { recursive: true });
  const root = { name: "clone", version: "1.0.0", workspaces: ["packages/cli"] };
  const cli = { name: "tallystick", version: "1.0.0", type: "module" };
  mkdirSync(join(clone, "packages/cli/bin"), { recursive: true });
  writeFileSync(join(clone, "package.json"), JSON.stringify(root));
  writeFileSync(join(clone, "packages/cli/package.json"), JSON.stringify(cli));
  writeFileSync(
    join(clone, "packages/cli/bin/tallystick.js"),
    'console.log("ran", process.version, ...process.argv.slice(2)); process.exitCode = 7;\n',
  );
  writeFileSync(
    join(clone, "package-lock.json"),
    JSON.stringify({
      ...root,
      lockfileVersion: 3,
      requires: true,
      packages: {
        "": root,
        "node_modules/tallystick": { resolved: "packages/cli", link: true },
        "packages/cli": cli,
      },
    }),
  );
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  let text = "";
  child.stdout?.on("data", (chunk) => (text += String(chunk)));
  child.stderr?.on("data", (chunk) => (text += String(chunk)));
  return new Promise((done) => child.on("close", (code) => done({ code, text })));
}

function start(...args: string[]): Promise<Ended> {
  return ended(
    spawn(process.execPath, [join(clone, "scripts/start.mjs"), ...args], { cwd: clone }),
  );
}

test("a fresh clone installs, a second start does not, and the exit code comes through", async () => {
  const first = await start("--port", "8080");
  expect(first.text).toContain("installing the packages that a running node needs");
  expect(first.text).toContain(`ran ${process.version} start --port 8080`);
  expect(first.code).toBe(7);
  expect(readFileSync(stamp, "utf8")).toMatch(/^[0-9a-f]{64} \S+ production\n$/);
  expect((await start()).text).not.toContain("installing");
});

test("an install by hand is believed, an interrupted one is not", async () => {
  await start();
  rmSync(stamp);
  expect((await start()).text).not.toContain("installing");
  expect(existsSync(stamp)).toBe(true);
  rmSync(stamp);
  rmSync(join(clone, "node_modules/.package-lock.json"));
  expect((await start()).text).toContain("installing");
});

test("a changed lock file is installed again", async () => {
  await start();
  const lock = JSON.parse(readFileSync(join(clone, "package-lock.json"), "utf8"));
  lock.packages["node_modules/absent"] = { version: "1.0.0", optional: true, os: ["none"] };
  writeFileSync(join(clone, "package-lock.json"), JSON.stringify(lock, null, 1));
  const again = await start();
  expect(again.text).toContain("ran");
});

test("two starts at once install once", async () => {
  const both = await Promise.all([start(), start()]);
  expect(both.map(({ code }) => code)).toEqual([7, 7]);
  const installs = both.filter(({ text }) => text.includes("tallystick: installing"));
  expect(installs.length).toBe(1);
});

test("the lock of a process that is gone is broken", async () => {
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  mkdirSync(join(clone, ".cache/install.lock"), { recursive: true });
  writeFileSync(join(clone, ".cache/install.lock/pid"), String(gone));
  expect((await start()).code).toBe(7);
  expect(existsSync(join(clone, ".cache/install.lock"))).toBe(false);
});

test("a folder that cannot be written to is named", async () => {
  writeFileSync(join(clone, ".cache"), "a file where the folder should be");
  const { code, text } = await start();
  expect(code).toBe(1);
  expect(text).toContain("this folder cannot be written to (EEXIST)");
  expect(text).not.toContain("    at ");
});

test("an npm that fails is quoted, and leaves no stamp", async () => {
  writeFileSync(join(clone, "package.json"), '{"dependencies":{"tallystick-absent":"1.0.0"}}');
  const { code, text } = await start();
  expect(code).toBe(1);
  expect(text).toContain("npm could not install the packages");
  expect(existsSync(stamp)).toBe(false);
});

test("an old Node says what it needs when there is no newer one", async () => {
  await start();
  const env = { PATH: "/nowhere" };
  const args = [join(clone, "scripts/start.mjs")];
  const { code, text } = await ended(spawn(nodeBinary(22), args, { cwd: clone, env }));
  expect(code).toBe(1);
  expect(text).toMatch(/needs Node 24\.15\.0 or newer; this is v22/);
});

test("an old Node goes on as a newer one from the PATH", async () => {
  await start();
  const env = { PATH: join(process.execPath, "..") };
  const args = [join(clone, "scripts/start.mjs"), "x"];
  const { code, text } = await ended(spawn(nodeBinary(22), args, { cwd: clone, env }));
  expect(text).toContain(`ran ${process.version} start x`);
  expect(code).toBe(7);
});

test("versions are compared as numbers", () => {
  expect(["v24.15.0", "v24.21.0", "v26.0.0", "v100.0.0"].every(isNewEnough)).toBe(true);
  expect(["v24.14.9", "v24.9.0", "v22.23.3", "v9.99.99"].some(isNewEnough)).toBe(false);
});
