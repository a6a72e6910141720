/** C2SP/wycheproof: every vector of the algorithms we use, on both backends. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hmac } from "@noble/hashes/hmac.js";
import { describe, expect, test } from "vitest";
import { equalBytes, fromHex } from "../src/bytes.ts";
import { createDigest } from "../src/digest.ts";
import { sm3 } from "../src/sm3.ts";
import { rsFromDer } from "../src/suite/ecdsa-der.ts";
import { createNodeDigest } from "../src/suite/node-digest.ts";
import { nodeSuite } from "../src/suite/node-suite.ts";
import { portableSuite } from "../src/suite/portable.ts";
import type { PublicKey } from "../src/suite/suite.ts";
import { verifyX509Signature } from "../src/x509/verify-signature.ts";
import { conformanceFolder } from "./conformance.ts";

interface Case {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly sig: string;
  readonly key: string;
  readonly tag: string;
  readonly result: "valid" | "invalid";
}
interface Group {
  readonly publicKey: { readonly pk: string; readonly uncompressed: string };
  readonly tagSize: number;
  readonly tests: readonly Case[];
}

const folder = conformanceFolder("wycheproof");

function groups(file: string): readonly Group[] {
  return JSON.parse(readFileSync(join(folder as string, file), "utf8")).testGroups;
}

const suites = [
  ["portable", portableSuite("intl")],
  ["node", nodeSuite("intl")],
] as const;

function check(
  file: string,
  keyOf: (group: Group) => PublicKey,
  signatureOf: (c: Case) => Uint8Array | undefined,
): number {
  let count = 0;
  for (const group of groups(file)) {
    const key = keyOf(group);
    for (const one of group.tests) {
      const signature = signatureOf(one);
      for (const [backend, suite] of suites) {
        const verdict = signature !== undefined && suite.verify(key, fromHex(one.msg), signature);
        if (verdict !== (one.result === "valid")) {
          throw new Error(`${file} ${one.tcId} (${one.comment}): ${backend} says ${verdict}`);
        }
      }
      count++;
    }
  }
  return count;
}

describe.skipIf(folder === undefined)("wycheproof", () => {
  test("Ed25519", () => {
    const keyOf = (group: Group): PublicKey => ({
      algorithm: "Ed25519",
      raw: fromHex(group.publicKey.pk),
    });
    expect(check("ed25519_test.json", keyOf, (one) => fromHex(one.sig))).toBe(151);
  });

  const p256 = (group: Group): PublicKey => ({
    algorithm: "ES256",
    raw: fromHex(group.publicKey.uncompressed).slice(1),
  });
  test("ECDSA P-256, r‖s", () => {
    expect(check("ecdsa_secp256r1_sha256_p1363_test.json", p256, (one) => fromHex(one.sig))).toBe(
      262,
    );
  });
  test("ECDSA P-256, DER through our conversion", () => {
    expect(
      check("ecdsa_secp256r1_sha256_test.json", p256, (one) => rsFromDer(fromHex(one.sig))),
    ).toBe(484);
  });

  test("ECDSA P-256, DER as certificates hold it", () => {
    let count = 0;
    for (const group of groups("ecdsa_secp256r1_sha256_test.json")) {
      const raw = fromHex(group.publicKey.uncompressed).slice(1);
      const key = { type: "P-256", raw, spki: raw } as const;
      for (const one of group.tests) {
        const algorithm = { family: "ECDSA", hash: "sha-256" } as const;
        const [message, signature] = [fromHex(one.msg), fromHex(one.sig)];
        const verdict = verifyX509Signature(key, algorithm, message, signature);
        expect(verdict, `${one.tcId} (${one.comment})`).toBe(one.result === "valid");
        count++;
      }
    }
    expect(count).toBe(484);
  });

  test("HMAC-SM3", () => {
    let count = 0;
    for (const group of groups("hmac_sm3_test.json")) {
      for (const one of group.tests) {
        const [key, message, tag] = [fromHex(one.key), fromHex(one.msg), fromHex(one.tag)];
        const valid = one.result === "valid";
        expect(
          equalBytes(hmac(sm3, key, message).slice(0, group.tagSize / 8), tag),
          `${one.tcId}`,
        ).toBe(valid);
        count++;
        if (key.length !== 32 || tag.length !== 32) continue;
        for (const create of [createDigest, createNodeDigest]) {
          const digest = create("hmac-sm3", key);
          digest.update(message);
          expect(equalBytes(digest.digest(), tag), `${one.tcId}`).toBe(valid);
        }
      }
    }
    expect(count).toBe(174);
  });
});
