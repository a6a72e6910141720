import { encodeKey } from "@tallystick/core/keys";
import { afterEach, beforeEach, expect, test } from "vitest";
import { numberedSigner } from "../../test/support/app-ledger.ts";
import { GovernedLedger } from "../../test/support/governed-ledger.ts";

let house: GovernedLedger;
beforeEach(async () => {
  house = await GovernedLedger.open(4);
});
afterEach(async () => {
  expect(await house.replays()).toBe(true);
});

const newcomer = (number: number) => numberedSigner(house.ledger.suite, number);
const keyOf = (number: number) => encodeKey(newcomer(number).publicKey);
const admission = (kinds: readonly string[]) =>
  [
    "membership.admit-organisation",
    {
      ...{ organisation: "bank", name: "Harbour Bank", kinds },
      key: keyOf(980),
      operator: { member: "bank-op", key: keyOf(981) },
    },
  ] as const;
const quota = ["governance.set-quota", { organisation: "o1", app: "shop", statements: 1 }] as const;
/** What a statement of the newcomer's operator comes to. */
const bank = async (action: string, input: object) =>
  (await house.act("bank-op", action, input, newcomer(981))).name;

test("a fifth organisation joins with the votes of more than two thirds, and then has a ballot", async () => {
  const n = await house.propose("o1-op", admission(["management"]));
  await house.vote(n, "yes", "o1", "o2");
  expect(await house.enact(n)).toBe("not-decided");
  const other = await house.propose("o2-op", quota);
  const vote = { proposal: other, choice: "yes" };
  expect(await bank("governance.vote", vote)).toBe("unknown-key");
  await house.vote(n, "yes", "o3");
  expect(await house.enact(n)).toBe("enacted");
  expect(await bank("governance.vote", vote)).toBe("accepted");
  expect(house.proposal(other).tally).toMatchObject({ eligible: 5, yes: 1 });
  expect(await bank("governance.propose", { title: "Hello", calls: [] })).toBe("accepted");
});

test("an observer reads and has no say", async () => {
  expect(await house.decide(admission(["observer"]))).toBe("enacted");
  const n = await house.propose("o1-op", quota);
  expect(house.proposal(n).tally.eligible).toBe(4);
  expect(await bank("governance.vote", { proposal: n, choice: "yes" })).toBe("no-ballot");
  expect(await bank("governance.veto", { proposal: n, reason: "No." })).toBe("no-veto");
  expect(await bank("governance.set-quota", quota[1])).toBe("forbidden");
  const promotion = { organisation: "bank", kinds: ["management"] };
  expect(await bank("membership.update-organisation", promotion)).not.toBe("accepted");
  expect(await bank("governance.vote", { proposal: n, choice: "yes" })).toBe("no-ballot");
});

test("a rejected admission leaves nothing of the organisation", async () => {
  const n = await house.propose("o1-op", admission(["management"]));
  await house.vote(n, "no", "o1", "o2", "o3");
  house.wait(8 * 24 * 60 * 60 * 1000);
  expect(await house.enact(n)).toBe("rejected");
  const { value } = house.ledger.reader().stateProof("membership", "organisations", ["bank"]);
  expect(value).toBeNull();
  expect(await bank("governance.propose", { title: "Hello", calls: [] })).toBe("unknown-key");
});

test("two admissions of the same organisation do not both take effect", async () => {
  const [one, two] = [
    await house.propose("o1-op", admission(["management"])),
    await house.propose("o2-op", admission(["management"])),
  ];
  for (const n of [one, two]) await house.vote(n, "yes", "o1", "o2", "o3");
  expect(await house.enact(one)).toBe("enacted");
  const again = await house.act("o1-a", "governance.enact", { proposal: two });
  expect([
    again.name,
    house.ledger.outcomes.get(again.data?.get("outcome") as number)?.name,
  ]).toEqual(["call-refused", "organisation-exists"]);
});
