import { createCipheriv } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { conformanceFolder } from "../../test/conformance.ts";
import { fromHex, toHex } from "../bytes.ts";
import type { BlockCipher } from "./block-cipher.ts";
import { gcmOpen, gcmSeal, NONCE_BYTES } from "./block-gcm.ts";
import { unwrapKey, wrapKey } from "./block-key-wrap.ts";
import { sm4 } from "./sm4.ts";

const KEY = fromHex("0123456789abcdeffedcba9876543210");

function aes(key: Uint8Array): BlockCipher {
  const run = (block: Uint8Array) => {
    const cipher = createCipheriv("aes-128-ecb", key, null).setAutoPadding(false);
    return new Uint8Array(cipher.update(block));
  };
  return { encrypt: run, decrypt: run };
}

test("SM4 gives the value printed in GB/T 32907, and takes it back", () => {
  const made = sm4(KEY).encrypt(KEY);
  expect(toHex(made)).toBe("681edf34d206965e86b3e94f536e4246");
  expect(sm4(KEY).decrypt(made)).toEqual(KEY);
});

test("SM4 gives what OpenSSL gives, under any key and for any block", () => {
  let block = KEY;
  for (let i = 0; i < 500; i++) {
    const key = block.map((byte, at) => byte ^ ((i * 31 + at * 7) & 0xff));
    const openssl = createCipheriv("sm4-ecb", key, null).setAutoPadding(false);
    const wanted = new Uint8Array(openssl.update(block));
    const made = sm4(key).encrypt(block);
    expect(made).toEqual(wanted);
    expect(sm4(key).decrypt(made)).toEqual(block);
    block = made;
  }
});

test("GCM over AES is the platform's AES-128-GCM", () => {
  for (const length of [0, 1, 15, 16, 17, 300]) {
    const data = Uint8Array.from({ length }, (_, i) => i);
    const aad = data.subarray(0, length >> 1);
    const nonce = KEY.subarray(0, NONCE_BYTES);
    const node = createCipheriv("aes-128-gcm", KEY, nonce);
    node.setAAD(aad);
    const wanted = Buffer.concat([node.update(data), node.final(), node.getAuthTag()]);
    expect(toHex(gcmSeal(aes(KEY), nonce, data, aad))).toBe(wanted.toString("hex"));
  }
});

const wycheproof = conformanceFolder("wycheproof");

describe.skipIf(wycheproof === undefined)("Wycheproof SM4-GCM", () => {
  interface Case {
    readonly tcId: number;
    readonly key: string;
    readonly iv: string;
    readonly aad: string;
    readonly msg: string;
    readonly ct: string;
    readonly tag: string;
    readonly result: "valid" | "invalid" | "acceptable";
  }
  const file = join(wycheproof ?? "", "sm4_gcm_test.json");
  const groups =
    wycheproof === undefined
      ? []
      : (JSON.parse(readFileSync(file, "utf8")).testGroups as { readonly tests: Case[] }[]);
  const cases = groups.flatMap(({ tests }) => tests);
  const usual = cases.filter(({ iv, tag }) => iv.length === 24 && tag.length === 32);

  test("65 cases have nonces of 12 bytes; all others are refused", () => {
    expect(usual).toHaveLength(65);
    for (const { key, iv } of cases) {
      if (iv.length === 24) continue;
      const seal = () => gcmSeal(sm4(fromHex(key)), fromHex(iv), KEY, KEY);
      expect(seal).toThrow(RangeError);
    }
  });

  test.each(usual)("case $tcId is $result", ({ key, iv, aad, msg, ct, tag, result }) => {
    const cipher = sm4(fromHex(key));
    const opened = gcmOpen(cipher, fromHex(iv), fromHex(ct + tag), fromHex(aad));
    expect(opened && toHex(opened)).toBe(result === "valid" ? msg : undefined);
    if (result !== "valid") return;
    expect(toHex(gcmSeal(cipher, fromHex(iv), fromHex(msg), fromHex(aad)))).toBe(ct + tag);
  });
});

test("key wrap gives the values of RFC 3394 s4.1, over AES as the platform has it", () => {
  const kek = fromHex("000102030405060708090a0b0c0d0e0f");
  const key = fromHex("00112233445566778899aabbccddeeff");
  const wrapped = wrapKey(aes(kek), key);
  expect(toHex(wrapped)).toBe("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
});

test("what was wrapped under SM4 unwraps under the same key, and changed by a bit does not", () => {
  const key = sm4(KEY).encrypt(KEY);
  const wrapped = wrapKey(sm4(KEY), key);
  expect(unwrapKey(sm4(KEY), wrapped)).toEqual(key);
  expect(unwrapKey(sm4(key), wrapped)).toBeUndefined();
  for (let i = 0; i < wrapped.length; i++) {
    const changed = wrapped.map((byte, at) => (at === i ? byte ^ 1 : byte));
    expect(unwrapKey(sm4(KEY), changed)).toBeUndefined();
  }
  expect(unwrapKey(sm4(KEY), wrapped.subarray(0, 8))).toBeUndefined();
  expect(() => wrapKey(sm4(KEY), key.subarray(0, 8))).toThrow(RangeError);
});
