import { encodeKey } from "@tallystick/core/keys";
import type { BlockItem } from "@tallystick/ledger/block";
import { afterEach, beforeEach, expect, test } from "vitest";
import { numberedSigner } from "../../test/support/app-ledger.ts";
import { GovernedLedger } from "../../test/support/governed-ledger.ts";

let house: GovernedLedger;
let fill = 0;
beforeEach(async () => {
  house = await GovernedLedger.open(4);
  fill = 0;
});
afterEach(async () => {
  expect(await house.replays()).toBe(true);
});

const deposit = (by: string, signer?: Parameters<GovernedLedger["statement"]>[3]) => {
  const value = new Uint8Array(32);
  new DataView(value.buffer).setUint32(0, fill++);
  return house.statement(by, "evidence.deposit", { digests: [{ alg: "sha-256", value }] }, signer);
};
const many = (count: number, ...by: string[]) =>
  Array.from({ length: count }, (_, i) => deposit(by[i % by.length] as string));
const accepted = async (...statements: readonly BlockItem[]) =>
  (await house.block(...statements)).filter(({ name }) => name === "accepted").length;
const setQuota = (quota: object) => house.decide(["governance.set-quota", quota]);

test("a rate holds within the block and over time, and the neighbour feels nothing", async () => {
  // Ten a second with five seconds at once.
  await setQuota({ organisation: "o1", app: "evidence", statements: 10 });
  house.wait(10_000);
  const came = await house.block(...many(80, "o1-a", "o2-a"), ...many(40, "o1-a"));
  const taken = (start: number, step: number) =>
    came.filter(({ name }, i) => i >= start && (i - start) % step === 0 && name === "accepted");
  expect(came.filter(({ name }) => name === "accepted")).toHaveLength(50 + 40);
  expect(taken(1, 2).length).toBeGreaterThanOrEqual(40);
  expect(came.at(-1)).toMatchObject({
    name: "quota-exceeded",
    data: new Map([
      ["quota", "statements"],
      ["application", "evidence"],
    ]),
  });
  // A second later ten more.
  expect(await accepted(...many(30, "o1-a"))).toBe(10);
  house.wait(2000);
  expect(await accepted(...many(60, "o1-a"))).toBe(30);
});

test("splitting over members and keys gets an organisation no more", async () => {
  await setQuota({ organisation: "o1", app: "evidence", statements: 2 });
  const second = numberedSigner(house.ledger.suite, 900);
  await house.act("o1-a", "membership.add-key", {
    member: "o1-a",
    key: encodeKey(second.publicKey),
  });
  const late = numberedSigner(house.ledger.suite, 901);
  await house.act("o1-op", "membership.enrol", {
    ...{ member: "late", organisation: "o1", role: "member" },
    key: encodeKey(late.publicKey),
  });
  house.wait(60_000);
  const spread = Array.from({ length: 10 }, () => [
    deposit("o1-a"),
    deposit("o1-b"),
    deposit("o1-op"),
    deposit("o1-a", second),
    deposit("late", late),
  ]).flat();
  expect(await accepted(...spread)).toBe(10);
});

test("bytes a second and bytes in all are bounds too", async () => {
  const { statement } = deposit("o1-a");
  const size = statement?.bytes.length ?? 0;
  await setQuota({ organisation: "o1", app: "evidence", bytes: size });
  house.wait(60_000);
  expect(await accepted(...many(20, "o1-a"))).toBe(5);
  await setQuota({ organisation: "o1", app: "evidence", storage: 5 * size + 3 * size });
  house.wait(60_000);
  const came = await house.block(...many(20, "o1-a"));
  expect(came.filter(({ name }) => name === "accepted")).toHaveLength(3);
  expect(came.at(-1)?.data?.get("quota")).toBe("storage");
  house.wait(24 * 60 * 60 * 1000);
  expect(await accepted(...many(1, "o1-a"))).toBe(0);
});

test("a quota for each holds where an organisation has none of its own, and one for all together beside it", async () => {
  await setQuota({ organisation: "*", app: "evidence", statements: 2 });
  await setQuota({ organisation: "o2", app: "evidence", statements: 4 });
  await setQuota({ organisation: "o3", app: "*", statements: 1 });
  house.wait(60_000);
  expect(await accepted(...many(50, "o1-a"))).toBe(10);
  expect(await accepted(...many(50, "o2-a"))).toBe(20);
  const came = await house.block(...many(50, "o3-a"));
  expect(came.filter(({ name }) => name === "accepted")).toHaveLength(5);
  expect(came.at(-1)?.data?.get("application")).toBe("*");
});

test("nothing at all is a quota, and votes are outside of all of them", async () => {
  await setQuota({ organisation: "o1", app: "*", statements: 0 });
  house.wait(60_000);
  expect(await accepted(...many(3, "o1-a"))).toBe(0);
  const n = await house.propose("o1-op", [
    "governance.remove-quota",
    { organisation: "o1", app: "*" },
  ]);
  await house.vote(n, "yes", "o1", "o2", "o3");
  expect(await house.enact(n)).toBe("enacted");
  expect(await accepted(...many(3, "o1-a"))).toBe(3);
});

test("only what passes counts, and an admission refuses what is used up", async () => {
  await setQuota({ organisation: "o1", app: "evidence", statements: 1 });
  house.wait(60_000);
  const forged = { ...deposit("o1-a"), signatureValid: false } as ReturnType<typeof deposit>;
  await house.block(forged, forged, forged, forged, forged, forged);
  expect(await accepted(...many(5, "o1-a"))).toBe(5);
  const { ledger } = house;
  const admit = (at: number) => {
    const { statement } = deposit("o1-a");
    if (statement === null) throw new Error("a statement");
    return ledger.outcomes.get(ledger.admit(statement, at)?.code ?? 0)?.name;
  };
  expect(admit(ledger.lastTime)).toBe("quota-exceeded");
  expect(admit(ledger.lastTime + 1000)).toBe("accepted");
  expect(admit(ledger.lastTime + 1000)).toBe("accepted");
});

test("a rate that was lowered while debts were high is paid off all the same", async () => {
  await setQuota({ organisation: "o1", app: "evidence", statements: 1000 });
  house.wait(60_000);
  expect(await accepted(...many(300, "o1-a"))).toBe(300);
  await setQuota({ organisation: "o1", app: "evidence", statements: 1 });
  house.wait(5000);
  expect(await accepted(...many(10, "o1-a"))).toBe(5);
});
