import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@tallystick/core/bytes";
import { exportPkcs8, generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readKeyFile, readKeyFileHead, writeKeyFile } from "./key-file.ts";

const PASSPHRASE = "a passphrase that must never appear";
const cases = [
  ["intl", "Ed25519"],
  ["intl", "ES256"],
  ["gm", "SM2"],
] as const;

describe("key files", () => {
  let path: string;
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "tallystick-key-"));
    path = join(dir, "some.key");
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it.each(cases)(
    "round-trip in suite %s with %s, 0600, nothing in clear",
    async (name, algorithm) => {
      const suite = nodeSuite(name);
      const signer = generateKey(suite, algorithm);
      await writeKeyFile(path, signer, PASSPHRASE);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const text = readFileSync(path, "utf8");
      expect(text).not.toContain(PASSPHRASE);
      expect(text).not.toContain(Buffer.from(exportPkcs8(signer)).toString("hex").slice(32, 64));
      const read = await readKeyFile(path, suite, PASSPHRASE);
      expect(read.keyId).toEqual(signer.keyId);
      expect(readKeyFileHead(path).keyId).toEqual(signer.keyId);
      const message = utf8("message");
      expect(suite.verify(signer.publicKey, message, read.sign(message))).toBe(true);
    },
  );

  it("says that the passphrase is wrong, without repeating it", async () => {
    await writeKeyFile(path, generateKey(nodeSuite("intl")), PASSPHRASE);
    const error = await readKeyFile(path, nodeSuite("intl"), "another one").catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ code: "wrong-passphrase" });
    expect(JSON.stringify(error) + String(error)).not.toContain("another one");
  });

  it("refuses a file that others may read", async () => {
    await writeKeyFile(path, generateKey(nodeSuite("intl")), PASSPHRASE);
    chmodSync(path, 0o640);
    await expect(readKeyFile(path, nodeSuite("intl"), PASSPHRASE)).rejects.toMatchObject({
      code: "unsafe-permissions",
    });
  });

  it("refuses a changed head, a changed secret, costs out of bounds and anything that is no key file", async () => {
    const suite = nodeSuite("intl");
    await writeKeyFile(path, generateKey(suite), PASSPHRASE);
    const good = JSON.parse(readFileSync(path, "utf8"));
    const flipped = (text: string) => (text[0] === "0" ? "1" : "0") + text.slice(1);
    const bad: [object | string, string][] = [
      [{ ...good, kid: flipped(good.kid) }, "wrong-passphrase"],
      [{ ...good, publicKey: flipped(good.publicKey) }, "wrong-passphrase"],
      [{ ...good, algorithm: "ES256" }, "wrong-passphrase"],
      [{ ...good, ciphertext: flipped(good.ciphertext) }, "wrong-passphrase"],
      [{ ...good, nonce: flipped(good.nonce) }, "wrong-passphrase"],
      [{ ...good, kdf: { ...good.kdf, n: 2 ** 30 } }, "damaged-key"],
      [{ ...good, kdf: { ...good.kdf, n: 1000 } }, "damaged-key"],
      [{ ...good, extra: 1 }, "damaged-key"],
      [{}, "damaged-key"],
      ["not json", "damaged-key"],
      ["x".repeat(20_000), "damaged-key"],
    ];
    for (const [content, code] of bad) {
      writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
      await expect(readKeyFile(path, suite, PASSPHRASE)).rejects.toMatchObject({ code });
    }
    rmSync(path);
    await expect(readKeyFile(path, suite, PASSPHRASE)).rejects.toMatchObject({
      code: "damaged-key",
    });
  });
});
