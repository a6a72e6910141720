import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { u64be } from "@tallystick/core/bytes";
import { decodeCertificate, encodeCertificate } from "@tallystick/core/certificate";
import { signStatement } from "@tallystick/core/statement";
import { blockKey, certificateKey, entryKey, metaKey, tileKey } from "@tallystick/ledger/key-space";
import type { Store } from "@tallystick/ledger/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { depositInput } from "../test/support/light-node.ts";
import { dataPaths } from "./data-paths.ts";
import { GENESIS_APPLICATIONS, initialise } from "./init.ts";
import { type OpenNode, openNode } from "./open-node.ts";
import { openStore } from "./store/open-store.ts";

const env = {};
let parent: string;
let good: string;
let count = 0;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "tallystick-open-"));
  good = join(parent, "good");
  await initialise({ dataDir: good, env });
  const node = await openNode({ dataDir: good, env, verifyThreads: 1 });
  const statements = Array.from({ length: 20 }, (_, i) =>
    signStatement({
      signer: node.memberSigner,
      issuer: node.config.member,
      ledgerId: node.ledgerId,
      id: new Uint8Array(16).fill(i + 1),
      expiry: Date.now() + 60_000,
      action: "evidence.deposit",
      input: depositInput(node.suite, i),
    }),
  );
  await node.engine.submitMany(await Promise.all(statements));
  await node.close();
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** Open a copy of the good node after doing something to it. */
async function openAfter(
  spoil: (dataDir: string, store: Store) => Promise<unknown> | unknown,
): Promise<OpenNode> {
  const dataDir = join(parent, `copy-${count++}`);
  cpSync(good, dataDir, { recursive: true });
  const store = openStore("lmdb", dataPaths(dataDir).ledger);
  await spoil(dataDir, store);
  await store.close();
  return openNode({ dataDir, env, verifyThreads: 1 });
}

const flip = (bytes: Uint8Array | undefined, at: number): Uint8Array => {
  const copy = (bytes as Uint8Array).slice();
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
};

describe("openNode", () => {
  it("opens what was closed, and closes twice without harm", async () => {
    const node = await openAfter(() => {});
    expect(node.ledger.logSize).toBe(20);
    expect(node.apps.map(({ name }) => name)).toEqual([...GENESIS_APPLICATIONS]);
    await node.close();
    await node.close();
  });

  it.each<[string, RegExp, (store: Store) => [Uint8Array, Uint8Array | null]]>([
    [
      "the last block's signature",
      /block 1, signature of org: its signature is not valid/,
      (store) => {
        const certificate = decodeCertificate(store.get(certificateKey(1)) as Uint8Array);
        const signatures = certificate.signatures.map((one) => ({
          ...one,
          signature: flip(one.signature, 5),
        }));
        return [certificateKey(1), encodeCertificate({ ...certificate, signatures })];
      },
    ],
    ["a lost certificate", /block 1: it has no certificate/, () => [certificateKey(1), null]],
    ["the last block's record", /no block at its head/, () => [blockKey(1), null]],
    [
      "an entry of the last block",
      /entry 7: not the leaf/,
      (store) => [entryKey(7), flip(store.get(entryKey(7)), 40)],
    ],
    ["a lost entry", /entry 7: missing/, () => [entryKey(7), null]],
    [
      "a tile",
      /root of its last block/,
      (store) => [tileKey(0, 0), flip(store.get(tileKey(0, 0)), 40)],
    ],
    ["a lost tile", /log tile 0\/0/, () => [tileKey(0, 0), null]],
    ["an entry too many", /entry 20: there although/, () => [entryKey(20), u64be(1)]],
    ["a block too many", /block 2: there although/, () => [blockKey(2), u64be(1)]],
    [
      "the root of a state tree",
      /root/,
      (store) => {
        const key = Uint8Array.of(0x74, 0, 0);
        return [key, flip(store.get(key), 3)];
      },
    ],
  ])("refuses a ledger with damage, and names it: %s", async (_, names, change) => {
    const opened = openAfter((_dir, store) => {
      const [key, value] = change(store);
      return store.commit([{ key, value }]);
    });
    const error = await opened.catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "damaged-ledger", message: expect.stringMatching(names) });
  });

  it.each(["ledger", "head"])(
    "founds nothing over a store that has lost what it is: %s",
    async (name) => {
      const opened = openAfter((_dir, store) =>
        store.commit([{ key: metaKey(name), value: null }]),
      );
      await expect(opened).rejects.toMatchObject({ code: "damaged-ledger" });
    },
  );

  it("refuses a directory without configuration or genesis, and one whose parts do not fit", async () => {
    const without = (name: "config" | "genesis") =>
      openAfter((dataDir) => rmSync(dataPaths(dataDir)[name]));
    await expect(without("config")).rejects.toMatchObject({ code: "not-initialised" });
    await expect(without("genesis")).rejects.toMatchObject({ code: "damaged-config" });
    const garbled = openAfter((dataDir) => writeFileSync(dataPaths(dataDir).config, "{}"));
    await expect(garbled).rejects.toMatchObject({ code: "damaged-config" });
    const other = join(parent, "other");
    await initialise({ dataDir: other, env });
    const mixed = openAfter((dataDir) => {
      for (const name of ["genesis", "trust"] as const) {
        cpSync(dataPaths(other)[name], dataPaths(dataDir)[name]);
      }
    });
    await expect(mixed).rejects.toMatchObject({ code: "wrong-ledger" });
    const stranger = openAfter((dataDir) => {
      for (const name of ["operatorKey", "passphrase"] as const) {
        cpSync(dataPaths(other)[name], dataPaths(dataDir)[name]);
      }
    });
    await expect(stranger).rejects.toMatchObject({ code: "wrong-passphrase" });
  });

  it("lets go of the directory when opening fails", async () => {
    let dir = "";
    const opened = openAfter((dataDir) => {
      dir = dataDir;
      rmSync(dataPaths(dataDir).genesis);
    });
    await expect(opened).rejects.toThrow();
    cpSync(dataPaths(good).genesis, dataPaths(dir).genesis);
    await (await openNode({ dataDir: dir, env, verifyThreads: 1 })).close();
  });
});
