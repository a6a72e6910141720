/**
 * SM2 receipts checked by OpenSSL alone: SM3 for every leaf and node of the tree, SM2 with the
 * standard identity for the statement and for every organisation.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { concatBytes, equalBytes, fromHex, toBase64 } from "../../src/bytes.ts";
import { decodeSign1, sigStructure } from "../../src/cose.ts";
import { decodeEntry } from "../../src/entry.ts";
import { decodeReceipt, type Receipt, toCoseReceipts } from "../../src/receipt.ts";
import { decodeStatement } from "../../src/statement.ts";
import { derFromRs } from "../../src/suite/ecdsa-der.ts";
import { digestOf, FILE } from "../support/file.ts";
import { exampleBytes } from "../support/keys.ts";
import { depositReceipt, makeWorld } from "../support/world.ts";
import { haveTool, runTool } from "./tool.ts";

const openssl = haveTool("OpenSSL 3 with SM2", "openssl", ["pkey", "-help"])
  ? haveTool("OpenSSL 3 with SM3", "openssl", ["dgst", "-sm3", "/dev/null"])
  : false;
const folder = mkdtempSync(join(tmpdir(), "tallystick-openssl-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const world = makeWorld({ suite: "gm", organisations: 3 });
const input = { digests: [{ alg: "sm3", value: digestOf("sm3", FILE) }] };

function sm3(...parts: Uint8Array[]): Uint8Array {
  const { ok, stdout, stderr } = runTool("openssl", ["dgst", "-sm3", "-binary"], {
    input: concatBytes(...parts),
  });
  if (!ok) throw new Error(stderr);
  return new Uint8Array(stdout);
}

// SubjectPublicKeyInfo of an uncompressed sm2p256v1 point (RFC 5480; curve 1.2.156.10197.1.301).
const SPKI = fromHex("3059301306072a8648ce3d020106082a811ccf5501822d03420004");

function opensslVerifies(rawKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const file = (name: string, content: Uint8Array | string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const pem = toBase64(concatBytes(SPKI, rawKey)).replace(/.{64}/g, "$&\n");
  const key = file("key.pem", `-----BEGIN PUBLIC KEY-----\n${pem}\n-----END PUBLIC KEY-----\n`);
  const sig = file("signature.der", derFromRs(signature));
  const { stdout } = runTool("openssl", [
    ...["dgst", "-sm3", "-sigopt", "distid:1234567812345678"],
    ...["-verify", key, "-signature", sig, file("message", message)],
  ]);
  return stdout.toString().trim() === "Verified OK";
}

/** The log root, by RFC 9162 s2.1.3.2 with OpenSSL's SM3. */
function rootByOpenssl({ entry, index, path }: Receipt, size: number): Uint8Array {
  let root = sm3(Uint8Array.of(0), entry);
  let [at, last] = [index, size - 1];
  for (const sibling of path) {
    if (at % 2 === 1 || at === last) {
      root = sm3(Uint8Array.of(1), sibling, root);
      for (; at % 2 === 0 && at !== 0; at /= 2) last >>= 1;
    } else {
      root = sm3(Uint8Array.of(1), root, sibling);
    }
    at >>= 1;
    last >>= 1;
  }
  return root;
}

describe.skipIf(!openssl)("OpenSSL", () => {
  test.each([
    [0, 1],
    [3, 6],
    [6, 7],
  ])("accepts every signature of the receipt for entry %i of %i", async (index, logSize) => {
    const receipt = decodeReceipt(await depositReceipt(world, input, { index, logSize }));
    const root = rootByOpenssl(receipt, receipt.checkpoint.logSize);
    const receipts = toCoseReceipts(receipt);
    expect(receipts).toHaveLength(3);
    receipts.forEach((cose, position) => {
      const { protectedBytes, signature } = decodeSign1(cose);
      const key = world.organisations[position]?.signer.publicKey.raw ?? root;
      const message = sigStructure(protectedBytes, root);
      expect(opensslVerifies(key, message, signature)).toBe(true);
      const wrong = sigStructure(protectedBytes, exampleBytes("another root", 32));
      expect(opensslVerifies(key, wrong, signature)).toBe(false);
    });
  });

  test("accepts the statement, and names the key as we do", async () => {
    const receipt = decodeReceipt(await depositReceipt(world, input));
    const statement = decodeStatement(decodeEntry(receipt.entry).statement);
    const { protectedBytes, payloadBytes, signature, keyId } = statement;
    const { raw } = receipt.signer;
    const message = sigStructure(protectedBytes, payloadBytes);
    expect(opensslVerifies(raw, message, signature)).toBe(true);
    expect(opensslVerifies(raw, message.subarray(1), signature)).toBe(false);
    // COSE_Key {1: 2, -1: -70002, -2: x, -3: y}, written by hand (RFC 9679 thumbprint input).
    const [x, y] = [raw.subarray(0, 32), raw.subarray(32)];
    const thumbprint = sm3(fromHex("a40102203a00011171215820"), x, fromHex("225820"), y);
    expect(equalBytes(thumbprint, keyId)).toBe(true);
  });
});
