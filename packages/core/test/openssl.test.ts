/** SM2, SM3, SHA-2, HMAC and key files against the OpenSSL command, both ways: a program that none of us wrote. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DigestTag } from "../src/algorithms.ts";
import { concatBytes, fromHex, toHex, utf8 } from "../src/bytes.ts";
import { createDigest } from "../src/digest.ts";
import { derFromRs, rsFromDer } from "../src/suite/ecdsa-der.ts";
import { createNodeDigest } from "../src/suite/node-digest.ts";
import {
  exportPkcs8,
  generateKey,
  type NodeSigner,
  signerFromPkcs8,
} from "../src/suite/node-keys.ts";
import { nodeSuite } from "../src/suite/node-suite.ts";
import { portableSuite } from "../src/suite/portable.ts";
import { SM2_DEFAULT_ID } from "../src/suite/sm2-curve.ts";
import { signSm2 } from "../src/suite/sm2-sign.ts";

const found = spawnSync("openssl", ["version"], { encoding: "utf8" });
if (found.status !== 0) {
  if (process.env["CI"] === "true") throw new Error("the openssl command is missing in CI");
  console.warn("SKIPPED, no openssl command");
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-openssl-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const SPKI_SM2 = fromHex("3059301306072a8648ce3d020106082a811ccf5501822d03420004");
const message = utf8("What the harbour master saw. 港务长所见。");

/** Writes a file into the scratch folder and returns its path. */
function put(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const openssl = (...args: string[]): Buffer =>
  execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });

function opensslAccepts(
  publicKey: Uint8Array,
  signature: Uint8Array,
  id: string = SM2_DEFAULT_ID,
): boolean {
  const key = put("pub.der", concatBytes(SPKI_SM2, publicKey));
  const args = ["pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pkeyopt", `distid:${id}`];
  const files = ["-pubin", "-keyform", "DER", "-inkey", key, "-in", put("message", message)];
  const result = spawnSync("openssl", [
    ...args,
    ...files,
    "-sigfile",
    put("sig", derFromRs(signature)),
  ]);
  return result.status === 0;
}

describe.skipIf(found.status !== 0)("openssl", () => {
  const suites = [nodeSuite("gm"), portableSuite("gm")];
  const signer = (): NodeSigner => generateKey(nodeSuite("gm"));

  test("accepts our SM2 signatures, from either backend", () => {
    const own = signer();
    expect(opensslAccepts(own.publicKey.raw, own.sign(message))).toBe(true);
    const pkcs8 = exportPkcs8(own);
    // The 32-byte scalar follows the two-byte head of the inner ECPrivateKey's second member.
    const at = toHex(pkcs8).indexOf("0201010420") / 2 + 5;
    const portable = signSm2(pkcs8.slice(at, at + 32), own.publicKey.raw, message);
    expect(opensslAccepts(own.publicKey.raw, portable)).toBe(true);
  });

  test("refuses them under another identity or key, or when changed", () => {
    const own = signer();
    const signature = own.sign(message);
    expect(opensslAccepts(own.publicKey.raw, signature, "someone else")).toBe(false);
    expect(opensslAccepts(signer().publicKey.raw, signature)).toBe(false);
    signature[63] = (signature[63] as number) ^ 1;
    expect(opensslAccepts(own.publicKey.raw, signature)).toBe(false);
  });

  test("both of us accept its SM2 signatures, by pkeyutl and by dgst, with its own key", () => {
    const pem = join(folder, "key.pem");
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", pem);
    const own = signerFromPkcs8(
      nodeSuite("gm"),
      "SM2",
      openssl("pkcs8", "-topk8", "-nocrypt", "-in", pem, "-outform", "DER"),
    );
    const input = put("message", message);
    const id = `distid:${SM2_DEFAULT_ID}`;
    const signatures = [
      openssl(
        "pkeyutl",
        "-sign",
        "-rawin",
        "-digest",
        "sm3",
        "-pkeyopt",
        id,
        "-inkey",
        pem,
        "-in",
        input,
      ),
      openssl("dgst", "-sm3", "-sigopt", id, "-sign", pem, input),
    ];
    for (const der of signatures) {
      const signature = rsFromDer(der) ?? new Uint8Array();
      for (const suite of suites) {
        expect(suite.verify(own.publicKey, message, signature)).toBe(true);
        expect(suite.verify(own.publicKey, utf8("another"), signature)).toBe(false);
      }
    }
  });

  test("neither of us accepts its SM2 signatures under another identity", () => {
    const pem = put("own.der", exportPkcs8(signer()));
    const own = signerFromPkcs8(
      nodeSuite("gm"),
      "SM2",
      openssl("pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-in", pem, "-outform", "DER"),
    );
    for (const id of ["", "TLSv1.3+GM+Cipher+Suite"]) {
      const args = ["pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-pkeyopt", `distid:${id}`];
      const der = openssl(
        ...args,
        "-keyform",
        "DER",
        "-inkey",
        pem,
        "-in",
        put("message", message),
      );
      const signature = rsFromDer(der) ?? new Uint8Array();
      for (const suite of suites)
        expect(suite.verify(own.publicKey, message, signature)).toBe(false);
    }
  });

  test.each([
    ["sha-256", "-sha256"],
    ["sha-384", "-sha384"],
    ["sha-512", "-sha512"],
    ["sm3", "-sm3"],
  ] as const)("%s", (tag, option) => {
    const content = new Uint8Array(100_000).fill(0x5a);
    const theirs = openssl("dgst", option, "-binary", put("content", content));
    for (const create of [createDigest, createNodeDigest]) {
      const digest = create(tag);
      digest.update(content);
      expect(toHex(digest.digest())).toBe(theirs.toString("hex"));
    }
  });

  test.each([
    ["hmac-sha-256", "-sha256"],
    ["hmac-sm3", "-sm3"],
  ] as const)("%s, as a person would check a salted commitment", (tag: DigestTag, option) => {
    const salt = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);
    const args = ["dgst", option, "-mac", "HMAC", "-macopt", `hexkey:${toHex(salt)}`, "-binary"];
    const theirs = openssl(...args, put("content", message));
    for (const create of [createDigest, createNodeDigest]) {
      const digest = create(tag, salt);
      digest.update(message);
      expect(toHex(digest.digest())).toBe(theirs.toString("hex"));
    }
  });
});
