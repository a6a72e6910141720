import { createPublicKey, createSign, generateKeyPairSync, verify } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { toHex, utf8 } from "../bytes.ts";
import { KeyError, keyId } from "../keys.ts";
import { derFromRs, rsFromDer } from "./ecdsa-der.ts";
import { exportPkcs8, generateKey, signerFromPkcs8 } from "./node-keys.ts";
import { nodeSuite } from "./node-suite.ts";
import { portableSuite } from "./portable.ts";
import { portableSigner, randomSecret } from "./portable-signer.ts";

const cases = [
  ["intl", "Ed25519"],
  ["intl", "ES256"],
  ["gm", "SM2"],
] as const;
const messages = [new Uint8Array(), utf8("message digest"), new Uint8Array(70_000).fill(7)];

describe.each(cases)("suite %s, %s", (name, algorithm) => {
  const node = nodeSuite(name);
  const portable = portableSuite(name);

  test("what either signs, both accept; what is changed, both refuse", () => {
    const signers = [
      generateKey(node, algorithm),
      portableSigner(portable, algorithm, randomSecret(algorithm)),
    ];
    for (const signer of signers) {
      expect(signer.keyId).toEqual(keyId(portable, signer.publicKey));
      for (const message of messages) {
        const signature = signer.sign(message);
        expect(signature).toHaveLength(64);
        for (const suite of [node, portable]) {
          expect(suite.verify(signer.publicKey, message, signature)).toBe(true);
          for (const at of [0, 31, 32, 63]) {
            const changed = signature.slice();
            changed[at] = (changed[at] as number) ^ 0x10;
            expect(suite.verify(signer.publicKey, message, changed)).toBe(false);
          }
        }
      }
    }
  });
  test("a key survives PKCS#8", () => {
    const signer = generateKey(node, algorithm);
    const again = signerFromPkcs8(node, algorithm, exportPkcs8(signer));
    expect(again.publicKey).toEqual(signer.publicKey);
    expect(portable.verify(signer.publicKey, utf8("x"), again.sign(utf8("x")))).toBe(true);
  });
  test("the default algorithm comes first", () => {
    if (node.algorithms[0] === algorithm) expect(generateKey(node).algorithm).toBe(algorithm);
  });
  test("inspecting a signer shows no private key", () => {
    const secret = randomSecret(algorithm);
    for (const signer of [
      portableSigner(portable, algorithm, secret),
      generateKey(node, algorithm),
    ]) {
      const shown = inspect(signer, { depth: 9, showHidden: true });
      expect(shown).not.toMatch(/PrivateKey|secret/i);
      expect(JSON.stringify(signer)).not.toContain(toHex(secret));
    }
  });
  test("a foreign signer cannot be exported", () => {
    const signer = portableSigner(portable, algorithm, randomSecret(algorithm));
    expect(() => exportPkcs8(signer)).toThrow(KeyError);
  });
  test("garbage is no key", () => {
    const der = exportPkcs8(generateKey(node, algorithm));
    expect(() => signerFromPkcs8(node, algorithm, der.subarray(0, 40))).toThrow(KeyError);
    expect(() => signerFromPkcs8(node, algorithm, new Uint8Array())).toThrow(KeyError);
    expect(() => portableSigner(portable, algorithm, new Uint8Array(31))).toThrow(KeyError);
  });
});

test("a key of another algorithm, or of another suite, is refused", () => {
  const der = exportPkcs8(generateKey(nodeSuite("intl"), "ES256"));
  expect(() => signerFromPkcs8(nodeSuite("intl"), "Ed25519", der)).toThrow(KeyError);
  expect(() => signerFromPkcs8(nodeSuite("gm"), "SM2", der)).toThrow(KeyError);
  expect(() => signerFromPkcs8(nodeSuite("gm"), "ES256", der)).toThrow(KeyError);
  expect(() => generateKey(nodeSuite("intl"), "SM2")).toThrow(KeyError);
  expect(() => portableSigner(portableSuite("gm"), "Ed25519", new Uint8Array(32))).toThrow(
    KeyError,
  );
});

test("private scalars out of range are refused", () => {
  const ones = new Uint8Array(32).fill(0xff);
  for (const [name, algorithm] of cases.slice(1)) {
    expect(() => portableSigner(portableSuite(name), algorithm, new Uint8Array(32))).toThrow(
      KeyError,
    );
    expect(() => portableSigner(portableSuite(name), algorithm, ones)).toThrow(KeyError);
  }
});

test("the platform's own SM2 shortcuts are still not SM2 with the default identity", () => {
  // Why node-suite.ts and node-keys.ts go the long way round. Should this ever fail, they can be simplified.
  const suite = nodeSuite("gm");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "SM2" });
  const signer = signerFromPkcs8(suite, "SM2", privateKey.export({ format: "der", type: "pkcs8" }));
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const imported = createPublicKey({ key: spki, format: "der", type: "spki" });
  const message = utf8("x");
  const signature = signer.sign(message);
  expect(suite.verify(signer.publicKey, message, signature)).toBe(true);
  // One-shot verification computes Z from an empty identity.
  expect(verify("sm3", message, imported, derFromRs(signature))).toBe(false);
  // A key object fresh from the generator signs ECDSA, whatever is fed first.
  const ecdsa = createSign("sm3").update(message).sign(privateKey);
  expect(suite.verify(signer.publicKey, message, rsFromDer(ecdsa) ?? new Uint8Array())).toBe(false);
});
