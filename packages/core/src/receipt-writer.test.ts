import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toHex } from "./bytes.ts";
import { encodeReceipt } from "./receipt.ts";
import { batchFrame, receiptTail, writeBatchReceipt, writeReceipt } from "./receipt-writer.ts";
import { generateKey } from "./suite/node-keys.ts";
import { nodeSuite } from "./suite/node-suite.ts";

const bytes = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max });
const index = fc.oneof(fc.nat(300), fc.nat(), fc.maxSafeNat());
const path = fc.array(bytes(32, 32), { maxLength: 53 });
const signatures = fc.array(fc.record({ protected: bytes(1, 300), signature: bytes(64, 64) }), {
  minLength: 1,
  maxLength: 4,
});

describe.each(["intl", "gm"] as const)("writes the bytes of encodeReceipt, suite %s", (name) => {
  const signer = generateKey(nodeSuite(name)).publicKey;
  const entry = fc.uint8Array({ minLength: 1, maxLength: 70_000, size: "max" });

  test("plain receipts", () => {
    fc.assert(
      fc.property(index, entry, path, signatures, (at, one, hashes, signed) => {
        const written = writeReceipt(at, one, hashes, receiptTail(signer, signed));
        const encoded = { index: at, entry: one, path: hashes, signer, signatures: signed };
        expect(toHex(written)).toBe(toHex(encodeReceipt(encoded)));
      }),
      { numRuns: 60 },
    );
  });

  test("receipts of a batch", () => {
    const batch = fc.record({ leaf: bytes(1, 128), index, path });
    fc.assert(
      fc.property(
        index,
        bytes(1, 500),
        path,
        signatures,
        batch,
        (at, one, hashes, signed, part) => {
          const receipt = { index: at, entry: one, path: hashes, signer, signatures: signed };
          const written = writeBatchReceipt(batchFrame(receipt), part.leaf, part.index, part.path);
          expect(toHex(written)).toBe(toHex(encodeReceipt({ ...receipt, batch: part })));
        },
      ),
      { numRuns: 200 },
    );
  });
});
