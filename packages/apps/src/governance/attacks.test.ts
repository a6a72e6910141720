import { encodeKey } from "@tallystick/core/keys";
import { afterEach, beforeEach, expect, test } from "vitest";
import { numberedSigner } from "../../test/support/app-ledger.ts";
import { callOf, GovernedLedger } from "../../test/support/governed-ledger.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const quota = (statements: number) =>
  ["governance.set-quota", { organisation: "o1", app: "shop", statements }] as const;
const suspend = (organisation: string) =>
  ["membership.suspend-organisation", { organisation, reason: "Drill." }] as const;

let house: GovernedLedger;
beforeEach(async () => {
  house = await GovernedLedger.open(5);
});
afterEach(async () => {
  expect(await house.replays()).toBe(true);
});

const ballot = async (by: string, proposal: number, choice = "yes") =>
  (await house.act(by, "governance.vote", { proposal, choice })).name;
const grantRole = async (member: string, capabilities: readonly string[]) => {
  const define = { role: "helper", title: "Helper", capabilities, operators: true };
  expect(await house.decide(["membership.define-role", define])).toBe("enacted");
  expect((await house.act("o1-op", "membership.grant", { member, role: "helper" })).name).toBe(
    "accepted",
  );
};

test("a member to whom voting was granted casts the ballot of its own organisation, and the only one", async () => {
  const n = await house.propose("o1-op", quota(1));
  expect(await ballot("o1-a", n)).toBe("forbidden");
  await grantRole("o1-a", ["governance.vote"]);
  expect(await ballot("o1-a", n)).toBe("accepted");
  expect(await ballot("o1-op", n, "no")).toBe("accepted");
  expect(house.proposal(n).ballots).toMatchObject([{ organisation: "o1", choice: "no" }]);
});

test("no granted right, however wide, does what the consortium alone may do", async () => {
  await grantRole("o1-a", ["governance.*", "membership.*"]);
  for (const [action, input] of [
    quota(1),
    suspend("o2"),
    ["governance.set-parameter", { name: "pause-ms", value: 3_600_000 }],
    ["governance.pause-application", { app: "evidence", reason: "r" }],
  ] as const) {
    for (const by of ["o1-a", "o1-op"]) {
      expect((await house.act(by, action, input)).name).toBe("forbidden");
    }
  }
});

test("ballots of organisations that are suspended or have left count on neither side", async () => {
  const n = await house.propose("o1-op", quota(1));
  await house.vote(n, "yes", "o1", "o2");
  await house.vote(n, "no", "o4");
  expect(await house.decide(suspend("o2"))).toBe("enacted");
  expect(house.proposal(n).tally).toMatchObject({ eligible: 4, yes: 1 });
  expect(await ballot("o2-op", n)).toBe("organisation-suspended");
  // Of four, one yes and one no: a tie, which would have been two to one.
  house.wait(8 * DAY_MS);
  expect(await house.enact(n)).toBe("rejected");
  const left = await house.propose("o1-op", quota(1));
  await house.vote(left, "yes", "o5");
  const remove = { organisation: "o5", reason: "Left." };
  const gone = await house.propose("o1-op", ["membership.remove-organisation", remove]);
  await house.vote(gone, "yes", "o1", "o3", "o4");
  expect(await house.enact(gone)).toBe("enacted");
  expect(house.proposal(left).tally).toMatchObject({ eligible: 3, yes: 0 });
});

test("an organisation cannot decide alone by getting the others out one by one", async () => {
  for (const other of ["o2", "o3", "o4", "o5"]) {
    const n = await house.propose("o1-op", suspend(other));
    await house.vote(n, "yes", "o1");
    expect(await house.enact(n)).toBe("not-decided");
    expect(house.proposal(n).status).toBe("open");
  }
});

test("a veto of an organisation that is no longer active is not counted", async () => {
  const policy = await house.propose("o1-op", ["governance.remove-policy", { kind: "emergency" }]);
  await house.vote(policy, "yes", "o1", "o2", "o3", "o4");
  await house.act("o5-op", "governance.veto", { proposal: policy, reason: "No." });
  const n = await house.propose("o1-op", suspend("o5"));
  await house.vote(n, "yes", "o1", "o2", "o3", "o4");
  expect(await house.enact(n)).toBe("enacted");
  expect(
    (await house.act("o5-op", "governance.veto", { proposal: policy, reason: "No." })).name,
  ).toBe("organisation-suspended");
  const one = await house.act("o4-op", "governance.veto", { proposal: policy, reason: "No." });
  expect([one.data?.get("vetoes"), one.data?.get("status")]).toEqual([1, "passed"]);
});

test("what exceeds the limits of an action is refused whole", async () => {
  const members = Array.from({ length: 300 }, (_, i) => `m${i}`);
  const calls = Array.from({ length: 16 }, (_, i) =>
    callOf("governance.form-group", {
      ...{ group: `g${i}`, title: "t", kind: "council", chair: "m0" },
      members: members.slice(0, 64),
      quorum: { numerator: 1, denominator: 2 },
    }),
  );
  expect((await house.act("o1-op", "governance.propose", { title: "t", calls })).name).toBe(
    "accepted",
  );
  const tooMany = { title: "t", calls: [...calls, ...calls] };
  await expect(house.act("o1-op", "governance.propose", tooMany)).rejects.toThrow();
});

test("enacting twice in one block does it once", async () => {
  const n = await house.propose("o1-op", quota(1));
  await house.vote(n, "yes", "o1", "o2", "o3");
  const enact = (by: string) => house.statement(by, "governance.enact", { proposal: n });
  const came = await house.block(enact("o1-a"), enact("o2-a"), enact("o1-a"));
  expect(came.map(({ name }) => name)).toEqual([
    "accepted",
    "proposal-not-open",
    "proposal-not-open",
  ]);
});

test("a statement of another ledger, an expired one and a replay are not ballots", async () => {
  const other = await GovernedLedger.open(3);
  const n = await house.propose("o1-op", quota(1));
  const vote = { proposal: n, choice: "yes" };
  const foreign = other.statement("o1-op", "governance.vote", vote);
  const own = house.statement("o2-op", "governance.vote", vote);
  const came = await house.block(foreign, own, own);
  expect(came.map(({ name }) => name)).toEqual(["wrong-ledger", "accepted", "replayed"]);
  const late = house.statement("o3-op", "governance.vote", vote);
  house.wait(DAY_MS);
  expect((await house.block(late)).map(({ name }) => name)).toEqual(["expired"]);
  expect(house.proposal(n).tally).toMatchObject({ yes: 1 });
});

test("a key whose purpose is records casts no ballot", async () => {
  const signer = numberedSigner(house.ledger.suite, 950);
  const key = encodeKey(signer.publicKey);
  const added = { member: "o1-op", key, purposes: ["records"] };
  expect((await house.act("o1-op", "membership.add-key", added)).name).toBe("accepted");
  const n = await house.propose("o1-op", quota(1));
  const vote = { proposal: n, choice: "yes" };
  expect((await house.act("o1-op", "governance.vote", vote, signer)).name).not.toBe("accepted");
  expect(house.proposal(n).ballots).toEqual([]);
});
