/** In a ledger with governance the organisations decide on versions there, and nowhere else. */
import { beforeEach, expect, test } from "vitest";
import { GovernedLedger } from "../../test/support/governed-ledger.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const AT = 1000;
const activate = (version: number, fromHeight = AT) =>
  ["upgrade.activate", { app: "evidence", version, fromHeight }] as const;

let house: GovernedLedger;
beforeEach(async () => {
  house = await GovernedLedger.open(4, ["upgrade"]);
});

const planned = () => house.ledger.rules.find(({ app }) => app === "evidence");

test("a passed proposal schedules a version, after the time that rules wait", async () => {
  const n = await house.propose("o1-op", activate(2));
  await house.vote(n, "yes", "o1", "o2", "o3");
  expect(await house.enact(n)).toBe("time-locked");
  expect(planned()).toMatchObject({ version: 1, next: null });
  house.wait(14 * DAY_MS);
  expect(await house.enact(n)).toBe("enacted");
  expect(planned()).toMatchObject({ version: 1, next: { version: 2, fromHeight: AT } });
  // The version in force takes it back.
  const back = await house.propose("o1-op", activate(1));
  await house.vote(back, "yes", "o1", "o2", "o3");
  house.wait(14 * DAY_MS);
  expect(await house.enact(back)).toBe("enacted");
  expect(planned()).toMatchObject({ version: 1, next: null });
});

test("a decision whose height has gone by changes nothing", async () => {
  const n = await house.propose("o1-op", activate(2, house.ledger.height + 3));
  await house.vote(n, "yes", "o1", "o2", "o3");
  house.wait(14 * DAY_MS);
  for (let i = 0; i < 3; i++) await house.block();
  expect(await house.enact(n)).toBe("call-refused");
  expect(planned()).toMatchObject({ version: 1, next: null });
});

test("no operator gets past the organisations", async () => {
  const [, input] = activate(2);
  expect((await house.act("o1-op", "upgrade.activate", { ...input })).name).toBe("forbidden");
  for (const by of ["o1-op", "o2-op", "o3-op", "o4-op"]) {
    expect((await house.act(by, "upgrade.agree", { ...input })).name).toBe("upgrade-not-a-voter");
  }
  expect(planned()).toMatchObject({ version: 1, next: null });
});
