import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import { newEncryptionPair } from "@tallystick/core/sealed/encryption-key";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  readEncryptionKeyFile,
  readEncryptionKeyHead,
  writeEncryptionKeyFile,
} from "./encryption-key-file.ts";
import { readKeyFile, writeKeyFile } from "./key-file.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tallystick-encryption-key-"));
  path = join(dir, "some.key");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test.each(["intl", "gm"] as const)("an encryption key of suite %s comes back", async (name) => {
  const suite = nodeSuite(name);
  const pair = newEncryptionPair(suite);
  await writeEncryptionKeyFile(path, pair, "open sesame");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, "utf8")).not.toContain(toHex(pair.secret));
  expect(readEncryptionKeyHead(path).keyId).toEqual(pair.keyId);
  expect(await readEncryptionKeyFile(path, suite, "open sesame")).toEqual(pair);
  const wrong = readEncryptionKeyFile(path, suite, "open");
  await expect(wrong).rejects.toMatchObject({ code: "wrong-passphrase" });
  const other = readEncryptionKeyFile(
    path,
    nodeSuite(name === "gm" ? "intl" : "gm"),
    "open sesame",
  );
  await expect(other).rejects.toMatchObject({ code: "damaged-key" });
  chmodSync(path, 0o644);
  const open = readEncryptionKeyFile(path, suite, "open sesame");
  await expect(open).rejects.toMatchObject({ code: "unsafe-permissions" });
});

test("a signing key opens nothing, and an encryption key signs nothing", async () => {
  // In suite gm both are SM2 keys: what tells them apart is what the file says it is for.
  const suite = nodeSuite("gm");
  await writeKeyFile(path, generateKey(suite), "open sesame");
  const opened = readEncryptionKeyFile(path, suite, "open sesame");
  await expect(opened).rejects.toMatchObject({ code: "damaged-key" });
  const relabelled = JSON.parse(readFileSync(path, "utf8"));
  relabelled.format = "tallystick-encryption-key/1";
  writeFileSync(path, JSON.stringify(relabelled));
  const forged = readEncryptionKeyFile(path, suite, "open sesame");
  await expect(forged).rejects.toMatchObject({ code: "wrong-passphrase" });
  await writeEncryptionKeyFile(path, newEncryptionPair(suite), "open sesame");
  const signing = readKeyFile(path, suite, "open sesame");
  await expect(signing).rejects.toMatchObject({ code: "damaged-key" });
});
