import { decodeReceipt } from "@tallystick/core/receipt";
import { decodeStateAnswer } from "@tallystick/core/state-answer";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { verify } from "@tallystick/core/verify";
import { verifyStateAnswer } from "@tallystick/core/verify-state-answer";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Consortium, CREATED, Lockstep, type TestNode } from "../../test/support/lockstep.ts";
import { EngineFault } from "../engine/engine.ts";
import { Receipts } from "../receipts.ts";
import { VerifyPool } from "../workers/verify-pool.ts";
import { awaitCertified, certifiedRead, certifiedState } from "./certified.ts";
import type { ApiContext } from "./context.ts";
import { apiLimits } from "./limits.ts";

let pool: VerifyPool;
const consortium = new Consortium();
let chain: Lockstep;
let node: TestNode;
let receipts: Receipts;
let context: Pick<ApiContext, "engine" | "limits">;
beforeAll(async () => {
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
});
afterAll(() => pool.close());
beforeEach(async () => {
  chain = await Lockstep.open(consortium, pool, { now: () => CREATED });
  node = chain.nodes[1] as TestNode;
  receipts = new Receipts((keyId) => node.ledger.identity(keyId)?.publicKey);
  const engine = {
    read: <T>(run: (reader: LedgerReader) => T) => run(node.ledger.reader()),
    whenCertified: (height: number) => node.app.whenCertified(height),
    status: () => ({ certifiedHeight: node.app.certifiedHeight }),
  };
  context = { engine: engine as unknown as ApiContext["engine"], limits: apiLimits };
});

const submit = async (...numbers: number[]) =>
  chain.submit(...(await Promise.all(numbers.map((number) => consortium.statement(number)))));
const { trust } = consortium;

/** The proof of who the first operator is, as the state is now. */
const answerOf = (reader: LedgerReader) => ({
  draft: receipts.stateAnswer(reader, [reader.stateProof("membership", "members", ["org-0.op"])]),
});
const receiptOf = (reader: LedgerReader) => ({
  draft: receipts.stateReceipt(reader, 0, () => [
    reader.stateProof("membership", "members", ["org-0.op"]),
  ]),
});

describe("receipts", () => {
  it("are waited for until the organisations have signed", async () => {
    await submit(1);
    await chain.step();
    const asked = certifiedRead(context, (reader) => receipts.receipt(reader, 0));
    await chain.untilSilent();
    const receipt = await asked;
    expect(verify({ receipt, trust, suites: nodeSuite }).valid).toBe(true);
    expect(await certifiedRead(context, (reader) => receipts.receipt(reader, 0))).toEqual(receipt);
  });

  it("of one block and of the one that certifies it are the same for every index", async () => {
    await submit(1, 2);
    await chain.step({ propose: (txs) => txs.slice(0, 1) });
    const silent = { extend: () => new Uint8Array(0) };
    await chain.step(silent);
    await chain.untilSilent();
    // Block 1 was not certified by itself: the first certificate above covers both entries.
    const [one, two] = [0, 1].map((index) =>
      decodeReceipt(receipts.receipt(node.ledger.reader(), index)),
    );
    expect(one?.checkpoint).toEqual(two?.checkpoint);
    expect(one?.checkpoint).toMatchObject({ height: 2, logSize: 2 });
  });

  it("do not exist beyond the log, signed or not", async () => {
    const read = certifiedRead(context, (reader) => receipts.receipt(reader, 5));
    await expect(read).rejects.toThrow("no such entry");
  });
});

describe("waiting", () => {
  it("ends with a problem when too few sign for too long", async () => {
    const impatient = { ...context, limits: { ...apiLimits, certifyMs: 20 } };
    await expect(awaitCertified(impatient, 1)).rejects.toMatchObject({ code: "not-certified" });
    await submit(1);
    await chain.step();
    const read = certifiedRead(impatient, (reader) => receipts.receipt(reader, 0));
    await expect(read).rejects.toMatchObject({ code: "not-certified" });
  });

  it("ends with the fault when the engine fails", async () => {
    const waiting = awaitCertified(context, 9);
    node.app.end(new EngineFault("stopped", "the node is stopping"));
    await expect(waiting).rejects.toMatchObject({ code: "stopped" });
  });
});

describe("proved state", () => {
  it("is signed at once while nothing has changed since the last certificate", async () => {
    await submit(1);
    await chain.untilSilent();
    const { bytes, certified } = await certifiedState(context, answerOf);
    expect(certified.block.height).toBeLessThan(chain.height);
    expect(verifyStateAnswer({ answer: bytes, trust, suites: nodeSuite }).valid).toBe(true);
    const withState = await certifiedState(context, receiptOf);
    expect(verify({ receipt: withState.bytes, trust, suites: nodeSuite }).valid).toBe(true);
  });

  it("waits for the signatures over the very block that it was read after", async () => {
    await submit(1);
    await chain.step();
    const asked = certifiedState(context, answerOf);
    // More comes in meanwhile, and changes the state: the proof stays that of its block.
    await submit(2);
    await chain.step();
    await submit(3);
    await chain.step();
    const { bytes, certified } = await asked;
    expect(certified.block.height).toBe(1);
    expect(decodeStateAnswer(bytes).checkpoint.height).toBe(1);
    expect(verifyStateAnswer({ answer: bytes, trust, suites: nodeSuite }).valid).toBe(true);
  });

  it("is read anew when its own block was passed over", async () => {
    await submit(1);
    await chain.step();
    let reads = 0;
    const asked = certifiedState(context, (reader) => {
      reads += 1;
      return answerOf(reader);
    });
    await submit(2);
    await chain.step({ extend: () => new Uint8Array(0) });
    await chain.untilSilent();
    const { bytes, certified } = await asked;
    expect([reads, certified.block.height]).toEqual([2, 2]);
    expect(verifyStateAnswer({ answer: bytes, trust, suites: nodeSuite }).valid).toBe(true);
  });

  it("with a receipt needs a certificate that covers the entry, not the state alone", async () => {
    await submit(1);
    await chain.untilSilent();
    const before = node.ledger.reader().lastCertified()?.block.logSize;
    const refused = await consortium.statement(9, { input: { digests: [] } });
    await chain.submit(refused);
    await chain.step();
    const { stateRoot } = node.ledger;
    expect(node.ledger.reader().lastCertified()?.block.stateRoot).toEqual(stateRoot);
    const asked = certifiedState(context, (reader) => ({
      draft: receipts.stateReceipt(reader, 1, () => []),
    }));
    await chain.untilSilent();
    const { bytes } = await asked;
    expect(decodeReceipt(bytes).checkpoint.logSize).toBe((before ?? 0) + 1);
  });
});
