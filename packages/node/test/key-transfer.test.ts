import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@tallystick/core/bytes";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeKeyFile } from "../src/keys/key-file.ts";
import { exportKey, importKey } from "../src/keys/transfer.ts";

const passphrase = "key file passphrase";
const openssl = spawnSync("openssl", ["version"]);
const hasOpenssl = openssl.status === 0;
if (!hasOpenssl && process.env["CI"] === "true") throw new Error("these tests need openssl");
if (!hasOpenssl) console.warn("SKIPPED: key transfer with OpenSSL (openssl is not installed)");

describe.runIf(hasOpenssl)("keys to and from OpenSSL", () => {
  let dir: string;
  const at = (name: string): string => join(dir, name);
  const run = (...args: string[]): Buffer =>
    execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "tallystick-transfer-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const made = {
    Ed25519: ["genpkey", "-algorithm", "ed25519"],
    ES256: ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    SM2: ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2"],
  } as const;
  const cases = [
    ["intl", "Ed25519"],
    ["intl", "ES256"],
    ["gm", "SM2"],
  ] as const;

  it.each(cases)(
    "%s %s: made by OpenSSL, imported, exported, the same key to OpenSSL",
    async (name, algorithm) => {
      const suite = nodeSuite(name);
      run(...made[algorithm], "-out", at("their.pem"));
      const signer = await importKey({
        from: at("their.pem"),
        suite,
        algorithm,
        keyFile: at("our.key"),
        passphrase,
      });
      const message = utf8("message");
      expect(suite.verify(signer.publicKey, message, signer.sign(message))).toBe(true);
      await exportKey({ keyFile: at("our.key"), suite, passphrase, out: at("ours.pem") });
      expect(statSync(at("ours.pem")).mode & 0o777).toBe(0o600);
      const publicOf = (file: string): string => run("pkey", "-in", at(file), "-pubout").toString();
      expect(publicOf("ours.pem")).toBe(publicOf("their.pem"));
    },
  );

  it("takes encrypted PEM with its passphrase, and DER", async () => {
    const suite = nodeSuite("intl");
    run(...made.Ed25519, "-aes256", "-pass", "pass:theirs", "-out", at("locked.pem"));
    run(
      "pkey",
      "-in",
      at("locked.pem"),
      "-passin",
      "pass:theirs",
      "-outform",
      "DER",
      "-out",
      at("open.der"),
    );
    const common = { suite, algorithm: "Ed25519", passphrase } as const;
    const locked = { ...common, from: at("locked.pem"), keyFile: at("a.key") };
    const one = await importKey({ ...locked, fromPassphrase: "theirs" });
    const two = await importKey({ ...common, from: at("open.der"), keyFile: at("b.key") });
    expect(two.keyId).toEqual(one.keyId);
    for (const fromPassphrase of [undefined, "wrong"]) {
      const refused = importKey({ ...locked, keyFile: at("c.key"), fromPassphrase });
      await expect(refused).rejects.toMatchObject({ code: "invalid-option" });
    }
    expect(existsSync(at("c.key"))).toBe(false);
  });

  it("refuses keys of another kind, no key at all, and to write over a file", async () => {
    const suite = nodeSuite("intl");
    run(...made.ES256, "-out", at("ec.pem"));
    run("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", at("rsa.pem"));
    writeFileSync(at("noise"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    for (const name of ["ec.pem", "rsa.pem", "noise", "absent"]) {
      const options = {
        from: at(name),
        suite,
        algorithm: "Ed25519",
        keyFile: at("x.key"),
        passphrase,
      } as const;
      await expect(importKey(options)).rejects.toMatchObject({ code: "invalid-option" });
    }
    await writeKeyFile(at("x.key"), generateKey(suite), passphrase);
    const before = readFileSync(at("x.key"));
    run(...made.Ed25519, "-out", at("good.pem"));
    const over = importKey({
      from: at("good.pem"),
      suite,
      algorithm: "Ed25519",
      keyFile: at("x.key"),
      passphrase,
    });
    await expect(over).rejects.toMatchObject({ code: "invalid-option" });
    await expect(
      exportKey({ keyFile: at("x.key"), suite, passphrase, out: at("good.pem") }),
    ).rejects.toMatchObject({
      code: "invalid-option",
    });
    expect(readFileSync(at("x.key"))).toEqual(before);
  });
});
