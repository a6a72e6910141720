import { leafHash, verifyConsistency, verifyInclusion } from "@tallystick/core/log-tree";
import { verifyStateProof } from "@tallystick/core/state-proof";
import { beforeEach, describe, expect, test } from "vitest";
import { TestLedger } from "../test/support/test-ledger.ts";
import { RequestRefused } from "./request-refused.ts";

let house: TestLedger;
const note = (name: string, rank = 1) => ({ name, rank, body: `body of ${name}` });

describe("reading", () => {
  beforeEach(async () => {
    house = await TestLedger.open();
    for (let height = 1; height <= 5; height++) {
      const statements = [0, 1, 2].map((i) =>
        house.statement("notes.write", note(`n${height}-${i}`, height * 10 + i)),
      );
      await house.block(...(await Promise.all(statements)));
    }
  });

  test("entries, blocks and their places", () => {
    const reader = house.ledger.reader();
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
    const { suite, ledger } = house;
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
    const { suite, ledger } = house;
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

  test("rows of one table among those of others, both ways, in pages, deleted ones left out", async () => {
    await house.block(await house.statement("notes.erase-below", { rank: 12 }));
    const reader = house.ledger.reader();
    const written = [1, 2, 3, 4, 5].flatMap((h) => [0, 1, 2].map((i) => `n${h}-${i}`));
    const there = written.filter((name) => !["n1-0", "n1-1"].includes(name));
    for (const reverse of [false, true]) {
      const names: unknown[] = [];
      let after: string | undefined;
      do {
        const page = reader.rows("notes", "notes", { limit: 4, reverse, after });
        names.push(...page.rows.map((row) => row["name"]));
        after = page.next;
      } while (after !== undefined);
      expect(names).toEqual(reverse ? [...there].reverse() : there);
    }
    for (const after of ["999999999999999", "x", "-1", "1e3"]) {
      expect(reader.rows("notes", "notes", { limit: 4, after }).rows).toEqual([]);
    }
    expect(() => reader.rows("notes", "none", { limit: 1 })).toThrow(RequestRefused);
    expect(() => reader.rows("notes", "notes", { index: "none", limit: 1 })).toThrow(
      RequestRefused,
    );
  });

  test("views page forwards and backwards without gap or repeat", () => {
    const reader = house.ledger.reader();
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
    const { suite, ledger } = house;
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
    const reader = house.ledger.reader();
    expect(() => reader.runView("notes", "none", {})).toThrow(RequestRefused);
    expect(() => reader.runView("none", "list", {})).toThrow(RequestRefused);
    expect(() => reader.runView("notes", "list", { limit: 1001 })).toThrow(RequestRefused);
    expect(() => reader.runView("notes", "list", { limit: 0 })).toThrow(RequestRefused);
  });

  test("a forged cursor reaches nothing outside its range", () => {
    const reader = house.ledger.reader();
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
