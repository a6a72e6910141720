import { generateKey } from "@tallystick/core/suite/node-keys";
import type { CertifiedBlock } from "@tallystick/ledger/ledger-reader";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { Store } from "@tallystick/ledger/store";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { found, type LightNode, openLightNode, statement } from "../../test/support/light-node.ts";
import { FaultStore } from "../store/fault-store.ts";
import { seededRandom } from "../store/seeded-random.ts";
import { VerifyPool } from "../workers/verify-pool.ts";
import type { EmbeddedOptions } from "./embedded.ts";
import { type BlockNotice, EngineFault, type Logged } from "./engine.ts";
import { certificateDamage } from "./recovery.ts";

const founding = found();
let pool: VerifyPool;
let node: LightNode | undefined;
beforeAll(async () => {
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
});
afterAll(() => pool.close());
afterEach(async () => {
  await node?.close();
  node = undefined;
});

async function open(
  store: Store = new MemoryStore(),
  options: EmbeddedOptions = {},
): Promise<LightNode> {
  node = await openLightNode(founding, store, { pool, ...options });
  return node;
}

const deposits = (from: number, count: number): Promise<Uint8Array[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => statement(founding, from + i)));

/** A store whose commits wait until they are let go. */
class SlowStore extends MemoryStore {
  readonly #waiting: (() => void)[] = [];
  slow = false;
  override async commit(writes: Parameters<MemoryStore["commit"]>[0]): Promise<void> {
    if (this.slow) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    await super.commit(writes);
  }
  letGo(): void {
    this.slow = false;
    for (const go of this.#waiting.splice(0)) go();
  }
}

describe("EmbeddedEngine", () => {
  it("logs statements in the order of their submission and answers when they are durable", async () => {
    const { engine, ledger } = await open();
    const notices: BlockNotice[] = [];
    engine.onBlock((block) => notices.push(block));
    const answers = (await engine.submitMany(await deposits(0, 250))) as Logged[];
    expect(answers.map(({ index, code, repeated }) => [index, code, repeated])).toEqual(
      answers.map((_, i) => [i, 0, false]),
    );
    expect(ledger.logSize).toBe(250);
    expect(notices.reduce((sum, { count }) => sum + count, 0)).toBe(250);
    expect(notices.at(-1)).toMatchObject({ height: ledger.height, logSize: 250 });
    expect(engine.status()).toMatchObject({ state: "running", inFlight: 0, logSize: 250 });
  });

  it("stores a valid certificate with every block", async () => {
    const { engine, ledger } = await open();
    for (let i = 0; i < 3; i++) await engine.submitMany(await deposits(i * 10, 10));
    expect(ledger.height).toBe(3);
    for (let height = 1; height <= 3; height++) {
      const found = engine.read((reader) => reader.firstCertified(height)) as CertifiedBlock;
      expect(found.certificate).toMatchObject({ height, time: found.block.time });
      expect(found.certificate.signatures).toHaveLength(1);
      const { certificate, checkpoint } = found;
      const damage = certificateDamage(certificate, checkpoint, { ledger, trust: founding.trust });
      expect([...damage]).toEqual([]);
    }
  });

  it("refuses before the log what is malformed, expired, unknown, forged or not allowed", async () => {
    const { engine, ledger } = await open();
    const stranger = generateKey(founding.suite);
    const good = await statement(founding, 1);
    const forged = good.slice();
    forged[forged.length - 1] = (forged[forged.length - 1] as number) ^ 1;
    const cases: [Uint8Array, { number: number }][] = [
      [Uint8Array.of(1, 2, 3), OUTCOMES.malformed],
      [new Uint8Array(70_000), OUTCOMES.tooLarge],
      [await statement(founding, 2, { expiry: 1_790_000_000_001 }), OUTCOMES.expired],
      [await statement(founding, 3, { expiry: Date.now() + 1e9 }), OUTCOMES.expiryTooFar],
      [await statement(founding, 4, { signer: stranger }), OUTCOMES.unknownKey],
      [await statement(founding, 5, { action: "evidence.nothing" }), OUTCOMES.unknownAction],
      [await statement({ ...founding, ledgerId: new Uint8Array(32) }, 6), OUTCOMES.wrongLedger],
      [forged, OUTCOMES.badSignature],
    ];
    for (const [bytes, { number }] of cases) {
      expect(await engine.submit(bytes)).toMatchObject({ status: "refused", code: number });
    }
    expect(ledger.logSize).toBe(0);
    expect(await engine.submit(good)).toMatchObject({ status: "logged", code: 0, index: 0 });
  });

  it("logs what an action refuses, with the reason", async () => {
    const { engine } = await open();
    const bad = await statement(founding, 1, { input: { digests: [] } });
    expect(await engine.submit(bad)).toMatchObject({
      status: "logged",
      index: 0,
      code: OUTCOMES.invalidInput.number,
    });
  });

  it("answers the same bytes alike: in flight, after, and after a restart", async () => {
    const store = new MemoryStore();
    const { engine } = await open(store);
    const bytes = await statement(founding, 7);
    const [first, second] = (await Promise.all([
      engine.submit(bytes),
      engine.submit(bytes.slice()),
    ])) as Logged[];
    expect(second).toEqual({ ...first, repeated: true });
    expect(await engine.submit(bytes)).toEqual({ ...first, repeated: true });
    await engine.stop();
    const again = await openLightNode(founding, store, { pool });
    expect(await again.engine.submit(bytes)).toEqual({ ...first, repeated: true });
    expect(again.ledger.logSize).toBe(1);
  });

  it("refuses other bytes under a used id, in flight and after", async () => {
    const { engine, ledger } = await open();
    const one = await statement(founding, 7);
    const other = await statement(founding, 7, { input: { digests: [] } });
    const [, clash] = await engine.submitMany([one, other]);
    expect(clash).toMatchObject({ code: OUTCOMES.replayed.number });
    expect(await engine.submit(other)).toMatchObject({
      status: "refused",
      code: OUTCOMES.replayed.number,
      data: new Map([["index", 0]]),
    });
    expect(ledger.logSize).toBe(2);
  });

  it("says busy when its queue is full, and takes statements again later", async () => {
    const { engine, ledger } = await open(new MemoryStore(), {
      limits: { queueStatements: 5, blockStatements: 2 },
    });
    const all = await deposits(0, 12);
    const answers = await engine.submitMany(all);
    expect(answers.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 5 }, () => "logged"),
      ...Array.from({ length: 7 }, () => "busy"),
    ]);
    expect(ledger.height).toBe(3);
    expect(await engine.submit(all[11] as Uint8Array)).toMatchObject({
      status: "logged",
      index: 5,
    });
    const bytes = await open(new MemoryStore(), { limits: { queueBytes: 700 } });
    const few = await bytes.engine.submitMany(await deposits(20, 4));
    expect(few.map(({ status }) => status)).toContain("busy");
  });

  it("keeps blocks within their bounds", async () => {
    const { engine, ledger } = await open(new MemoryStore(), { limits: { blockStatements: 7 } });
    await engine.submitMany(await deposits(0, 30));
    for (let height = 1; height <= ledger.height; height++) {
      expect(engine.read((reader) => reader.block(height))?.count).toBeLessThanOrEqual(7);
    }
  });

  it("never lets time go backwards", async () => {
    let clock = Date.now();
    const { engine } = await open(new MemoryStore(), { now: () => clock });
    const first = (await engine.submit(await statement(founding, 1))) as Logged;
    clock -= 10_000;
    const second = (await engine.submit(await statement(founding, 2))) as Logged;
    expect(second.time).toBe(first.time);
    expect(engine.status().clockBehindMs).toBe(10_000);
    clock += 20_000;
    const third = (await engine.submit(await statement(founding, 3))) as Logged;
    expect(third.time).toBe(first.time + 10_000);
  });

  it("stores what a submission attaches in the same commit", async () => {
    const { engine, store } = await open();
    const answer = (await engine.submit(await statement(founding, 1), {
      attach: ({ index }) => [{ key: Uint8Array.of(0x61, index), value: Uint8Array.of(42) }],
    })) as Logged;
    expect(store.get(Uint8Array.of(0x61, answer.index))).toEqual(Uint8Array.of(42));
  });

  it("reads the last durable block while the next one is being written", async () => {
    const store = new SlowStore();
    const { engine, ledger } = await open(store);
    await engine.submit(await statement(founding, 1));
    store.slow = true;
    const pending = engine.submit(await statement(founding, 2));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const seen = engine.read((reader) => [reader.height, reader.entry(0)?.length, reader.entry(1)]);
    expect(seen).toEqual([1, expect.any(Number), undefined]);
    store.letGo();
    await pending;
    expect(ledger.height).toBe(2);
    expect(engine.read((reader) => reader.entry(1))).toBeInstanceOf(Uint8Array);
  });

  it("finishes what it has taken before it stops, and takes nothing more", async () => {
    const { engine, ledger } = await open();
    const answers = engine.submitMany(await deposits(0, 40));
    const stopped = engine.stop();
    const late = engine.submit(await statement(founding, 99));
    await expect(late).rejects.toMatchObject({ code: "stopped" });
    await stopped;
    expect((await answers).every(({ status }) => status === "logged")).toBe(true);
    expect(ledger.logSize).toBe(40);
    expect(engine.status().state).toBe("stopped");
    expect(() => engine.read(() => 1)).toThrow(EngineFault);
  });

  it.each([
    ["disk-full", "disk-full"],
    ["write-error", "store-failed"],
  ] as const)("stops for good with a typed fault when the store fails: %s", async (kind, code) => {
    let failing = false;
    const faults: EngineFault[] = [];
    const store = new FaultStore(new MemoryStore(), {
      random: seededRandom(2),
      commit: () => (failing ? kind : undefined),
    });
    const { engine } = await open(store, { onFault: (fault) => faults.push(fault) });
    await engine.submitMany(await deposits(0, 5));
    failing = true;
    const pending = engine.submitMany(await deposits(10, 5));
    await expect(pending).rejects.toMatchObject({ code });
    failing = false;
    await expect(engine.submit(await statement(founding, 30))).rejects.toMatchObject({ code });
    expect(faults).toHaveLength(1);
    expect(engine.status()).toMatchObject({ state: "failed", inFlight: 0, logSize: 5 });
    if (code === "disk-full") expect(engine.read(({ logSize }) => logSize)).toBe(5);
    else expect(() => engine.read(({ logSize }) => logSize)).toThrow(EngineFault);
  });

  it("makes the blocks before a network takes over by itself, and none after, even when it was interrupted", async () => {
    const store = new MemoryStore();
    const faults: EngineFault[] = [];
    let first: number | undefined;
    const options = { handover: () => first, onFault: (fault: EngineFault) => faults.push(fault) };
    const { engine } = await open(store, options);
    await engine.submitMany(await deposits(0, 5));
    first = engine.status().height + 4;
    const decided = engine.submit(await statement(founding, 10));
    await expect(decided).resolves.toMatchObject({ status: "logged", height: first - 3 });
    await vi.waitUntil(() => faults.length > 0);
    expect(engine.status()).toMatchObject({ state: "failed", height: first - 1, inFlight: 0 });
    await expect(engine.submit(await statement(founding, 11))).rejects.toMatchObject({
      code: "handed-over",
    });
    expect(engine.read(({ logSize }) => logSize)).toBe(6);
    await expect(engine.whenCertified()).resolves.toBeUndefined();
    await engine.stop();
    // As after a crash in between: the blocks that were left are made when it is opened.
    first += 2;
    const { engine: again } = await open(store, options);
    await vi.waitUntil(() => faults.length > 1);
    expect(again.status()).toMatchObject({ height: first - 1, fault: { code: "handed-over" } });
  });

  it("stops with the fault of a damaged read, and serves nothing more", async () => {
    let failing = false;
    const store = new FaultStore(new MemoryStore(), {
      random: seededRandom(1),
      read: () => failing,
    });
    const { engine } = await open(store);
    await engine.submitMany(await deposits(0, 5));
    failing = true;
    expect(() => engine.read((reader) => reader.entry(0))).toThrow(EngineFault);
    expect(engine.status().fault?.code).toBe("store-failed");
    failing = false;
    expect(() => engine.read((reader) => reader.entry(0))).toThrow(EngineFault);
  });

  it("is not brought down by a listener or a reader that throws", async () => {
    const { engine } = await open();
    const heard: number[] = [];
    engine.onBlock(() => {
      throw new Error("a listener's own");
    });
    const off = engine.onBlock(({ height }) => heard.push(height));
    await engine.submit(await statement(founding, 1));
    off();
    await engine.submit(await statement(founding, 2));
    expect(heard).toEqual([1]);
    expect(() =>
      engine.read(() => {
        throw new RangeError("a reader's own");
      }),
    ).toThrow(RangeError);
    expect(engine.status().state).toBe("running");
  });
});
