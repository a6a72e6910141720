import { equalBytes, toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { beforeEach, describe, expect, test } from "vitest";
import { emptyApp, notesApp, peopleIdentity } from "../test/support/notes-app.ts";
import { CREATED, TestLedger, valid } from "../test/support/test-ledger.ts";
import { sealBlock } from "./block.ts";
import type { BlockRecord } from "./block-record.ts";
import { LedgerFault } from "./errors.ts";
import { certificateKey } from "./key-space.ts";
import { Ledger } from "./ledger.ts";
import { LIMITS } from "./limits.ts";
import { OUTCOMES } from "./outcomes.ts";

let house: TestLedger;
const note = (name: string, rank = 1) => ({ name, rank, body: `body of ${name}` });

beforeEach(async () => {
  house = await TestLedger.open();
});

function codes(block: { outcomes: readonly { code: number }[] }): number[] {
  return block.outcomes.map(({ code }) => code);
}

describe("founding and opening", () => {
  test("height 0 holds what genesis implies and an empty log", () => {
    const { ledger } = house;
    expect([ledger.height, ledger.logSize, ledger.lastTime]).toEqual([0, 0, CREATED]);
    expect(
      ledger
        .reader()
        .block(0)
        ?.appRoots.map(({ app }) => app),
    ).toEqual(["empty", "notes"]);
    expect(ledger.identity(house.signers.ada.keyId)?.role).toBe("operator");
    expect(ledger.identity(new Uint8Array(32))).toBeUndefined();
  });

  test("an opened ledger stands where the last one stood", async () => {
    await house.block(await house.statement("notes.write", note("a")));
    const { height, logRoot, stateRoot } = house.ledger;
    const again = await house.reopen();
    expect(again.height).toBe(height);
    expect(toHex(again.logRoot)).toBe(toHex(logRoot));
    expect(toHex(again.stateRoot)).toBe(toHex(stateRoot));
    expect(codes(await house.block(await house.statement("notes.write", note("b"))))).toEqual([0]);
  });

  test("another genesis, another suite or a missing application is refused", async () => {
    const other = await TestLedger.open();
    const base = { apps: [notesApp, emptyApp], identity: peopleIdentity };
    const open = (change: object) =>
      Ledger.open({
        ...base,
        store: house.store,
        suite: house.suite,
        genesis: house.genesis,
        ...change,
      });
    await expect(open({ genesis: other.genesis })).rejects.toMatchObject({ code: "wrong-ledger" });
    await expect(open({ suite: nodeSuite("gm") })).rejects.toMatchObject({ code: "wrong-suite" });
    await expect(open({ apps: [notesApp] })).rejects.toMatchObject({ code: "wrong-applications" });
  });

  test("tables may be added at the end, never moved", async () => {
    const { notes, people } = notesApp.tables;
    const open = (tables: object) =>
      Ledger.open({
        store: house.store,
        suite: house.suite,
        genesis: house.genesis,
        apps: [{ ...notesApp, tables: tables as never }, emptyApp],
        identity: peopleIdentity,
      });
    await expect(open({ people, notes })).rejects.toMatchObject({ code: "schema-changed" });
    await expect(open({ notes, people, more: { ...people, name: "more" } })).resolves.toBeDefined();
  });

  test("a state that does not have its block's root is named, not served", async () => {
    await house.block(await house.statement("notes.write", note("a")));
    const key = Uint8Array.of(0x62, 0, 0, 0, 0, 0, 0, 0, 1);
    const record = house.store.get(key)?.slice();
    if (record === undefined) throw new Error("no block record");
    const root = house.ledger.reader().block(1)?.appRoots[1]?.root ?? new Uint8Array();
    const at = record.findIndex((_, i) => equalBytes(record.subarray(i, i + 32), root));
    record[at] = (record[at] ?? 0) ^ 1;
    await house.store.commit([{ key, value: record }]);
    await expect(house.reopen()).rejects.toMatchObject({ code: "state-damaged" });
  });
});

describe("outcomes of a block", () => {
  test("every refusal of the platform, in order, on the log with its bytes", async () => {
    const { ledger } = house;
    const now = ledger.lastTime + 1000;
    const stranger = generateKey(house.suite);
    const write = note("a");
    const first = await house.statement("notes.write", write);
    const items = [
      valid(first),
      valid(first),
      valid(await house.statement("notes.write", write, { ledgerId: new Uint8Array(32) })),
      valid(await house.statement("notes.write", write, { expiry: now - 1 })),
      valid(
        await house.statement("notes.write", write, { expiry: now + LIMITS.expiryAheadMs + 1 }),
      ),
      valid(await house.statement("notes.write", write, { signer: stranger })),
      { statement: await house.statement("notes.write", write), signatureValid: false },
      valid(await house.statement("notes.write", write, { issuer: "ada" })),
      valid(await house.statement("notes.lock", { owner: "ben", name: "a" })),
      valid(await house.statement("notes.unheard-of", {})),
      valid(await house.statement("other.write", {})),
      valid(await house.statement("notes.write", { ...write, rank: 1001 })),
      { statement: null, bytes: Uint8Array.of(1, 2, 3) },
      { statement: null, bytes: new Uint8Array(0) },
      { statement: null, bytes: new Uint8Array(LIMITS.statementBytes + 1) },
    ];
    const block = await house.block(...items);
    const names = codes(block).map((code) => ledger.outcomes.get(code)?.name);
    expect(names).toEqual([
      "accepted",
      "replayed",
      "wrong-ledger",
      "expired",
      "expiry-too-far",
      "unknown-key",
      "bad-signature",
      "wrong-issuer",
      "forbidden",
      "unknown-action",
      "unknown-action",
      "invalid-input",
      "malformed",
      "malformed",
      "too-large",
    ]);
    expect(ledger.logSize).toBe(items.length);
    for (const [i, item] of items.entries()) {
      const entry = decodeEntry(block.entries[i] as Uint8Array);
      expect(entry.outcome).toBe(block.outcomes[i]?.code);
      const bytes =
        item.statement === null ? (item as { bytes: Uint8Array }).bytes : item.statement.bytes;
      const whole = bytes.length > 0 && bytes.length <= LIMITS.statementBytes;
      expect(toHex(entry.statement)).toBe(toHex(whole ? bytes : house.suite.hash(bytes)));
      expect(entry.data).toEqual(block.outcomes[i]?.data);
    }
    expect(block.outcomes[1]?.data).toEqual(new Map([["index", 0]]));
    expect(block.outcomes[11]?.data).toEqual(
      new Map([
        ["member", "rank"],
        ["problem", "too-large"],
      ]),
    );
  });

  test("an expiry equal to the block's time is in time, and 24 h ahead is not too far", async () => {
    const now = house.ledger.lastTime + 1000;
    const block = house.execute(
      await house.statement("notes.write", note("a"), { expiry: now }),
      await house.statement("notes.write", note("b"), { expiry: now + LIMITS.expiryAheadMs }),
    );
    expect(codes(block)).toEqual([0, 0]);
  });

  test("a statement that lacks a good signature does not use up its id", async () => {
    const id = house.nextId();
    const bad = {
      statement: await house.statement("notes.write", note("a"), { id }),
      signatureValid: false,
    };
    const good = await house.statement("notes.write", note("b"), { id });
    expect(codes(await house.block(bad, good))).toEqual([OUTCOMES.badSignature.number, 0]);
  });

  test("an id used by one key is refused for good, and free for another key", async () => {
    const id = house.nextId();
    await house.block(await house.statement("notes.write", note("a"), { id }));
    await house.reopen();
    const again = await house.statement("notes.write", note("b"), { id });
    const other = await house.statement("notes.write", note("b"), { id, by: "cleo" });
    expect(codes(await house.block(again, other))).toEqual([OUTCOMES.replayed.number, 0]);
    expect(house.ledger.statementIndex(house.signers.ben.keyId, id)).toBe(0);
    expect(house.ledger.statementIndex(house.signers.cleo.keyId, id)).toBe(2);
  });

  test("a refused action changes nothing but the log", async () => {
    await house.block(
      await house.statement("notes.write", note("a")),
      await house.statement("notes.lock", { owner: "ben", name: "a" }, { by: "ada" }),
    );
    const before = toHex(house.ledger.stateRoot);
    const block = await house.block(await house.statement("notes.write", note("a", 9)));
    expect(codes(block)).toEqual([1900]);
    expect(block.outcomes[0]?.data).toEqual(new Map([["rank", 1]]));
    expect(toHex(house.ledger.stateRoot)).toBe(before);
    expect(block.touched()).toEqual([]);
  });

  test("an accepted action sees what the block did before it", async () => {
    const block = await house.block(
      await house.statement("notes.write", note("a", 5)),
      await house.statement("notes.write", note("b", 3)),
      await house.statement("notes.write", note("a", 1)),
      await house.statement("notes.erase-below", { rank: 4 }),
      await house.statement("notes.erase-below", { rank: 4 }),
    );
    expect(block.outcomes.map(({ data }) => data)).toEqual([
      new Map([["replaced", false]]),
      new Map([["replaced", false]]),
      new Map([["replaced", true]]),
      new Map<string, unknown>([
        ["first", "a"],
        ["erased", 2],
      ]),
      new Map([["erased", 0]]),
    ]);
    expect(block.touched()).toEqual([]);
  });

  test.each(["many-writes", "many-reads", "big-page"])(
    "%s is refused as limit-reached",
    async (how) => {
      const block = await house.block(await house.statement("notes.misbehave", { how }));
      expect(codes(block)).toEqual([OUTCOMES.limitReached.number]);
      expect(block.touched()).toEqual([]);
    },
  );

  test.each([
    ["throw", "action-threw"],
    ["bad-row", "action-threw"],
    ["bad-output", "output-invalid"],
    ["stranger", "assertion"],
  ])("an application that breaks (%s) stops the ledger with %s", async (how, code) => {
    const statement = await house.statement("notes.misbehave", { how });
    const root = toHex(house.ledger.stateRoot);
    expect(() => house.execute(statement)).toThrow(
      expect.objectContaining({ name: "LedgerFault", code }),
    );
    expect(toHex(house.ledger.stateRoot)).toBe(root);
  });
});

describe("executing and committing", () => {
  test("execute changes nothing and gives the same each time", async () => {
    const statement = await house.statement("notes.write", note("a"));
    const [one, two] = [house.execute(statement), house.execute(statement)];
    expect(toHex(one.stateRoot)).toBe(toHex(two.stateRoot));
    expect(toHex(one.logRoot)).toBe(toHex(two.logRoot));
    expect(one.writes).toEqual(two.writes);
    expect(house.ledger.height).toBe(0);
    await house.ledger.commit(one);
    await expect(house.ledger.commit(two)).rejects.toMatchObject({ code: "stale-block" });
  });

  test("a block of nothing moves height and time alone", async () => {
    const { stateRoot, logRoot } = house.ledger;
    await house.block();
    expect([house.ledger.height, house.ledger.lastTime]).toEqual([1, CREATED + 1000]);
    expect(toHex(house.ledger.stateRoot)).toBe(toHex(stateRoot));
    expect(toHex(house.ledger.logRoot)).toBe(toHex(logRoot));
  });

  test("wrong heights, times and sizes are faults of the engine", async () => {
    const { ledger } = house;
    const at = (height: number, time: number, statements: never[] = []) =>
      expect(() => ledger.execute({ height, time, statements }));
    at(2, CREATED).toThrow(LedgerFault);
    at(0, CREATED).toThrow(expect.objectContaining({ code: "wrong-height" }));
    at(1, CREATED - 1).toThrow(expect.objectContaining({ code: "time-went-back" }));
    at(1, CREATED + 0.5).toThrow(expect.objectContaining({ code: "time-went-back" }));
    const item = { statement: null, bytes: new Uint8Array(1) };
    const many = new Array(LIMITS.blockStatements + 1).fill(item);
    at(1, CREATED, many as never[]).toThrow(expect.objectContaining({ code: "block-too-large" }));
    const big = new Array(3000).fill({ statement: null, bytes: new Uint8Array(60_000) });
    at(1, CREATED, big as never[]).toThrow(expect.objectContaining({ code: "block-too-large" }));
  });

  test("a commit that fails leaves the ledger where it was", async () => {
    const block = house.execute(await house.statement("notes.write", note("a")));
    const { commit } = house.store;
    house.store.commit = async () => Promise.reject(new Error("disk full"));
    await expect(house.ledger.commit(block)).rejects.toThrow("disk full");
    expect(house.ledger.height).toBe(0);
    house.store.commit = commit;
    await house.ledger.commit(block);
    expect(house.ledger.height).toBe(1);
  });

  test("a certificate and extra writes are stored in the same step", async () => {
    const key = Uint8Array.of(0x61, 1);
    const block = house.execute();
    const certificate = await house.certificate(block);
    await house.ledger.commit(sealBlock(block, certificate), [{ key, value: Uint8Array.of(7) }]);
    expect(house.ledger.reader().certificate(1)).toMatchObject(certificate);
    expect(house.store.get(key)).toEqual(Uint8Array.of(7));
  });

  test("a certificate may come with a later block and claim a later time", async () => {
    expect(house.ledger.reader().lastCertified()).toBeUndefined();
    for (let height = 1; height <= 7; height++) await house.block();
    const reader = house.ledger.reader();
    for (const height of [2, 5]) {
      const { time } = reader.block(height) as BlockRecord;
      const certificate = await house.certificate(reader.block(height) as BlockRecord, time + 9);
      await house.ledger.commit(sealBlock(house.execute(), certificate));
    }
    const after = house.ledger.reader();
    const certified = (height: number) => after.firstCertified(height)?.certificate.height;
    expect([0, 1, 2, 3, 5, 6, 100].map(certified)).toEqual([2, 2, 2, 5, 5, undefined, undefined]);
    expect(after.certificate(4)).toBeUndefined();
    expect(after.lastCertified()).toMatchObject({
      block: { height: 5 },
      checkpoint: { height: 5, time: (after.block(5)?.time ?? 0) + 9 },
    });
  });

  test("a certificate of a block that is not there yet is a fault", async () => {
    const block = house.execute();
    const certificate = { ...(await house.certificate(block)), height: 2 };
    await expect(house.ledger.commit(sealBlock(block, certificate))).rejects.toThrow(LedgerFault);
  });

  test("a stored certificate that does not decode is a fault", async () => {
    await house.block();
    await house.store.commit([{ key: certificateKey(1), value: Uint8Array.of(1) }]);
    expect(() => house.ledger.reader().lastCertified()).toThrow(LedgerFault);
  });

  test("touched names the rows that changed", async () => {
    const block = await house.block(await house.statement("notes.write", note("a")));
    expect(block.touched().map(({ app, table, key }) => [app, table, key])).toEqual([
      ["notes", "notes", ["ben", "a"]],
    ]);
  });
});

describe("admitting", () => {
  test("refuses what the next block would refuse, and looks at no signature", async () => {
    const { ledger } = house;
    const now = ledger.lastTime;
    const admit = async (...args: Parameters<TestLedger["statement"]>) =>
      ledger.admit(await house.statement(...args), now)?.code ?? null;
    expect(await admit("notes.write", note("a"))).toBeNull();
    expect(await admit("notes.write", note("a"), { expiry: now - 1 })).toBe(4);
    expect(await admit("notes.write", note("a"), { ledgerId: new Uint8Array(32) })).toBe(3);
    expect(await admit("notes.lock", {})).toBe(10);
    expect(await admit("notes.nothing", {})).toBe(11);
    const used = await house.statement("notes.write", note("a"));
    await house.block(used);
    expect(house.ledger.admit(used, now)).toEqual({ code: 6, data: new Map([["index", 0]]) });
  });
});
