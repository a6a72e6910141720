import { beforeEach, expect, test } from "vitest";
import { boxApp, councilApp, councilGate } from "../test/support/council-app.ts";
import { TestLedger } from "../test/support/test-ledger.ts";
import type { ExecutedBlock } from "./block.ts";
import type { Gate } from "./gate.ts";
import { MemoryStore } from "./memory-store.ts";
import { OUTCOMES } from "./outcomes.ts";

let house: TestLedger;

const open = (gate: Gate) =>
  TestLedger.open(new MemoryStore(), { apps: [boxApp, councilApp], gates: [gate] });

beforeEach(async () => {
  house = await open(councilGate);
});

const outcomesOf = (block: ExecutedBlock) =>
  block.outcomes.map(({ code }) => house.ledger.outcomes.get(code)?.name);
const write = (by: "ada" | "ben" | "cleo", rank = 1) =>
  house.statement("notes.write", { name: "n", rank, body: "b" }, { by });
const look = (by: "ada" | "ben" | "cleo", box: number) =>
  house.statement("box.look", { box }, { by });

test("what a gate counts stays, whatever the action comes to, and holds within the block", async () => {
  const first = await house.block(await write("ben"), await write("ben", 5000), await write("ada"));
  expect(outcomesOf(first)).toEqual(["accepted", "invalid-input", "accepted"]);
  const second = await house.block(await write("ben"), await write("ben"), await write("cleo"));
  expect(outcomesOf(second)).toEqual(["accepted", "closed", "accepted"]);
  expect(second.outcomes[1]?.data).toEqual(new Map([["used", 3]]));
});

test("a gate refuses at admission by what is committed, and counts nothing there", async () => {
  const { ledger } = house;
  const admit = async () => ledger.admit(await write("ben"), ledger.lastTime);
  for (let i = 0; i < 5; i++) expect(await admit()).toBeNull();
  await house.block(await write("ben"), await write("ben"), await write("ben"));
  expect(await admit()).toEqual({ code: 1911, data: new Map([["used", 3]]) });
});

test("a granted right opens an action to one scope and one caller", async () => {
  const block = await house.block(
    await look("ben", 1),
    await look("ben", 2),
    await look("cleo", 1),
  );
  expect(outcomesOf(block)).toEqual(["accepted", "forbidden", "forbidden"]);
  const { ledger } = house;
  expect(ledger.admit(await look("ben", 1), ledger.lastTime)).toBeNull();
  expect(ledger.admit(await look("ben", 2), ledger.lastTime)?.code).toBe(OUTCOMES.forbidden.number);
});

test("input that does not fit has no scope, so no right covers it", async () => {
  expect(outcomesOf(await house.block(await look("ben", 99)))).toEqual(["forbidden"]);
});

test("no grant opens what the consortium alone may do", async () => {
  const statement = await house.statement("box.put", { box: 1, add: 1, times: 1 });
  expect(house.ledger.admit(statement, house.ledger.lastTime)?.code).toBe(
    OUTCOMES.forbidden.number,
  );
  expect(outcomesOf(await house.block(statement))).toEqual(["forbidden"]);
});

test("a statement that fails before the gates is not counted", async () => {
  const forged = { statement: await write("ben"), signatureValid: false };
  expect(outcomesOf(await house.block(forged, forged, forged, forged))).toEqual(
    Array(4).fill("bad-signature"),
  );
  const again = await write("ben");
  expect(outcomesOf(await house.block(again, again, again, again))).toEqual([
    "accepted",
    "replayed",
    "replayed",
    "replayed",
  ]);
  expect(outcomesOf(await house.block(await write("ben")))).toEqual(["accepted"]);
});

test("a gate that refuses with the outcome of another application stops the node", async () => {
  const stray = { ...councilGate, check: () => ({ outcome: OUTCOMES.expired, data: null }) };
  house = await open(stray);
  const statement = await write("ben");
  expect(() => house.execute(statement)).toThrow(/outcome of another/);
});

test("a gate of an application that the ledger lacks stands open", async () => {
  const stray = { ...councilGate, app: "elsewhere" };
  house = await open(stray);
  const statements = await Promise.all([1, 2, 3, 4].map(() => write("ben")));
  expect(outcomesOf(await house.block(...statements))).toEqual(Array(4).fill("accepted"));
});
