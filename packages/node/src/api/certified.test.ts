import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { describe, expect, it } from "vitest";
import { NoReceipt } from "../receipts.ts";
import { certifiedRead } from "./certified.ts";
import type { ApiContext } from "./context.ts";

type Context = Parameters<typeof certifiedRead>[0];

/** An engine of which block 7 becomes certified when somebody waits for it, if ever. */
function contextOf(certifiedHeight: number, comes: boolean): Context {
  let height = certifiedHeight;
  const engine = {
    status: () => ({ certifiedHeight: height }),
    whenCertified: (wanted: number) => {
      if (!comes) return new Promise(() => {});
      height = wanted;
      return Promise.resolve();
    },
    read: <T>(run: (reader: LedgerReader) => T): T => run({} as LedgerReader),
  };
  return { engine, limits: { certifyMs: 20 } } as unknown as ApiContext;
}

/** A read that finds no certificate of block 7 so many times. */
function missing(times: number): () => string {
  let left = times;
  return () => {
    if (left-- > 0) throw new NoReceipt("uncertified", 7);
    return "receipt";
  };
}

describe("certifiedRead", () => {
  it("waits for the certificate and reads again", async () => {
    expect(await certifiedRead(contextOf(6, true), missing(1))).toBe("receipt");
  });

  it("gives up when the certificate does not come in time", async () => {
    const late = certifiedRead(contextOf(6, false), missing(1));
    await expect(late).rejects.toMatchObject({ code: "not-certified" });
  });

  it("calls a certificate lost that must be there and is not", async () => {
    for (const comes of [true, false]) {
      const lost = certifiedRead(contextOf(comes ? 6 : 7, comes), missing(2));
      await expect(lost).rejects.toMatchObject({ code: "store-damaged" });
    }
  });

  it("passes on every other failure", async () => {
    const read = (): never => {
      throw new NoReceipt("beyond-log");
    };
    await expect(certifiedRead(contextOf(7, true), read)).rejects.toThrow(NoReceipt);
  });
});
