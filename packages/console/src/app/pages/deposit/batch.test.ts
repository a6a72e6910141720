import { fromHex, toHex } from "@tallystick/core/bytes";
import { leafHash, rootFromInclusion } from "@tallystick/core/log-tree";
import { decodeReceipt } from "@tallystick/core/receipt";
import { portableSuite } from "@tallystick/core/suite/portable";
import { expect, test } from "vitest";
import { sampleLedger } from "../../../../test/sample-ledger.ts";
import { buildBatch } from "./batch.ts";

test.each(["intl", "gm"] as const)(
  "each digest leads to the root by its path, suite %s",
  async (name) => {
    const suite = portableSuite(name);
    const alg = suite.hashName;
    const digests = Array.from({ length: 11 }, (_, at) => toHex(suite.hash(Uint8Array.of(at))));
    const batch = buildBatch(name, alg, digests);
    expect(batch.size).toBe(11);
    const ledger = await sampleLedger(name);
    const [entry] = await ledger.deposit([{ content: Uint8Array.of(1) }]);
    for (const place of digests.keys()) {
      const part = decodeReceipt(batch.receiptOf(entry as Uint8Array, place)).batch;
      if (part === undefined) throw new Error("the receipt has no batch part");
      expect(toHex(part.leaf)).toContain(digests[place]);
      const claim = {
        index: place,
        size: 11,
        leafHash: leafHash(suite, part.leaf),
        path: part.path,
      };
      expect(rootFromInclusion(suite, claim)).toEqual(fromHex(batch.root));
    }
    expect(() => batch.receiptOf(entry as Uint8Array, 11)).toThrow(RangeError);
  },
);
