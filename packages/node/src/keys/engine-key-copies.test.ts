import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type DataPaths, dataPaths } from "../data-paths.ts";
import { engineHome } from "../engine/cometbft/engine-home.ts";
import { createEngineKeys } from "../engine/cometbft/engine-keys.ts";
import { makePrivateFolder } from "../files.ts";
import { keepEngineKeys } from "./engine-key-copies.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newPaths(): DataPaths {
  const folder = mkdtempSync(join(tmpdir(), "tallystick-copies-"));
  folders.push(folder);
  makePrivateFolder(dataPaths(folder).keys);
  return dataPaths(folder);
}

const text = (path: string): string => readFileSync(path, "utf8");

it("keeps the engine's keys encrypted, and makes its files from them, but no voting record", async () => {
  const paths = newPaths();
  const home = engineHome(paths.root);
  createEngineKeys(home);
  await keepEngineKeys(paths, "pass");
  const secret = (JSON.parse(text(home.validatorKey)) as { priv_key: { value: string } }).priv_key
    .value;
  const copy = text(paths.engineValidatorKey);
  expect(copy).not.toContain(secret);
  expect(copy).not.toContain(Buffer.from(secret, "base64").subarray(0, 32).toString("hex"));
  expect(statSync(paths.engineValidatorKey).mode & 0o777).toBe(0o600);
  await keepEngineKeys(paths, "pass");
  expect(text(paths.engineValidatorKey)).toBe(copy);
  const restored = newPaths();
  for (const name of ["engineNodeKey", "engineValidatorKey"] as const) {
    writeFileSync(restored[name], text(paths[name]), { mode: 0o600 });
  }
  const other = engineHome(restored.root);
  await expect(keepEngineKeys(restored, "wrong")).rejects.toMatchObject({
    code: "wrong-passphrase",
  });
  await keepEngineKeys(restored, "pass");
  expect(text(other.validatorKey)).toBe(text(home.validatorKey));
  expect(text(other.nodeKey)).toBe(text(home.nodeKey));
  expect(() => statSync(other.validatorState)).toThrow("ENOENT");
});

it("follows keys that were replaced", async () => {
  const paths = newPaths();
  const home = engineHome(paths.root);
  createEngineKeys(home);
  await keepEngineKeys(paths, "pass");
  const copy = text(paths.engineValidatorKey);
  for (const path of [home.nodeKey, home.validatorKey, home.validatorState]) rmSync(path);
  createEngineKeys(home);
  await keepEngineKeys(paths, "pass");
  expect(text(paths.engineValidatorKey)).not.toBe(copy);
  const key = text(home.validatorKey);
  rmSync(home.validatorKey);
  await keepEngineKeys(paths, "pass");
  expect(text(home.validatorKey)).toBe(key);
});
