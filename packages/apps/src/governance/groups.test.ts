import { afterEach, beforeEach, expect, test } from "vitest";
import { GovernedLedger } from "../../test/support/governed-ledger.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const MEMBERS = Array.from(
  { length: 32 },
  (_, i) => `o${Math.floor(i / 3) + 1}-${"op a b".split(" ")[i % 3]}`,
);
const GROUP = {
  group: "council",
  title: "Coordination council",
  kind: "council",
  chair: "o1-op",
  members: MEMBERS,
  quorum: { numerator: 1, denominator: 2 },
};

let house: GovernedLedger;
beforeEach(async () => {
  house = await GovernedLedger.open(11);
  expect(await house.decide(["governance.form-group", GROUP])).toBe("enacted");
});
afterEach(async () => {
  expect(await house.replays()).toBe(true);
});

const name = async (by: string, action: string, input: object) =>
  (await house.act(by, `governance.${action}`, { group: "council", ...input })).name;
const open = (closes = house.now + DAY_MS) => name("o2-a", "open-motion", { title: "Go", closes });
const vote = (motion: number, choice: string, by: readonly string[]) =>
  house.block(
    ...by.map((one) =>
      house.statement(one, "governance.vote-motion", { group: "council", motion, choice }),
    ),
  );
const close = async (motion: number) => {
  const came = await house.act("o3-a", "governance.close-motion", { group: "council", motion });
  return came.name === "accepted" ? Object.fromEntries(came.data ?? []) : came.name;
};

test("32 members vote; without half of them nothing is decided", async () => {
  await open();
  await vote(1, "yes", MEMBERS.slice(0, 15));
  expect(await close(1)).toBe("not-decided");
  house.wait(DAY_MS);
  expect(await close(1)).toEqual({ status: "no-quorum", yes: 15, no: 0, cast: 15 });
  await open();
  await vote(2, "yes", MEMBERS.slice(0, 17));
  await vote(2, "no", MEMBERS.slice(17, 32));
  expect(await close(2)).toEqual({ status: "carried", yes: 17, no: 15, cast: 32 });
  expect(await close(2)).toBe("proposal-not-open");
});

test("one vote each, members only, in time", async () => {
  expect(await name("o11-b", "open-motion", { title: "x", closes: house.now + DAY_MS })).toBe(
    "not-in-the-group",
  );
  expect(await open(house.now - 1)).toBe("time-ahead");
  await open();
  await vote(1, "yes", [...MEMBERS.slice(0, 16), "o1-a", "o1-a"]);
  await vote(1, "no", ["o1-a"]);
  expect((await vote(1, "yes", ["o11-b"]))[0]?.name).toBe("not-in-the-group");
  house.wait(DAY_MS);
  expect((await vote(1, "yes", ["o9-a"]))[0]?.name).toBe("proposal-not-open");
  expect(await close(1)).toEqual({ status: "carried", yes: 15, no: 1, cast: 16 });
});

test("votes of members who have left the group are not counted", async () => {
  await open();
  await vote(1, "yes", MEMBERS.slice(0, 16));
  const members = MEMBERS.slice(0, 10);
  await house.decide(["governance.form-group", { ...GROUP, members }]);
  house.wait(DAY_MS);
  expect(await close(1)).toEqual({ status: "carried", yes: 10, no: 0, cast: 10 });
});

test("minutes are recorded by the chair, with a quorum of members present", async () => {
  const record = (by: string, present: readonly string[], held = house.now - 1000) =>
    name(by, "record-minutes", { digest: new Uint8Array(32).fill(7), held, present });
  expect(await record("o2-op", MEMBERS)).toBe("not-the-chair");
  expect(await record("o1-op", MEMBERS.slice(0, 15))).toBe("no-quorum");
  expect(await record("o1-op", Array(32).fill("o1-a"))).toBe("no-quorum");
  expect(await record("o1-op", [...MEMBERS.slice(0, 20), "nobody"])).toBe("not-in-the-group");
  expect(await record("o1-op", MEMBERS, house.now + DAY_MS)).toBe("time-ahead");
  expect(await record("o1-op", MEMBERS.slice(0, 16))).toBe("accepted");
  const { minutes } = house.view<{ minutes: { digest: Uint8Array; present: string[] }[] }>(
    "group",
    {
      group: "council",
    },
  );
  expect(minutes.map(({ present }) => present.length)).toEqual([16]);
});

test("a group must hold together, and ends by decision", async () => {
  const form = (change: object) => house.decide(["governance.form-group", { ...GROUP, ...change }]);
  expect(await form({ chair: "o11-b" })).toBe("call-refused");
  expect(await form({ members: ["o1-op", "o1-op"] })).toBe("call-refused");
  expect(await form({ quorum: { numerator: 3, denominator: 2 } })).toBe("call-refused");
  expect(await house.decide(["governance.dissolve-group", { group: "council" }])).toBe("enacted");
  expect(await open()).toBe("no-such-group");
  expect(await house.decide(["governance.dissolve-group", { group: "council" }])).toBe(
    "call-refused",
  );
});
