/** Tools that look at whole histories: where two copies part, replay, rehearsal of a change of rules. */
import { cpSync, createWriteStream, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { LEDGER_RULES } from "@tallystick/apps/applications";
import { evidence } from "@tallystick/apps/evidence/index";
import { EVIDENCE_OUTCOMES } from "@tallystick/apps/evidence/outcomes";
import { membership } from "@tallystick/apps/membership/index";
import { upgrade } from "@tallystick/apps/upgrade/index";
import { type CborEncodable, decodeCbor } from "@tallystick/core/cbor";
import { decodeStatement, signStatement } from "@tallystick/core/statement";
import { type AnyAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import type { App } from "@tallystick/ledger/app/define-app";
import type { AnyTable } from "@tallystick/ledger/app/define-table";
import type { TableWriter } from "@tallystick/ledger/app/table-access";
import { Ledger } from "@tallystick/ledger/ledger";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { Store } from "@tallystick/ledger/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tariff, tariffFirst } from "../../apps/test/support/tariff-app.ts";
import { dataPaths } from "../src/data-paths.ts";
import { initialise } from "../src/init.ts";
import { openNode, readIdentity } from "../src/open-node.ts";
import { backupDirectory } from "../src/ops/backup.ts";
import { diffState } from "../src/ops/history/diff-state.ts";
import { type History, openHistory, storedHistory } from "../src/ops/history/open-history.ts";
import { rehearse } from "../src/ops/history/rehearse.ts";
import { type Program, replayHistory } from "../src/ops/history/replay-history.ts";
import { openStore } from "../src/store/open-store.ts";
import { depositInput } from "./support/light-node.ts";
import { Consortium, CREATED } from "./support/lockstep.ts";

const folder = mkdtempSync(join(tmpdir(), "tsk-history-"));
const good = join(folder, "good");
const ahead = join(folder, "ahead");
const parted = join(folder, "parted");
const env = {};
/** The last block of the two that part. */
let last: number;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `evidence` with another deposit. */
function withDeposit(run: AnyAction["run"]): Program {
  const { deposit } = evidence.actions;
  const changed: App = {
    ...evidence,
    actions: { ...evidence.actions, deposit: { ...deposit, run } as AnyAction },
  };
  return {
    ...LEDGER_RULES,
    apps: [changed, ...LEDGER_RULES.apps.filter((app) => app !== evidence)],
  };
}

/** Writes what its input does not say: two nodes of which one runs this part. */
const careless = withDeposit((ctx, input) => {
  const result = evidence.actions.deposit.run(ctx, input);
  if (result.outcome === null && input.size % 2 === 0) {
    const deposits = ctx.tables["deposits"] as TableWriter<AnyTable>;
    deposits.put({ ...deposits.get(result.data), note: "careless" });
  }
  return result;
});

async function depositOf(dataDir: string, number: number): Promise<Uint8Array> {
  const node = await openNode({ dataDir, env, verifyThreads: 1 });
  try {
    const bytes = await signStatement({
      signer: node.memberSigner,
      issuer: node.config.member,
      ledgerId: node.ledgerId,
      id: new Uint8Array(16).fill(number + 1),
      expiry: node.ledger.lastTime + 3_600_000,
      action: "evidence.deposit",
      input: depositInput(node.suite, number),
    });
    return bytes;
  } finally {
    await node.close();
  }
}

/** The next block of a stopped node, executed by a program of the test's choice. */
async function blockOn(
  dataDir: string,
  program: Program,
  statements: Uint8Array[],
): Promise<number> {
  const { suite, genesis } = readIdentity(dataDir);
  const store = openStore("lmdb", dataPaths(dataDir).ledger);
  const ledger = await Ledger.open({ ...program, store, suite, genesis });
  const executed = ledger.execute({
    height: ledger.height + 1,
    time: ledger.lastTime + 1,
    statements: statements.map((bytes) => ({
      statement: decodeStatement(bytes),
      signatureValid: true,
    })),
  });
  expect(executed.outcomes.every(({ code }) => code === 0)).toBe(true);
  await ledger.commit(executed);
  await store.close();
  return executed.height;
}

/** Opens histories for the length of a question. */
async function asked<T>(
  paths: readonly string[],
  ask: (...all: History[]) => T,
): Promise<Awaited<T>> {
  const all: History[] = [];
  try {
    for (const path of paths) all.push(await openHistory(path, { scratch: folder }));
    return await ask(...all);
  } finally {
    for (const one of all) await one.close();
  }
}

const compare = (a: string, b: string, options = {}) =>
  asked([a, b], (one, other) => diffState(one as History, other as History, options));

beforeAll(async () => {
  await initialise({ dataDir: good, env });
  const node = await openNode({ dataDir: good, env, verifyThreads: 1 });
  for (let i = 0; i < 5; i++) await node.engine.heartbeat();
  await node.close();
  const [odd, even, next] = [
    await depositOf(good, 1),
    await depositOf(good, 2),
    await depositOf(good, 3),
  ];
  await blockOn(good, LEDGER_RULES, [odd]);
  cpSync(good, ahead, { recursive: true });
  cpSync(good, parted, { recursive: true });
  last = await blockOn(good, LEDGER_RULES, [even]);
  await blockOn(ahead, LEDGER_RULES, [even]);
  await blockOn(ahead, LEDGER_RULES, [next]);
  await blockOn(parted, careless, [even]);
});

describe("diff-state", () => {
  test("copies of one history are equal, also when one is ahead", async () => {
    expect(await compare(good, ahead)).toMatchObject({
      equal: true,
      heights: { a: last, b: last + 1 },
      compared: last,
      first: null,
      rowsTotal: 0,
    });
  });

  test("names height, application, table, key and both values", async () => {
    const result = await compare(good, parted);
    expect(result).toMatchObject({
      equal: false,
      rowsTotal: 1,
      first: {
        height: last,
        applications: ["evidence"],
        members: ["stateRoot", "appRoots"],
        entry: null,
      },
      rows: [{ app: "evidence", table: "deposits", key: ["sha-256", expect.anything(), 0] }],
    });
    const [row] = result.rows;
    const values = [row?.a, row?.b].map((value) => decodeCbor(value as Uint8Array));
    expect(values[0]).not.toHaveProperty("note");
    expect((values[0] as Map<string, unknown>).has("note")).toBe(false);
    expect((values[1] as Map<string, unknown>).get("note")).toBe("careless");
  });

  test("takes backups in place of directories, and leaves nothing behind", async () => {
    const file = join(folder, "parted.backup");
    await pipeline(backupDirectory(parted), createWriteStream(file));
    const result = await compare(good, file);
    expect(result.first?.height).toBe(last);
    expect(result.rows).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => name.includes("scratch"))).toEqual([]);
  });

  test("finds, when asked to, a row that no root stands for", async () => {
    const spoiled = join(folder, "spoiled");
    cpSync(good, spoiled, { recursive: true });
    const store = openStore("lmdb", dataPaths(spoiled).ledger);
    // A bucket of the tree with another value hash than the rest of the tree was built on.
    const range = { gte: Uint8Array.of(0x74, 0, 1), lt: Uint8Array.of(0x74, 0, 2), limit: 1 };
    for (const [key, value] of [...store.range(range)]) {
      const copy = value.slice();
      const at = 1 + 64 * (copy[0] as number);
      copy[at] = (copy[at] as number) ^ 1;
      await store.commit([{ key: key.slice(), value: copy }]);
    }
    await store.close();
    expect((await compare(good, spoiled)).equal).toBe(true);
    expect(await compare(good, spoiled, { deep: true })).toMatchObject({
      equal: false,
      first: null,
    });
  });

  test("refuses what cannot be compared", async () => {
    const other = join(folder, "other");
    await initialise({ dataDir: other, env });
    await expect(asked([other], () => {})).rejects.toMatchObject({ code: "not-initialised" });
    await (
      await openNode({ dataDir: other, env, verifyThreads: 1 }).then(async (node) => {
        await node.engine.heartbeat();
        return node;
      })
    ).close();
    await expect(compare(good, other)).rejects.toMatchObject({ code: "wrong-ledger" });
    await expect(compare(good, join(folder, "absent"))).rejects.toMatchObject({
      code: "not-initialised",
    });
    await expect(compare(good, join(good, "genesis.cbor"))).rejects.toMatchObject({
      code: "damaged-backup",
    });
  });
});

describe("replay", () => {
  const again = (path: string, options = {}) =>
    asked([path], (history) => replayHistory(history as History, { scratch: folder, ...options }));

  test("of a sound history finds nothing", async () => {
    expect(await again(ahead)).toMatchObject({ agreed: last + 1, difference: null, entries: 3 });
    expect(await again(ahead, { to: 3 })).toMatchObject({ agreed: 3, blocks: 3 });
  });

  test("names the height, the application and the statement after which the state differs", async () => {
    const { difference, agreed } = await again(parted);
    expect(agreed).toBe(last - 1);
    expect(difference).toMatchObject({
      height: last,
      what: "evidence",
      statement: null,
      suspects: [{ index: 1, action: "evidence.deposit" }],
      rows: [{ table: "deposits" }],
    });
    // Nobody asked about the last block.
    expect((await again(parted, { to: last - 1 })).difference).toBeNull();
  });

  test("names the statement whose outcome differs, with both", async () => {
    const strict = withDeposit((ctx, input) =>
      input.size === 2
        ? refuse(EVIDENCE_OUTCOMES.digestLength)
        : evidence.actions.deposit.run(ctx, input),
    );
    const { difference } = await again(good, { program: strict });
    expect(difference).toMatchObject({
      height: last,
      what: "entries",
      statement: {
        index: 1,
        action: "evidence.deposit",
        recorded: { code: 0 },
        replayed: { code: EVIDENCE_OUTCOMES.digestLength.number },
      },
    });
  });

  test("says where this program would halt instead of executing", async () => {
    const broken = withDeposit(() => {
      throw new RangeError("a case that nobody thought of");
    });
    const { difference, agreed } = await again(good, { program: broken });
    expect(agreed).toBe(last - 2);
    expect(difference).toMatchObject({ height: last - 1, what: "execution" });
    expect(difference?.reason).toContain("evidence.deposit threw at entry 0");
  });

  test("goes on from a backup, which it does not change", async () => {
    const base = join(folder, "base");
    cpSync(good, base, { recursive: true });
    const file = join(folder, "base.backup");
    await pipeline(backupDirectory(base), createWriteStream(file));
    expect(await again(ahead, { base: file })).toMatchObject({ blocks: 1, agreed: last + 1 });
    expect(await again(ahead, { base })).toMatchObject({ blocks: 1, difference: null });
    expect((await compare(base, good)).equal).toBe(true);
  });
});

describe("rehearsal of a change of rules", () => {
  const names = ["evidence", "membership", "upgrade", "tariff"];
  const program: Program = { ...LEDGER_RULES, apps: [evidence, membership, upgrade, tariff] };
  const consortium = new Consortium("intl", 1, names);
  const store: Store = new MemoryStore();
  const { suite, genesis } = consortium;
  let history: History;

  beforeAll(async () => {
    const old = { ...program, apps: [evidence, membership, upgrade, tariffFirst] };
    const ledger = await Ledger.open({ ...old, store, suite, genesis });
    const price = (item: string, amount: number, id: number): Promise<Uint8Array> => {
      const input: CborEncodable = { item, price: amount };
      return consortium.statement(0, { id, action: "tariff.set", input });
    };
    const blocks = [
      [await price("tea", 10, 1)],
      [await price("tea", 5000, 2), await price("milk", 20, 3)],
      [],
      [await price("milk", 6000, 4), await price("milk", 7000, 5)],
    ];
    for (const [i, statements] of blocks.entries()) {
      const block = ledger.execute({
        height: i + 1,
        time: CREATED + i,
        statements: statements.map((bytes) => ({
          statement: decodeStatement(bytes),
          signatureValid: true,
        })),
      });
      await ledger.commit(block);
    }
    history = storedHistory("test", suite, genesis, store, async () => {});
  });

  const trial = (change: Partial<Parameters<typeof rehearse>[1]> = {}) =>
    rehearse(history, { app: "tariff", version: 2, at: 2, program, scratch: folder, ...change });

  test("counts the outcomes that change, and says where roots part", async () => {
    const before = [...(await rowsOf(store))];
    const result = await trial();
    expect(result).toMatchObject({
      from: 2,
      to: 4,
      statements: 4,
      firstOtherRoot: 2,
      halted: null,
    });
    expect(result.changes).toEqual([
      { action: "tariff.set", before: 0, after: 1950, count: 3, first: 1 },
      { action: "tariff.set", before: 0, after: 0, count: 1, first: 2 },
    ]);
    expect(result.roots.map(({ app }) => app)).toEqual(["tariff"]);
    expect(result.time.slowest).not.toBeNull();
    // Nothing of the real ledger has changed.
    expect([...(await rowsOf(store))]).toEqual(before);
  });

  test("before its height everything comes out as recorded", async () => {
    expect(await trial({ at: 3, to: 3 })).toMatchObject({
      statements: 0,
      changes: [],
      firstOtherRoot: null,
      roots: [],
    });
  });

  test("the version in force changes nothing", async () => {
    expect(await trial({ version: 1, at: 1 })).toMatchObject({ changes: [], firstOtherRoot: null });
  });

  test("rules that would halt the ledger are named with their block", async () => {
    const broken: App = {
      ...tariff,
      actions: {
        set: {
          ...(tariff.actions["set"] as AnyAction),
          run: (_, { price }) => {
            if (price === 6000) throw new RangeError("a case that nobody thought of");
            return ok({ price, fee: 0 });
          },
        } as AnyAction,
      },
    };
    const apps = [evidence, membership, upgrade, broken];
    const result = await trial({ program: { ...program, apps } });
    expect(result).toMatchObject({ to: 3, halted: { height: 4 } });
    expect(result.halted?.reason).toContain("tariff.set threw");
  });

  test.each([
    ["an application that the ledger lacks", { app: "absent" }, "no application absent"],
    ["a version that the program lacks", { version: 3 }, "no version 3 of tariff"],
    ["a height beyond the last block", { at: 5 }, "no block 5"],
  ])("refuses %s", async (_, change, words) => {
    await expect(trial(change)).rejects.toThrow(words);
  });

  async function rowsOf(of: Store): Promise<readonly (readonly [string, string])[]> {
    const all = { gte: new Uint8Array(0), lt: new Uint8Array(64).fill(0xff) };
    return Array.from(of.range(all), ([key, value]) => [`${key}`, `${value}`] as const);
  }
});
