import { toHex } from "@tallystick/core/bytes";
import { encodeReceipt } from "@tallystick/core/receipt";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { receiptTail, writeReceipt } from "./receipt-writer.ts";

test.each(["intl", "gm"] as const)("writes the bytes of encodeReceipt, suite %s", (name) => {
  const signer = generateKey(nodeSuite(name)).publicKey;
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const signature = fc.record({
    protected: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    signature: fc.uint8Array({ minLength: 64, maxLength: 64 }),
  });
  fc.assert(
    fc.property(
      fc.oneof(fc.nat(300), fc.nat(), fc.maxSafeNat()),
      fc.uint8Array({ minLength: 1, maxLength: 70_000, size: "max" }),
      fc.array(hash, { maxLength: 53 }),
      fc.array(signature, { minLength: 1, maxLength: 4 }),
      (index, entry, path, signatures) => {
        const written = writeReceipt(index, entry, path, receiptTail(signer, signatures));
        const encoded = encodeReceipt({ index, entry, path, signer, signatures });
        expect(toHex(written)).toBe(toHex(encoded));
      },
    ),
    { numRuns: 60 },
  );
});
