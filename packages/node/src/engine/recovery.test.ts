import { equalBytes } from "@tallystick/core/bytes";
import { decodeCertificate, encodeCertificate } from "@tallystick/core/certificate";
import type { Trust } from "@tallystick/core/trust";
import { blockKey, certificateKey, entryKey } from "@tallystick/ledger/key-space";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { WriteOp } from "@tallystick/ledger/store";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  Consortium,
  CREATED,
  Lockstep,
  openTestNode,
  type TestNode,
  type TestOrganisation,
} from "../../test/support/lockstep.ts";
import { VerifyPool } from "../workers/verify-pool.ts";
import { checkLastBlock } from "./recovery.ts";

let pool: VerifyPool;
const consortium = new Consortium();
const { trust } = consortium;
beforeAll(async () => {
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
});
afterAll(() => pool.close());

let inner: MemoryStore;
let height: number;
beforeEach(async () => {
  inner = new MemoryStore();
  const nodes = await Promise.all(
    consortium.organisations.map((own, i) =>
      openTestNode(consortium, own, pool, i === 0 ? inner : new MemoryStore(), {
        now: () => CREATED,
      }),
    ),
  );
  const chain = Lockstep.start(consortium, nodes);
  await chain.submit(await consortium.statement(1), await consortium.statement(2));
  await chain.step();
  await chain.step();
  await chain.submit(await consortium.statement(3));
  await chain.step();
  height = chain.height;
});

async function check(
  writes: readonly WriteOp[] = [],
  other: { trust?: Trust; certified?: "every" | "some" } = {},
): Promise<void> {
  await inner.commit(writes);
  const own = consortium.organisations[0] as TestOrganisation;
  const { ledger, store }: TestNode = await openTestNode(consortium, own, pool, inner);
  checkLastBlock({ ledger, store, trust, certified: "some", ...other });
}

const certificate = () => decodeCertificate(inner.get(certificateKey(1)) as Uint8Array);
const withSignatures = (change: (all: ReturnType<typeof certificate>["signatures"]) => unknown) => {
  const kept = certificate();
  const signatures = change(kept.signatures) as typeof kept.signatures;
  return [{ key: certificateKey(1), value: encodeCertificate({ ...kept, signatures }) }];
};

describe("a ledger whose last certificate is older than its last block", () => {
  it("is whole where several organisations certify, and damaged where every block must be", async () => {
    expect(height).toBe(3);
    await check();
    await expect(check([], { certified: "every" })).rejects.toThrow("it has no certificate");
  });

  it("is damaged when a signature is", async () => {
    const writes = withSignatures(([first, ...others]) => {
      const signature = first?.signature.slice() ?? new Uint8Array(64);
      signature[20] = (signature[20] ?? 0) ^ 1;
      return [{ ...first, signature }, ...others];
    });
    await expect(check(writes)).rejects.toThrow("org-0: its signature is not valid");
  });

  it("is damaged when signatures are missing or doubled", async () => {
    await expect(check(withSignatures((all) => all.slice(2)))).rejects.toThrow(
      "2 organisations signed, 3 must",
    );
    await expect(check(withSignatures((all) => [...all, ...all]))).rejects.toThrow("signed twice");
  });

  it("is damaged when the certificate is of another block's roots", async () => {
    const value = inner.get(certificateKey(1)) as Uint8Array;
    await expect(
      check([
        { key: certificateKey(1), value: null },
        { key: certificateKey(2), value },
      ]),
    ).rejects.toThrow("has no block");
  });

  it("does not open under a trust file that has other keys, or none at that height", async () => {
    const later: Trust = {
      ...trust,
      organisations: trust.organisations.map((one) => ({
        ...one,
        keys: one.keys.map((key) => ({ ...key, fromHeight: 2 })),
      })),
    };
    await expect(check([], { trust: later })).rejects.toThrow("does not have its key there");
    const other = new Consortium().trust;
    const strangers = { ...other, ledgerId: trust.ledgerId };
    await expect(check([], { trust: strangers })).rejects.toThrow("its key is none");
  });

  it("is damaged when something lies beyond its end, or an entry is missing", async () => {
    const beyond = { key: blockKey(height + 1), value: inner.get(blockKey(height)) ?? null };
    await expect(check([beyond])).rejects.toThrow("although block 3 is the last");
    await check([{ key: beyond.key, value: null }]);
    const entry = inner.get(entryKey(2)) as Uint8Array;
    await expect(check([{ key: entryKey(2), value: null }])).rejects.toThrow("entry 2: missing");
    const other = inner.get(entryKey(1)) as Uint8Array;
    expect(equalBytes(entry, other)).toBe(false);
    await expect(check([{ key: entryKey(2), value: other }])).rejects.toThrow("not the leaf");
  });
});
