import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { missingFromLock, platformOf } from "../complete-lock.mjs";
import { repositoryRoot } from "../lib/npm.mjs";

const lock = JSON.parse(readFileSync(join(repositoryRoot, "package-lock.json"), "utf8"));

test("the lock file names the optional packages of every platform, or npm ci refuses it elsewhere", () => {
  expect(missingFromLock(lock)).toEqual([]);
});

test("the lock file names no host: the registry is the user's choice", () => {
  expect(JSON.stringify(lock)).not.toMatch(/"resolved":"https?:/);
});

test("no package needs an install script", () => {
  // Each was seen to work with --ignore-scripts: their binaries are packages of their own.
  const known = ["node_modules/esbuild", "node_modules/lmdb", "node_modules/msgpackr-extract"];
  const scripted = Object.entries(lock.packages as Record<string, { hasInstallScript?: boolean }>)
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([place]) => place);
  expect(scripted.filter((place) => !known.includes(place))).toEqual([]);
});

test("a platform is read from a package's name", () => {
  expect(platformOf("@oxlint/binding-linux-arm64-musl")).toEqual({
    os: "linux",
    cpu: "arm64",
    libc: "musl",
  });
  expect(platformOf("@oxc-parser/binding-android-arm-eabi")).toMatchObject({
    os: "android",
    cpu: "arm",
  });
  expect(platformOf("@biomejs/cli-win32-x64")).toEqual({
    os: "win32",
    cpu: "x64",
    libc: undefined,
  });
});
