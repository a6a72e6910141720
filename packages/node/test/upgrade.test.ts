/** A change of rules under both engines: one node has an old program, halts before the height, and comes back. */
import { evidence } from "@tallystick/apps/evidence/index";
import { membership } from "@tallystick/apps/membership/index";
import { upgrade } from "@tallystick/apps/upgrade/index";
import { toHex } from "@tallystick/core/bytes";
import type { CborEncodable } from "@tallystick/core/cbor";
import type { App } from "@tallystick/ledger/app/define-app";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tariff, tariffFirst } from "../../apps/test/support/tariff-app.ts";
import type { FinalizeBlockRequest } from "../src/engine/consensus/application.ts";
import { EmbeddedEngine } from "../src/engine/embedded.ts";
import { VerifyPool } from "../src/workers/verify-pool.ts";
import { Consortium, CREATED, Lockstep, openTestNode, type TestNode } from "./support/lockstep.ts";

const OLD: readonly App[] = [evidence, membership, upgrade, tariffFirst];
const NEW: readonly App[] = [evidence, membership, upgrade, tariff];
const NAMES = NEW.map(({ name }) => name);
const AT = 6;
const now = () => CREATED + 100_000;

let pool: VerifyPool;

beforeAll(async () => {
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
});

afterAll(() => pool.close());

/** Statements of one consortium, each with an id of its own. */
function statements(consortium: Consortium) {
  let id = 0;
  const make = (action: string, input: CborEncodable, by = 0) =>
    consortium.statement(0, { id: ++id, action, input, by });
  return {
    agree: (by: number) => make("upgrade.agree", { app: "tariff", version: 2, fromHeight: AT }, by),
    price: (price: number) => make("tariff.set", { item: "tea", price }),
  };
}

describe("a network in which one organisation has the old program", () => {
  let consortium: Consortium;
  let chain: Lockstep;
  let late: TestNode;
  const lateStore = new MemoryStore();
  const missed: FinalizeBlockRequest[] = [];
  const fees: unknown[] = [];

  /** Makes a block and keeps it for whoever has to catch up; every node comes to the same outcomes. */
  async function step(): Promise<readonly number[]> {
    const { headerTime, height } = chain;
    const { txs, codes } = await chain.step();
    missed.push({ ...chain.block(txs), height: height + 1, timeMs: headerTime, misbehaviour: [] });
    return codes;
  }

  beforeAll(async () => {
    consortium = new Consortium("intl", 4, NAMES);
    const nodes = await Promise.all(
      consortium.organisations.map((own, i) =>
        i === 3
          ? openTestNode(consortium, own, pool, lateStore, { now, program: OLD })
          : openTestNode(consortium, own, pool, new MemoryStore(), { now, program: NEW }),
      ),
    );
    late = nodes[3] as TestNode;
    chain = Lockstep.start(consortium, nodes);
  });

  test("all go together up to the height, under the old rules", async () => {
    const make = statements(consortium);
    for (const by of [0, 1, 2]) await chain.submit(await make.agree(by));
    await chain.submit(await make.price(5000));
    expect(await step()).toEqual([0, 0, 0, 0]);
    while (chain.height < AT - 1) await step();
    expect(late.ledger.height).toBe(AT - 1);
    expect(late.ledger.unknownRules).toMatchObject([{ app: "tariff", version: 2, known: [1] }]);
  });

  test("the old program halts before the height, in words, and does not diverge", async () => {
    const block = chain.block([]);
    const words = "block 6 runs under version 2 of tariff, and this program knows 1";
    await expect(late.app.processProposal(block)).rejects.toThrow(words);
    // It stays halted, whatever it is asked: it neither votes nor executes.
    await expect(late.app.extendVote(block)).rejects.toThrow(words);
    await expect(late.app.finalizeBlock({ ...block, misbehaviour: [] })).rejects.toThrow(words);
    expect(late.app.halted).toBeDefined();
    expect(late.ledger.height).toBe(AT - 1);
  });

  test("the others go on under the new rules, and certify", async () => {
    chain.nodes.pop();
    missed.length = 0;
    const make = statements(consortium);
    // Ids of its own: the first statements used the lower ones.
    for (let used = 0; used < 10; used++) await make.price(0);
    await chain.submit(await make.price(5000), await make.price(500));
    expect((await step()).slice(-2)).toEqual([1950, 0]);
    const [first] = chain.nodes as [TestNode];
    fees.push(first.ledger.reader().stateProof("tariff", "prices", ["tea"]).value);
    while (first.app.certifiedHeight < AT) await step();
    expect(chain.height).toBeGreaterThan(AT);
  });

  test("started again with the old program it halts at the same place", async () => {
    const again = await openTestNode(consortium, late.own, pool, lateStore, { now, program: OLD });
    const [first] = missed as [FinalizeBlockRequest];
    await expect(again.app.finalizeBlock(first)).rejects.toThrow("rules-unknown");
    expect(again.ledger.height).toBe(AT - 1);
  });

  test("with the new program it catches up, to the same state", async () => {
    const again = await openTestNode(consortium, late.own, pool, lateStore, { now, program: NEW });
    for (const block of missed) {
      await again.app.finalizeBlock(block);
      await again.app.commit();
    }
    const [first] = chain.nodes as [TestNode];
    expect(again.ledger.height).toBe(first.ledger.height);
    expect(toHex(again.app.info().appHash)).toBe(toHex(first.app.info().appHash));
    const own = again.ledger.reader().stateProof("tariff", "prices", ["tea"]);
    expect([own.value]).toEqual(fees);
  });
});

test("alone, an engine with the old program fails at the height and keeps what it has", async () => {
  const consortium = new Consortium("intl", 1, NAMES);
  const [own] = consortium.organisations as [(typeof consortium.organisations)[number]];
  const store = new MemoryStore();
  const make = statements(consortium);
  const old = await openTestNode(consortium, own, pool, store, { now, program: OLD });
  const engine = new EmbeddedEngine(old.machine, { now });
  await engine.submit(await make.agree(0));
  const prices = [7, 8, 9, 10];
  for (const price of prices) {
    expect(await engine.submit(await make.price(price))).toMatchObject({ code: 0 });
  }
  expect(old.ledger.height).toBe(AT - 1);
  await expect(engine.submit(await make.price(11))).rejects.toMatchObject({
    code: "old-program",
    message: expect.stringContaining("version 2 of tariff") as string,
  });
  expect(engine.status()).toMatchObject({ state: "failed", height: AT - 1 });
  await engine.stop();
  const renewed = await openTestNode(consortium, own, pool, store, { now, program: NEW });
  const after = new EmbeddedEngine(renewed.machine, { now });
  const answer = await after.submit(await make.price(500));
  expect(answer).toMatchObject({ height: AT, code: 0 });
  expect((answer as { data: unknown }).data).toEqual(
    new Map([
      ["fee", 50],
      ["price", 500],
    ]),
  );
  await after.stop();
});
