import { encodeKey } from "@tallystick/core/keys";
import { beforeEach, expect, test } from "vitest";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";
import type { Recovery } from "./records/recovery.ts";

let house: ConsortiumLedger;

beforeEach(async () => {
  house = await ConsortiumLedger.open();
  for (const member of ["gil", "gus", "gwen"]) {
    const one = { member, organisation: "north", role: "member", key: house.key(member) };
    await house.act("ada", "membership.enrol", one);
  }
});

const input = { digests: [{ alg: "sha-256", value: new Uint8Array(32) }] };
const deposits = async (by: string, signer = house.signer(by)) =>
  (await house.act(by, "evidence.deposit", input, signer)).name;
const policy = (change: object = {}) => ({
  ...{ member: "ben", threshold: 2, guardians: ["gil", "gus", "gwen"], ...change },
});
const name = async (by: string, action: string, said: object = {}) =>
  (await house.act(by, `membership.${action}`, { member: "ben", ...said })).name;
const propose = (by: string, key = house.key()) => name(by, "propose-recovery", { key });
const approve = (by: string, recovery = 0) => name(by, "approve-recovery", { recovery });

test("two of three guardians restore access: the new key counts, every old one is refused", async () => {
  const [old, second, next] = [house.signer("ben"), house.fresh(), house.fresh()];
  await name("ben", "add-key", { key: encodeKey(second.publicKey) });
  expect(await name("ben", "set-recovery", policy())).toBe("accepted");
  expect(await propose("gil", encodeKey(next.publicKey))).toBe("accepted");
  expect(await deposits("ben", next)).toBe("unknown-key");
  expect(await approve("gus")).toBe("accepted");
  expect(await deposits("ben", next)).toBe("accepted");
  expect(await deposits("ben", old)).toBe("unknown-key");
  expect(await deposits("ben", second)).toBe("unknown-key");
  const { recoveries } = house.view<{ recoveries: Recovery[] }>("recovery", { member: "ben" });
  expect(recoveries).toMatchObject([{ status: "done", approvals: ["gil", "gus"] }]);
  expect(await approve("gwen")).toBe("recovery-closed");
});

test("one guardian is not two, however often it says so", async () => {
  await name("ben", "set-recovery", policy());
  await propose("gil");
  expect(await approve("gil")).toBe("already-approved");
  expect(await propose("gil")).toBe("recovery-open");
  expect(await approve("ben")).toBe("not-a-guardian");
  expect(await approve("dan")).toBe("not-a-guardian");
  expect(await approve("ada")).toBe("not-a-guardian");
  expect(await approve("gus", 5)).toBe("no-such-recovery");
  expect(await deposits("ben")).toBe("accepted");
});

test("the word of a guardian who is suspended or replaced no longer counts", async () => {
  await name("ben", "set-recovery", policy({ threshold: 3 }));
  await propose("gil");
  await approve("gus");
  await house.act("ada", "membership.suspend-member", { member: "gil", reason: "x" });
  const last = await house.act("gwen", "membership.approve-recovery", {
    member: "ben",
    recovery: 0,
  });
  expect(last.data?.get("missing")).toBe(1);
  expect(await deposits("ben")).toBe("accepted");
  // A policy that is set anew starts from nothing.
  expect(await name("ben", "set-recovery", policy({ guardians: ["gus", "gwen"] }))).toBe(
    "accepted",
  );
  expect(await approve("gus")).toBe("recovery-closed");
});

test("a wait gives the member time to object", async () => {
  await name("ben", "set-recovery", policy({ waitMs: 4000 }));
  await propose("gil");
  const complete = (by: string, recovery = 0) => name(by, "complete-recovery", { recovery });
  expect(await complete("gil")).toBe("recovery-not-ready");
  expect(await approve("gus")).toBe("accepted");
  expect(await complete("gil")).toBe("recovery-not-ready");
  expect(await name("gil", "cancel-recovery", { recovery: 0 })).toBe("other-organisation");
  expect(await name("ben", "cancel-recovery", { recovery: 0 })).toBe("accepted");
  expect(await complete("gil")).toBe("recovery-closed");
  const next = house.fresh();
  expect(await propose("gwen", encodeKey(next.publicKey))).toBe("accepted");
  expect(await approve("gus", 1)).toBe("accepted");
  for (let i = 0; i < 3; i++) await house.block();
  expect(await complete("ben", 1)).toBe("not-a-guardian");
  expect(await complete("gil", 1)).toBe("accepted");
  expect(await deposits("ben", next)).toBe("accepted");
});

test.each([
  ["bad-guardians", { guardians: ["gil", "gil"] }],
  ["bad-guardians", { guardians: ["gil", "ben"] }],
  ["bad-guardians", { guardians: ["gil", "dan"] }],
  ["bad-guardians", { guardians: ["gil", "nobody"] }],
  ["bad-guardians", { guardians: ["gil", "gus"], threshold: 3 }],
])("%s: %j", async (refusal, change) => {
  expect(await name("ben", "set-recovery", policy(change))).toBe(refusal);
});

test("guardians are named by the member or an operator, and a new key must be free", async () => {
  expect(await propose("gil")).toBe("no-recovery-policy");
  expect(await name("gil", "set-recovery", policy())).toBe("other-organisation");
  expect(await name("cleo", "set-recovery", policy())).toBe("other-organisation");
  expect(await name("ada", "set-recovery", policy())).toBe("accepted");
  expect(await propose("gil")).toBe("accepted");
  expect(await propose("gus", encodeKey(house.signer("ada").publicKey))).toBe("recovery-open");
  await name("ada", "cancel-recovery", { recovery: 0 });
  expect(await propose("gus", encodeKey(house.signer("ada").publicKey))).toBe("key-taken");
  expect(await propose("gus", new Uint8Array(40))).toBe("bad-key");
});
