import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findEngine, installedEngine } from "./find-engine.ts";
import { installEngine } from "./install-engine.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-install-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FIT = '{"cometbft":"0.38.25","abci":"2.0.0","block_protocol":11,"p2p_protocol":8}';
const UNFIT = '{"cometbft":"1.0.1","abci":"2.1.0","block_protocol":11,"p2p_protocol":9}';

/** A program of the given name that prints a text, whatever it is asked. */
function program(path: string, says: string, more = ""): string {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${more}\ncat <<'END'\n${says}\nEND\n`);
  chmodSync(path, 0o755);
  return path;
}

const path = (...folders: string[]) => ({ PATH: [...folders, "/usr/bin", "/bin"].join(":") });

describe("finding the engine", () => {
  it("takes the setting, then the workspace's own, then PATH", async () => {
    const onPath = program(join(folder, "bin/cometbft"), FIT);
    const env = path(join(folder, "bin"));
    const search = { env, folder: join(folder, "engines") };
    expect(await findEngine(search)).toEqual({ binary: onPath, version: "0.38.25", from: "path" });
    const own = program(installedEngine("v0.38.25", search.folder), FIT);
    expect(await findEngine(search)).toMatchObject({ binary: own, from: "workspace" });
    const set = program(join(folder, "mine"), FIT);
    expect(await findEngine({ ...search, setting: set })).toMatchObject({ from: "setting" });
    const named = { ...search, env: { ...env, TALLYSTICK_COMETBFT: set } };
    expect(await findEngine(named)).toMatchObject({ binary: set, from: "setting" });
  });

  it("says how to get one, and what is wrong with one", async () => {
    const search = { env: path(join(folder, "bin")), folder };
    await expect(findEngine(search)).rejects.toMatchObject({
      code: "no-engine",
      fix: expect.stringContaining("engine install"),
    });
    program(join(folder, "bin/cometbft"), UNFIT);
    await expect(findEngine(search)).rejects.toThrow("abci 2.1.0 instead of 2.0.0");
    const junk = program(join(folder, "junk"), "hello");
    await expect(findEngine({ ...search, setting: junk })).rejects.toThrow("does not run");
    await expect(findEngine({ ...search, setting: "/nowhere" })).rejects.toThrow("does not run");
  });
});

describe("installing the engine", () => {
  /** A Go tool that builds what is wanted. */
  const go = (version: string, build: string) => {
    program(join(folder, "go/built"), FIT);
    return program(
      join(folder, "go/go"),
      "",
      `if [ "$1" = env ]; then echo ${version}; exit 0; fi\n${build}; exit $?`,
    );
  };
  const builds = `echo "go: downloading x" >&2; cp "$(dirname "$0")/built" "$GOBIN/cometbft"`;
  const options = () => ({ folder: join(folder, "engines"), env: path(join(folder, "go")) });

  it("builds it once into a folder of its version", async () => {
    go("go1.24.1", builds);
    const lines: string[] = [];
    const first = await installEngine({ ...options(), onLine: (line) => lines.push(line) });
    expect(first).toEqual({
      binary: installedEngine("v0.38.25", join(folder, "engines")),
      version: "0.38.25",
      built: true,
    });
    expect(lines).toEqual(["go: downloading x"]);
    expect(await installEngine(options())).toMatchObject({ built: false });
  });

  it("says clearly that Go is missing, or too old", async () => {
    const nowhere = { folder, env: { PATH: join(folder, "nothing") } };
    await expect(installEngine(nowhere)).rejects.toMatchObject({
      code: "no-go",
      message: "building CometBFT takes Go 1.22 or later, and there is none",
      fix: expect.stringContaining("https://go.dev/dl"),
    });
    go("go1.19.8", builds);
    await expect(installEngine(options())).rejects.toThrow("here is go1.19.8");
  });

  it("passes on why it could not be built, and leaves nothing half made", async () => {
    go("go1.26.0", "echo 'dial tcp: no route to host' >&2; false");
    await expect(installEngine(options())).rejects.toMatchObject({
      code: "engine-install",
      message: expect.stringContaining("no route to host"),
    });
    await expect(findEngine({ ...options() })).rejects.toMatchObject({ code: "no-engine" });
  });

  it.each(["0.38.25", "v1.0.1", "latest", "v0.38.25; rm -rf /"])("takes no %s", async (version) => {
    await expect(installEngine({ ...options(), version })).rejects.toMatchObject({
      code: "invalid-option",
    });
  });
});
