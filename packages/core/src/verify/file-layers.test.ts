import { describe, expect, test } from "vitest";
import { digestOf, FILE, factsFor } from "../../test/support/file.ts";
import { exampleBytes } from "../../test/support/keys.ts";
import { codeOf, facts, good, input, one, sha256, trust } from "../../test/support/layers.ts";
import { depositReceipt, makeEntry, makeReceipt } from "../../test/support/world.ts";
import type { CborEncodable } from "../cbor.ts";
import { encodeReceipt } from "../receipt.ts";
import { requiredDigests, verify } from "../verify.ts";

describe("the file", () => {
  const other = new Uint8Array(FILE.length).fill(65);

  test("another content of the same size", () => {
    const file = factsFor(good, other);
    expect(codeOf("file", { receipt: good, trust, file })).toBe("file-differs");
    expect(verify({ receipt: good, trust, file }).valid).toBe(false);
  });

  test("one digest right and another wrong is wrong", async () => {
    const digests = [...input.digests, { alg: "sm3", value: exampleBytes("wrong", 32) }];
    const receipt = await depositReceipt(one, { digests });
    const file = factsFor(receipt, FILE);
    expect(codeOf("file", { receipt, trust, file })).toBe("file-differs");
  });

  test("another size", async () => {
    const receipt = await depositReceipt(one, { ...input, size: 1 });
    const file = factsFor(receipt, FILE);
    expect(codeOf("size", { receipt, trust, file })).toBe("size-differs");
    expect(verify({ receipt, trust, file }).valid).toBe(false);
  });

  test.each<[string, CborEncodable]>([
    ["no digests", { size: 1 }],
    ["an empty list", { digests: [] }],
    ["five digests", { digests: Array.from({ length: 5 }, () => input.digests[0] ?? null) }],
    ["one algorithm twice", { digests: [...input.digests, ...input.digests] }],
    ["an unknown algorithm", { digests: [{ alg: "md5", value: exampleBytes("x", 16) }] }],
    ["a short digest", { digests: [{ alg: "sha-256", value: exampleBytes("x", 31) }] }],
    ["an unknown member", { digests: [{ alg: "sha-256", value: sha256, note: 1 }] }],
    ["a size that is a text", { ...input, size: "1" }],
  ])("a deposit whose digests cannot be read: %s", async (_, unreadable) => {
    const receipt = await depositReceipt(one, unreadable);
    expect(codeOf("file", { receipt, trust })).toBe("digests-unreadable");
    expect(verify({ receipt, trust }).valid).toBe(false);
  });

  test("a record that is not about a file", async () => {
    const entry = await makeEntry(one, { action: "evidence.annotate", input: { text: "x" } });
    const receipt = encodeReceipt(await makeReceipt(one, entry));
    expect(verify({ receipt, trust }).valid).toBe(true);
    expect(codeOf("file", { receipt, trust })).toBe("no-file-recorded");
    expect(codeOf("file", { receipt, trust, file: facts })).toBe("file-not-recorded");
    expect(verify({ receipt, trust, file: facts }).valid).toBe(false);
    expect(requiredDigests(receipt)).toEqual([]);
  });
});

describe("salted digests", () => {
  const salt = exampleBytes("salt", 32);
  const value = digestOf("hmac-sha-256", FILE, salt);
  const salted = { digests: [{ alg: "hmac-sha-256", value }] };

  test("without the salt the commitment cannot be checked", async () => {
    const receipt = await depositReceipt(one, salted);
    expect(requiredDigests(receipt)).toEqual([]);
    const file = factsFor(receipt, FILE);
    expect(codeOf("commitment", { receipt, trust, file })).toBe("salt-missing");
    expect(verify({ receipt, trust, file }).valid).toBe(false);
    expect(verify({ receipt, trust }).valid).toBe(true);
  });

  test("with the salt it opens; with another it does not", async () => {
    const receipt = await depositReceipt(one, salted, { extra: { salt } });
    expect(requiredDigests(receipt)).toEqual([{ alg: "hmac-sha-256", salt }]);
    const file = factsFor(receipt, FILE);
    expect(codeOf("commitment", { receipt, trust, file })).toBe("commitment-opens");
    expect(verify({ receipt, trust, file }).valid).toBe(true);
    const wrong = await depositReceipt(one, salted, { extra: { salt: exampleBytes("other", 32) } });
    expect(codeOf("commitment", { receipt: wrong, trust, file: factsFor(wrong, FILE) })).toBe(
      "commitment-differs",
    );
  });

  test("a plain digest beside it lets the file be checked without the salt", async () => {
    const digests = [...input.digests, ...salted.digests];
    const receipt = await depositReceipt(one, { digests });
    const file = factsFor(receipt, FILE);
    expect(codeOf("file", { receipt, trust, file })).toBe("file-matches");
    expect(codeOf("commitment", { receipt, trust, file })).toBe("salt-missing");
    expect(verify({ receipt, trust, file }).valid).toBe(true);
  });

  test("a salt that opens nothing is refused", async () => {
    const receipt = await depositReceipt(one, input, { extra: { salt } });
    expect(codeOf("commitment", { receipt, trust })).toBe("salt-unexpected");
    expect(verify({ receipt, trust }).valid).toBe(false);
  });

  test("a salt whose digest the caller did not compute", async () => {
    const receipt = await depositReceipt(one, salted, { extra: { salt } });
    expect(codeOf("commitment", { receipt, trust, file: facts })).toBe("digest-not-computed");
    expect(verify({ receipt, trust, file: facts }).valid).toBe(false);
  });
});
