import { describe, expect, test } from "vitest";
import { makeBatch } from "../../test/support/batch.ts";
import { FILE } from "../../test/support/file.ts";
import { exampleBytes, exampleSigner } from "../../test/support/keys.ts";
import { codeOf, facts, input, one, trust } from "../../test/support/layers.ts";
import { depositReceipt, makeEntry, makeReceipt, makeWorld } from "../../test/support/world.ts";
import type { CborEncodable } from "../cbor.ts";
import { decodeEntry, encodeEntry } from "../entry.ts";
import { encodeReceipt, type Receipt } from "../receipt.ts";
import { verify } from "../verify.ts";

describe("batches", () => {
  const made = makeBatch(one.suite, FILE, 4, 7);
  const action = "evidence.deposit-batch";
  const receiptFor = async (batch: Receipt["batch"], changed: CborEncodable = made.input) => {
    const entry = await makeEntry(one, { action, input: changed });
    return encodeReceipt(await makeReceipt(one, entry, { extra: batch ? { batch } : {} }));
  };

  test("another index, another leaf, another size", async () => {
    const { root } = made.input as { root: Uint8Array };
    const leaf = makeBatch(one.suite, FILE.subarray(1), 4, 7).batch.leaf;
    for (const receipt of [
      await receiptFor({ ...made.batch, index: 5 }),
      await receiptFor({ ...made.batch, index: 7 }),
      await receiptFor({ ...made.batch, leaf }),
      await receiptFor({ ...made.batch, path: made.batch.path.slice(1) }),
      await receiptFor(made.batch, { root, size: 4 }),
    ]) {
      expect(codeOf("batch", { receipt, trust })).toBe("batch-excludes");
      expect(verify({ receipt, trust }).valid).toBe(false);
    }
  });

  test("a leaf that is no leaf", async () => {
    const receipt = await receiptFor({ ...made.batch, leaf: Uint8Array.of(1) });
    expect(codeOf("batch", { receipt, trust })).toBe("batch-leaf-malformed");
  });

  test("the statement alone, without a place in the batch", async () => {
    const receipt = await receiptFor(undefined);
    expect(codeOf("batch", { receipt, trust })).toBe("batch-absent");
    expect(codeOf("file", { receipt, trust, file: facts })).toBe("batch-part-missing");
    expect(verify({ receipt, trust }).valid).toBe(true);
    expect(verify({ receipt, trust, file: facts }).valid).toBe(false);
  });

  test("a place in a batch for a record that is none", async () => {
    const receipt = await depositReceipt(one, input, { extra: { batch: made.batch } });
    expect(codeOf("batch", { receipt, trust })).toBe("batch-unexpected");
    expect(verify({ receipt, trust }).valid).toBe(false);
  });
});

describe("the statement", () => {
  test("a key that is not the one it names", async () => {
    const entry = await makeEntry(one, { input });
    const signer = exampleSigner(one.suite, "Ed25519", "somebody else").publicKey;
    const receipt = encodeReceipt({ ...(await makeReceipt(one, entry)), signer });
    expect(codeOf("statement-signature", { receipt, trust })).toBe("signer-differs");
  });

  test("a signature that is not its own, on the log all the same", async () => {
    const { statement, ...rest } = decodeEntry(await makeEntry(one, { input }));
    const forged = statement.slice();
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const entry = encodeEntry({ ...rest, statement: forged });
    const receipt = encodeReceipt(await makeReceipt(one, entry));
    expect(codeOf("statement-signature", { receipt, trust })).toBe("statement-signature-bad");
    expect(codeOf("checkpoint-signatures", { receipt, trust })).toBe("quorum-reached");
    expect(verify({ receipt, trust }).valid).toBe(false);
  });

  test("a statement for another ledger", async () => {
    const entry = await makeEntry(one, { input, ledgerId: exampleBytes("elsewhere", 32) });
    const receipt = encodeReceipt(await makeReceipt(one, entry));
    expect(codeOf("ledger", { receipt, trust })).toBe("statement-elsewhere");
    expect(verify({ receipt, trust }).valid).toBe(false);
  });

  test("a refusal is proved, and is not an acceptance", async () => {
    const entry = await makeEntry(one, { input, outcome: 1_003 });
    const receipt = encodeReceipt(await makeReceipt(one, entry));
    const { valid, layers, summary } = verify({ receipt, trust });
    expect(valid).toBe(false);
    expect(layers.filter(({ verdict }) => verdict === "fail").map(({ code }) => code)).toEqual([
      "refused",
    ]);
    expect(summary?.outcome).toBe(1_003);
  });

  test("a statement of the other suite", async () => {
    const gm = makeWorld({ suite: "gm" });
    const entry = await makeEntry(gm, { input });
    const receipt = encodeReceipt(await makeReceipt(one, entry));
    expect(codeOf("format", { receipt, trust })).toBe("suites-mixed");
  });

  test("an entry that is none, and a statement that is none", async () => {
    const noEntry = encodeReceipt(await makeReceipt(one, Uint8Array.of(1)));
    expect(codeOf("format", { receipt: noEntry, trust })).toBe("entry-malformed");
    const entry = encodeEntry({ statement: Uint8Array.of(1), outcome: 0, data: null });
    const noStatement = encodeReceipt(await makeReceipt(one, entry));
    expect(codeOf("format", { receipt: noStatement, trust })).toBe("statement-malformed");
  });
});
