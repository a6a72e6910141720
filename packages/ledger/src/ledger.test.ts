import { equalBytes, toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { leafHash, verifyConsistency, verifyInclusion } from "@tallystick/core/log-tree";
import { verifyStateProof } from "@tallystick/core/state-proof";
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
import { RequestRefused } from "./request-refused.ts";

let test1: TestLedger;
const note = (name: string, rank = 1) => ({ name, rank, body: `body of ${name}` });

beforeEach(async () => {
  test1 = await TestLedger.open();
});

function codes(block: { outcomes: readonly { code: number }[] }): number[] {
  return block.outcomes.map(({ code }) => code);
}

describe("founding and opening", () => {
  test("height 0 holds what genesis implies and an empty log", () => {
    const { ledger } = test1;
    expect([ledger.height, ledger.logSize, ledger.lastTime]).toEqual([0, 0, CREATED]);
    expect(
      ledger
        .reader()
        .block(0)
        ?.appRoots.map(({ app }) => app),
    ).toEqual(["empty", "notes"]);
    expect(ledger.identity(test1.signers.ada.keyId)?.role).toBe("operator");
    expect(ledger.identity(new Uint8Array(32))).toBeUndefined();
  });

  test("an opened ledger stands where the last one stood", async () => {
    await test1.block(await test1.statement("notes.write", note("a")));
    const { height, logRoot, stateRoot } = test1.ledger;
    const again = await test1.reopen();
    expect(again.height).toBe(height);
    expect(toHex(again.logRoot)).toBe(toHex(logRoot));
    expect(toHex(again.stateRoot)).toBe(toHex(stateRoot));
    expect(codes(await test1.block(await test1.statement("notes.write", note("b"))))).toEqual([0]);
  });

  test("another genesis, another suite or a missing application is refused", async () => {
    const other = await TestLedger.open();
    const base = { apps: [notesApp, emptyApp], identity: peopleIdentity };
    const open = (change: object) =>
      Ledger.open({
        ...base,
        store: test1.store,
        suite: test1.suite,
        genesis: test1.genesis,
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
        store: test1.store,
        suite: test1.suite,
        genesis: test1.genesis,
        apps: [{ ...notesApp, tables: tables as never }, emptyApp],
        identity: peopleIdentity,
      });
    await expect(open({ people, notes })).rejects.toMatchObject({ code: "schema-changed" });
    await expect(open({ notes, people, more: { ...people, name: "more" } })).resolves.toBeDefined();
  });

  test("a state that does not have its block's root is named, not served", async () => {
    await test1.block(await test1.statement("notes.write", note("a")));
    const key = Uint8Array.of(0x62, 0, 0, 0, 0, 0, 0, 0, 1);
    const record = test1.store.get(key)?.slice();
    if (record === undefined) throw new Error("no block record");
    const root = test1.ledger.reader().block(1)?.appRoots[1]?.root ?? new Uint8Array();
    const at = record.findIndex((_, i) => equalBytes(record.subarray(i, i + 32), root));
    record[at] = (record[at] ?? 0) ^ 1;
    await test1.store.commit([{ key, value: record }]);
    await expect(test1.reopen()).rejects.toMatchObject({ code: "state-damaged" });
  });
});

describe("outcomes of a block", () => {
  test("every refusal of the platform, in order, on the log with its bytes", async () => {
    const { ledger } = test1;
    const now = ledger.lastTime + 1000;
    const stranger = generateKey(test1.suite);
    const write = note("a");
    const first = await test1.statement("notes.write", write);
    const items = [
      valid(first),
      valid(first),
      valid(await test1.statement("notes.write", write, { ledgerId: new Uint8Array(32) })),
      valid(await test1.statement("notes.write", write, { expiry: now - 1 })),
      valid(
        await test1.statement("notes.write", write, { expiry: now + LIMITS.expiryAheadMs + 1 }),
      ),
      valid(await test1.statement("notes.write", write, { signer: stranger })),
      { statement: await test1.statement("notes.write", write), signatureValid: false },
      valid(await test1.statement("notes.write", write, { issuer: "ada" })),
      valid(await test1.statement("notes.lock", { owner: "ben", name: "a" })),
      valid(await test1.statement("notes.unheard-of", {})),
      valid(await test1.statement("other.write", {})),
      valid(await test1.statement("notes.write", { ...write, rank: 1001 })),
      { statement: null, bytes: Uint8Array.of(1, 2, 3) },
      { statement: null, bytes: new Uint8Array(0) },
      { statement: null, bytes: new Uint8Array(LIMITS.statementBytes + 1) },
    ];
    const block = await test1.block(...items);
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
      expect(toHex(entry.statement)).toBe(toHex(whole ? bytes : test1.suite.hash(bytes)));
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
    const now = test1.ledger.lastTime + 1000;
    const block = test1.execute(
      await test1.statement("notes.write", note("a"), { expiry: now }),
      await test1.statement("notes.write", note("b"), { expiry: now + LIMITS.expiryAheadMs }),
    );
    expect(codes(block)).toEqual([0, 0]);
  });

  test("a statement that lacks a good signature does not use up its id", async () => {
    const id = test1.nextId();
    const bad = {
      statement: await test1.statement("notes.write", note("a"), { id }),
      signatureValid: false,
    };
    const good = await test1.statement("notes.write", note("b"), { id });
    expect(codes(await test1.block(bad, good))).toEqual([OUTCOMES.badSignature.number, 0]);
  });

  test("an id used by one key is refused for good, and free for another key", async () => {
    const id = test1.nextId();
    await test1.block(await test1.statement("notes.write", note("a"), { id }));
    await test1.reopen();
    const again = await test1.statement("notes.write", note("b"), { id });
    const other = await test1.statement("notes.write", note("b"), { id, by: "cleo" });
    expect(codes(await test1.block(again, other))).toEqual([OUTCOMES.replayed.number, 0]);
    expect(test1.ledger.statementIndex(test1.signers.ben.keyId, id)).toBe(0);
    expect(test1.ledger.statementIndex(test1.signers.cleo.keyId, id)).toBe(2);
  });

  test("a refused action changes nothing but the log", async () => {
    await test1.block(
      await test1.statement("notes.write", note("a")),
      await test1.statement("notes.lock", { owner: "ben", name: "a" }, { by: "ada" }),
    );
    const before = toHex(test1.ledger.stateRoot);
    const block = await test1.block(await test1.statement("notes.write", note("a", 9)));
    expect(codes(block)).toEqual([1900]);
    expect(block.outcomes[0]?.data).toEqual(new Map([["rank", 1]]));
    expect(toHex(test1.ledger.stateRoot)).toBe(before);
    expect(block.touched()).toEqual([]);
  });

  test("an accepted action sees what the block did before it", async () => {
    const block = await test1.block(
      await test1.statement("notes.write", note("a", 5)),
      await test1.statement("notes.write", note("b", 3)),
      await test1.statement("notes.write", note("a", 1)),
      await test1.statement("notes.erase-below", { rank: 4 }),
      await test1.statement("notes.erase-below", { rank: 4 }),
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
      const block = await test1.block(await test1.statement("notes.misbehave", { how }));
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
    const statement = await test1.statement("notes.misbehave", { how });
    const root = toHex(test1.ledger.stateRoot);
    expect(() => test1.execute(statement)).toThrow(
      expect.objectContaining({ name: "LedgerFault", code }),
    );
    expect(toHex(test1.ledger.stateRoot)).toBe(root);
  });
});

describe("executing and committing", () => {
  test("execute changes nothing and gives the same each time", async () => {
    const statement = await test1.statement("notes.write", note("a"));
    const [one, two] = [test1.execute(statement), test1.execute(statement)];
    expect(toHex(one.stateRoot)).toBe(toHex(two.stateRoot));
    expect(toHex(one.logRoot)).toBe(toHex(two.logRoot));
    expect(one.writes).toEqual(two.writes);
    expect(test1.ledger.height).toBe(0);
    await test1.ledger.commit(one);
    await expect(test1.ledger.commit(two)).rejects.toMatchObject({ code: "stale-block" });
  });

  test("a block of nothing moves height and time alone", async () => {
    const { stateRoot, logRoot } = test1.ledger;
    await test1.block();
    expect([test1.ledger.height, test1.ledger.lastTime]).toEqual([1, CREATED + 1000]);
    expect(toHex(test1.ledger.stateRoot)).toBe(toHex(stateRoot));
    expect(toHex(test1.ledger.logRoot)).toBe(toHex(logRoot));
  });

  test("wrong heights, times and sizes are faults of the engine", async () => {
    const { ledger } = test1;
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
    const block = test1.execute(await test1.statement("notes.write", note("a")));
    const { commit } = test1.store;
    test1.store.commit = async () => Promise.reject(new Error("disk full"));
    await expect(test1.ledger.commit(block)).rejects.toThrow("disk full");
    expect(test1.ledger.height).toBe(0);
    test1.store.commit = commit;
    await test1.ledger.commit(block);
    expect(test1.ledger.height).toBe(1);
  });

  test("a certificate and extra writes are stored in the same step", async () => {
    const key = Uint8Array.of(0x61, 1);
    const block = test1.execute();
    const certificate = await test1.certificate(block);
    await test1.ledger.commit(sealBlock(block, certificate), [{ key, value: Uint8Array.of(7) }]);
    expect(test1.ledger.reader().certificate(1)).toMatchObject(certificate);
    expect(test1.store.get(key)).toEqual(Uint8Array.of(7));
  });

  test("a certificate may come with a later block and claim a later time", async () => {
    expect(test1.ledger.reader().lastCertified()).toBeUndefined();
    for (let height = 1; height <= 7; height++) await test1.block();
    const reader = test1.ledger.reader();
    for (const height of [2, 5]) {
      const { time } = reader.block(height) as BlockRecord;
      const certificate = await test1.certificate(reader.block(height) as BlockRecord, time + 9);
      await test1.ledger.commit(sealBlock(test1.execute(), certificate));
    }
    const after = test1.ledger.reader();
    const certified = (height: number) => after.firstCertified(height)?.certificate.height;
    expect([0, 1, 2, 3, 5, 6, 100].map(certified)).toEqual([2, 2, 2, 5, 5, undefined, undefined]);
    expect(after.certificate(4)).toBeUndefined();
    expect(after.lastCertified()).toMatchObject({
      block: { height: 5 },
      checkpoint: { height: 5, time: (after.block(5)?.time ?? 0) + 9 },
    });
  });

  test("a certificate of a block that is not there yet is a fault", async () => {
    const block = test1.execute();
    const certificate = { ...(await test1.certificate(block)), height: 2 };
    await expect(test1.ledger.commit(sealBlock(block, certificate))).rejects.toThrow(LedgerFault);
  });

  test("a stored certificate that does not decode is a fault", async () => {
    await test1.block();
    await test1.store.commit([{ key: certificateKey(1), value: Uint8Array.of(1) }]);
    expect(() => test1.ledger.reader().lastCertified()).toThrow(LedgerFault);
  });

  test("touched names the rows that changed", async () => {
    const block = await test1.block(await test1.statement("notes.write", note("a")));
    expect(block.touched().map(({ app, table, key }) => [app, table, key])).toEqual([
      ["notes", "notes", ["ben", "a"]],
    ]);
  });
});

describe("admitting", () => {
  test("refuses what the next block would refuse, and looks at no signature", async () => {
    const { ledger } = test1;
    const now = ledger.lastTime;
    const admit = async (...args: Parameters<TestLedger["statement"]>) =>
      ledger.admit(await test1.statement(...args), now)?.code ?? null;
    expect(await admit("notes.write", note("a"))).toBeNull();
    expect(await admit("notes.write", note("a"), { expiry: now - 1 })).toBe(4);
    expect(await admit("notes.write", note("a"), { ledgerId: new Uint8Array(32) })).toBe(3);
    expect(await admit("notes.lock", {})).toBe(10);
    expect(await admit("notes.nothing", {})).toBe(11);
    const used = await test1.statement("notes.write", note("a"));
    await test1.block(used);
    expect(test1.ledger.admit(used, now)).toEqual({ code: 6, data: new Map([["index", 0]]) });
  });
});

describe("reading", () => {
  beforeEach(async () => {
    for (let height = 1; height <= 5; height++) {
      const statements = [0, 1, 2].map((i) =>
        test1.statement("notes.write", note(`n${height}-${i}`, height * 10 + i)),
      );
      await test1.block(...(await Promise.all(statements)));
    }
  });

  test("entries, blocks and their places", () => {
    const reader = test1.ledger.reader();
    expect(reader.entries(4, 3).map(({ index }) => index)).toEqual([4, 5, 6]);
    expect(reader.entries(14, 100)).toHaveLength(1);
    expect(reader.entries(15, 1)).toEqual([]);
    expect(reader.entry(15)).toBeUndefined();
    expect(reader.block(6)).toBeUndefined();
    for (let index = 0; index < 15; index++) {
      expect(reader.blockOf(index)?.height).toBe(Math.floor(index / 3) + 1);
    }
    expect(reader.blockOf(15)).toBeUndefined();
  });

  test("inclusion and consistency verify against the checkpoints", () => {
    const { suite, ledger } = test1;
    const reader = ledger.reader();
    const root = ledger.logRoot;
    for (let index = 0; index < 15; index++) {
      const hash = leafHash(suite, reader.entry(index) as Uint8Array);
      const path = reader.inclusion(index);
      expect(verifyInclusion(suite, { index, size: 15, leafHash: hash, path, root })).toBe(true);
    }
    const early = reader.block(2);
    if (early === undefined) throw new Error("no block");
    const path = reader.consistency(early.logSize);
    const claim = { size1: early.logSize, size2: 15, root1: early.logRoot, root2: root, path };
    expect(verifyConsistency(suite, claim)).toBe(true);
    expect(() => reader.inclusion(3, 16)).toThrow(RangeError);
    expect(() => reader.consistency(3, 16)).toThrow(RangeError);
  });

  test("state proofs of presence and absence verify", () => {
    const { suite, ledger } = test1;
    const reader = ledger.reader();
    const present = reader.stateProof("notes", "notes", ["ben", "n1-0"]);
    const absent = reader.stateProof("notes", "notes", ["ben", "nowhere"]);
    expect([present.value === null, absent.value === null]).toEqual([false, true]);
    expect(verifyStateProof(suite, present, ledger.stateRoot)).toBe(true);
    expect(verifyStateProof(suite, absent, ledger.stateRoot)).toBe(true);
    for (const key of [["ben"], ["ben", "a", "b"], ["ben", 3], ["ben", ""]]) {
      expect(() => reader.stateProof("notes", "notes", key)).toThrow(RequestRefused);
    }
    expect(() => reader.stateProof("notes", "none", [])).toThrow(RequestRefused);
    expect(() => reader.stateProof("none", "notes", [])).toThrow(RequestRefused);
  });

  test("views page forwards and backwards without gap or repeat", () => {
    const reader = test1.ledger.reader();
    for (const reverse of [false, true]) {
      const names: string[] = [];
      let after: string | undefined;
      do {
        const { output } = reader.runView<{ notes: { name: string }[]; next?: string }>(
          "notes",
          "list",
          { limit: 4, reverse, after },
        );
        names.push(...output.notes.map(({ name }) => name));
        after = output.next;
      } while (after !== undefined);
      const all = [1, 2, 3, 4, 5].flatMap((h) => [0, 1, 2].map((i) => `n${h}-${i}`));
      expect(names).toEqual(reverse ? all.reverse() : all);
    }
  });

  test("a view that proves attaches a proof of every row it read, once", () => {
    const { suite, ledger } = test1;
    const ask = (names: string[]) =>
      ledger.reader().runView("notes", "one", { owner: "ben", names }, { proofs: true });
    const { proofs, checkpoint } = ask(["n1-0", "no", "n1-0"]);
    expect(proofs.map(({ key, value }) => [key[1], value !== null])).toEqual([
      ["n1-0", true],
      ["no", false],
    ]);
    for (const proof of proofs) {
      expect(verifyStateProof(suite, proof, checkpoint.stateRoot)).toBe(true);
    }
    expect(() => ask(Array.from({ length: 65 }, (_, i) => `x${i}`))).toThrow(RequestRefused);
  });

  test("calls that cannot be answered are refused, not faults", () => {
    const reader = test1.ledger.reader();
    expect(() => reader.runView("notes", "none", {})).toThrow(RequestRefused);
    expect(() => reader.runView("none", "list", {})).toThrow(RequestRefused);
    expect(() => reader.runView("notes", "list", { limit: 1001 })).toThrow(RequestRefused);
    expect(() => reader.runView("notes", "list", { limit: 0 })).toThrow(RequestRefused);
  });

  test("a forged cursor reaches nothing outside its range", () => {
    const reader = test1.ledger.reader();
    for (const after of ["00", "ff", "ff".repeat(40), "0000000000000014"]) {
      const { output } = reader.runView<{ notes: { rank: number }[] }>("notes", "list", {
        from: 30,
        limit: 100,
        after,
      });
      expect(output.notes.every(({ rank }) => rank >= 30)).toBe(true);
    }
  });
});
