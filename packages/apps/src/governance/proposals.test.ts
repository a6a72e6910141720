import { decodeCbor } from "@tallystick/core/cbor";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callOf, GovernedLedger } from "../../test/support/governed-ledger.ts";
import { DEFAULT_POLICIES } from "./default-policies.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const quota = (statements: number) =>
  ["governance.set-quota", { organisation: "o1", app: "shop", statements }] as const;
const book = (effective: number, version = 1) =>
  [
    "governance.publish-rule-book",
    { version, title: "Rules", digest: new Uint8Array(32), effective },
  ] as const;
const quotas = () => house.view<{ quotas: unknown[] }>("quotas").quotas.length;

let house: GovernedLedger;
beforeEach(async () => {
  house = await GovernedLedger.open(4);
});
afterEach(async () => {
  expect(await house.replays()).toBe(true);
});

describe("a vote", () => {
  test("passes once enough have said yes, and is carried out by anybody", async () => {
    const n = await house.propose("o1-op", quota(5));
    expect(await house.vote(n, "yes", "o1", "o2")).toEqual(["accepted", "accepted"]);
    expect(house.proposal(n).status).toBe("open");
    expect(await house.enact(n)).toBe("not-decided");
    await house.vote(n, "yes", "o3");
    expect(house.proposal(n).status).toBe("passed");
    expect(await house.enact(n, "o4-b")).toBe("enacted");
    expect(quotas()).toBe(1);
    expect(await house.enact(n)).toBe("proposal-not-open");
  });

  test("one organisation alone decides by its own ballot", async () => {
    house = await GovernedLedger.open(1);
    const n = await house.propose("o1-op", quota(5));
    await house.vote(n, "yes", "o1");
    expect(await house.enact(n)).toBe("enacted");
  });

  test("that ends without quorum or majority is rejected, by whoever says so first", async () => {
    const few = await house.propose("o1-op", quota(1));
    const tied = await house.propose("o1-op", quota(2));
    const lean = await house.propose("o1-op", quota(3));
    await house.vote(few, "yes", "o1");
    await house.vote(tied, "yes", "o1");
    await house.vote(tied, "no", "o2");
    await house.vote(lean, "yes", "o1");
    await house.vote(lean, "abstain", "o2");
    house.wait(8 * DAY_MS);
    await house.block();
    expect([few, tied, lean].map((n) => house.proposal(n).status)).toEqual([
      "rejected",
      "rejected",
      "passed",
    ]);
    expect([await house.enact(few), await house.enact(tied)]).toEqual(["rejected", "rejected"]);
    expect(await house.enact(lean)).toBe("enacted");
    expect(quotas()).toBe(1);
  });

  test("takes one ballot of each organisation, the last one, until it ends", async () => {
    const n = await house.propose("o1-op", quota(5));
    await house.vote(n, "yes", "o1", "o1", "o1", "o2");
    await house.vote(n, "no", "o2");
    const { tally, ballots } = house.proposal(n);
    expect(tally).toMatchObject({ eligible: 4, yes: 1, no: 1 });
    expect(ballots.map(({ organisation, choice }) => [organisation, choice])).toEqual([
      ["o1", "yes"],
      ["o2", "no"],
    ]);
    house.wait(7 * DAY_MS);
    expect(await house.vote(n, "yes", "o3")).toEqual(["proposal-not-open"]);
    expect(await house.vote(99, "yes", "o3")).toEqual(["no-such-proposal"]);
  });

  test("members without the right have no ballot, nor can they propose", async () => {
    const n = await house.propose("o1-op", quota(5));
    const vote = await house.act("o2-a", "governance.vote", { proposal: n, choice: "yes" });
    expect(vote.name).toBe("forbidden");
    const propose = await house.act("o2-a", "governance.propose", { title: "t", calls: [] });
    expect(propose.name).toBe("forbidden");
  });

  test("an organisation of a kind that does not count has no ballot", async () => {
    const [policy] = DEFAULT_POLICIES.filter(({ kind }) => kind === "parameters");
    const courts = { ...policy, counts: ["court"] };
    const refused = await house.propose("o1-op", ["governance.set-policy", courts]);
    await house.vote(refused, "yes", "o1", "o2", "o3", "o4");
    house.wait(14 * DAY_MS);
    // Nobody is a court, so nothing of the kind could ever be decided again.
    expect(await house.enact(refused)).toBe("call-refused");
    await house.decide([
      "membership.update-organisation",
      { organisation: "o4", kinds: ["validator", "observer"] },
    ]);
    const n = await house.propose("o4-op", quota(5));
    expect(await house.vote(n, "yes", "o4")).toEqual(["no-ballot"]);
    expect(house.proposal(n).tally.eligible).toBe(3);
  });
});

describe("waiting", () => {
  test("rules wait 14 days after they have passed, and can be vetoed meanwhile", async () => {
    const n = await house.propose("o1-op", book(house.now + 100 * DAY_MS));
    await house.vote(n, "yes", "o1", "o2", "o3");
    expect(house.proposal(n).status).toBe("passed");
    expect(await house.enact(n)).toBe("time-locked");
    house.wait(14 * DAY_MS - 10_000);
    expect(await house.enact(n)).toBe("time-locked");
    const veto = (by: string) =>
      house.act(by, "governance.veto", { proposal: n, reason: "It reaches too far." });
    expect((await veto("o4-op")).data?.get("status")).toBe("passed");
    expect((await veto("o4-op")).data?.get("vetoes")).toBe(1);
    expect((await veto("o3-op")).data?.get("status")).toBe("vetoed");
    house.wait(DAY_MS);
    expect(await house.enact(n)).toBe("proposal-not-open");
    expect(house.view<{ inForce: number }>("rule-books").inForce).toBe(0);
  });

  test("without a veto they are carried out after it, and not for ever", async () => {
    const publish = book(house.now + 100 * DAY_MS);
    const late = await house.propose("o1-op", publish);
    const n = await house.propose("o1-op", publish);
    for (const one of [late, n]) await house.vote(one, "yes", "o1", "o2", "o3");
    house.wait(14 * DAY_MS);
    expect(await house.enact(n)).toBe("enacted");
    house.wait(31 * DAY_MS);
    expect(await house.enact(late)).toBe("expired");
    expect(await house.enact(late)).toBe("proposal-not-open");
  });

  test("a vote that is settled late begins to wait then", async () => {
    const n = await house.propose("o1-op", book(house.now + 100 * DAY_MS));
    await house.vote(n, "yes", "o1", "o2");
    await house.vote(n, "abstain", "o3");
    house.wait(20 * DAY_MS);
    expect(await house.enact(n)).toBe("passed");
    expect(await house.enact(n)).toBe("time-locked");
    house.wait(14 * DAY_MS);
    expect(await house.enact(n)).toBe("enacted");
  });

  test("only kinds that allow it can be vetoed", async () => {
    const n = await house.propose("o1-op", quota(5));
    const came = await house.act("o2-op", "governance.veto", { proposal: n, reason: "No." });
    expect(came.name).toBe("no-veto");
  });

  test("a change of policy does not reach proposals that are open", async () => {
    const before = await house.propose("o1-op", quota(5));
    const [policy] = DEFAULT_POLICIES.filter(({ kind }) => kind === "parameters");
    const strict = { ...policy, openMs: 60 * DAY_MS, threshold: { numerator: 9, denominator: 10 } };
    const change = await house.propose("o1-op", ["governance.set-policy", strict]);
    await house.vote(change, "yes", "o1", "o2", "o3");
    house.wait(14 * DAY_MS);
    expect(await house.enact(change)).toBe("enacted");
    const after = await house.propose("o1-op", quota(6));
    await house.vote(after, "yes", "o1", "o2", "o3");
    expect(house.proposal(after).status).toBe("open");
    expect(await house.vote(before, "yes", "o1")).toEqual(["proposal-not-open"]);
  });
});

describe("what is proposed", () => {
  test("decides the kind: nobody chooses an easier policy", async () => {
    const kindOf = async (...calls: readonly (readonly [string, object])[]) =>
      house.proposal(await house.propose("o1-op", ...calls)).proposal.kind;
    expect(await kindOf(quota(1))).toBe("parameters");
    expect(await kindOf(book(house.now + DAY_MS))).toBe("rules");
    expect(
      await kindOf(["membership.suspend-organisation", { organisation: "o4", reason: "r" }]),
    ).toBe("organisations");
    expect(await kindOf()).toBe("resolution");
    const mixed = await house.act("o1-op", "governance.propose", {
      title: "Hidden",
      calls: [quota(1), book(house.now + DAY_MS)].map(([action, input]) => callOf(action, input)),
    });
    expect(mixed.name).toBe("mixed-kinds");
  });

  test("must be something that the consortium can do", async () => {
    const propose = async (...calls: { action: string; input: Uint8Array }[]) =>
      (await house.act("o1-op", "governance.propose", { title: "t", calls })).name;
    const any = callOf(...quota(1)).input;
    expect(await propose({ action: "governance.vote", input: any })).toBe("not-for-the-consortium");
    expect(await propose({ action: "shop.steal", input: any })).toBe("not-for-the-consortium");
    expect(await propose(callOf("governance.enact", { proposal: 1 }))).toBe(
      "not-for-the-consortium",
    );
    expect(await propose({ action: "governance.set-quota", input: Uint8Array.of(0xa0) })).toBe(
      "not-for-the-consortium",
    );
    for (const bytes of [[0x80], [0x01], [0xff], [0xa1, 0x61, 0x62, 0x01, 0x61, 0x61]]) {
      const bad = { action: "governance.set-quota", input: Uint8Array.from(bytes) };
      expect(await propose(bad)).toBe("bad-call");
    }
  });

  test("is carried out whole or not at all", async () => {
    const n = await house.propose("o1-op", quota(1), [
      "governance.remove-quota",
      { organisation: "o2", app: "shop" },
    ]);
    await house.vote(n, "yes", "o1", "o2", "o3");
    const came = await house.act("o1-a", "governance.enact", { proposal: n });
    expect(came.name).toBe("call-refused");
    expect(came.data?.get("call")).toBe(1);
    expect(quotas()).toBe(0);
    expect(house.proposal(n).status).toBe("passed");
    await house.decide(["governance.set-quota", { organisation: "o2", app: "shop" }]);
    expect(await house.enact(n)).toBe("enacted");
    expect(house.view<{ quotas: { organisation: string }[] }>("quotas").quotas).toMatchObject([
      { organisation: "o1" },
    ]);
  });

  test("is shown before anybody votes, and the showing changes nothing", async () => {
    const n = await house.propose("o1-op", quota(7));
    const root = house.ledger.stateRoot;
    const { results, rows } = house.view<{
      results: { action: string; outcome: number }[];
      rows: { app: string; table: string; before?: Uint8Array; after?: Uint8Array }[];
    }>("simulate", { proposal: n });
    expect(results).toEqual([{ action: "governance.set-quota", outcome: 0 }]);
    expect(rows.map(({ table }) => table).sort()).toEqual(["head", "quotas"]);
    const row = rows.find(({ table }) => table === "quotas");
    expect(row?.before).toBeUndefined();
    const after = decodeCbor(row?.after as Uint8Array) as ReadonlyMap<string, unknown>;
    expect(after.get("statements")).toBe(7);
    expect(house.ledger.stateRoot).toEqual(root);
    const { found } = house.view<{ found: boolean }>("simulate", { proposal: 99 });
    expect(found).toBe(false);
  });

  test("says before anybody votes who could then stop the ledger alone", async () => {
    const voices = (count: number) =>
      ["o1", "o2", "o3", "o4"].slice(0, count).map((organisation, i) => ({
        ...{ organisation, key: new Uint8Array(32).fill(i + 1), power: 10 },
        node: `${i + 1}`.padStart(40, "0"),
      }));
    const warningsOf = async (count: number) => {
      const call = ["membership.hand-over", { validators: voices(count) }] as const;
      const proposal = await house.propose("o1-op", call);
      const { warnings, results } = house.view<{
        warnings: object[];
        results: { outcome: number }[];
      }>("simulate", { proposal });
      expect(results).toMatchObject([{ outcome: 0 }]);
      return warnings;
    };
    expect(await warningsOf(4)).toEqual([]);
    const three = ["o1", "o2", "o3"];
    const fromHeight = house.ledger.height + 1 + 1 + 3;
    const found = { fromHeight, organisations: 3, mayFail: 0, stopAlone: three };
    expect(await warningsOf(3)).toEqual([found]);
  });

  test("is withdrawn by the organisation that proposed it, before it is carried out", async () => {
    const n = await house.propose("o1-op", quota(1));
    const withdraw = async (by: string) =>
      (await house.act(by, "governance.withdraw", { proposal: n })).name;
    expect(await withdraw("o2-op")).toBe("not-your-proposal");
    expect(await withdraw("o1-op")).toBe("accepted");
    expect(await withdraw("o1-op")).toBe("proposal-not-open");
    expect(await house.vote(n, "yes", "o1")).toEqual(["proposal-not-open"]);
  });

  test("is not without end: an organisation keeps 32 proposals open", async () => {
    for (let i = 0; i < 32; i++) await house.propose("o1-op", quota(i));
    await expect(house.propose("o1-op", quota(1))).rejects.toThrow("too-many-open");
    expect(await house.propose("o2-op", quota(1))).toBe(33);
  });
});

describe("policies", () => {
  const [general] = DEFAULT_POLICIES.filter(({ kind }) => kind === "parameters");
  const set = async (change: object) => {
    const n = await house.propose("o1-op", ["governance.set-policy", { ...general, ...change }]);
    await house.vote(n, "yes", "o1", "o2", "o3", "o4");
    house.wait(14 * DAY_MS);
    const came = await house.act("o1-a", "governance.enact", { proposal: n });
    return came.name === "call-refused" ? came.data?.get("outcome") : came.data?.get("status");
  };

  test("that a minority could use, or nobody, are refused", async () => {
    expect(await set({ threshold: { numerator: 2, denominator: 5 } })).toBe(1212);
    expect(await set({ threshold: { numerator: 1, denominator: 1 } })).toBe(1212);
    expect(await set({ quorum: { numerator: 0, denominator: 1 } })).toBe(1212);
    expect(await set({ counts: ["notary"] })).toBe(1212);
    expect(await set({ kind: "emergency", covers: ["governance.set-policy"] })).toBe(1212);
    expect(await set({ covers: ["upgrade.*"] })).toBe(1213);
    expect(await set({ threshold: { numerator: 3, denominator: 4 } })).toBe("enacted");
  });

  test("that are removed leave their matters to the rules", async () => {
    const n = await house.propose("o1-op", ["governance.remove-policy", { kind: "parameters" }]);
    await house.vote(n, "yes", "o1", "o2", "o3", "o4");
    house.wait(14 * DAY_MS);
    expect(await house.enact(n)).toBe("enacted");
    expect(house.proposal(await house.propose("o1-op", quota(1))).proposal.kind).toBe("rules");
  });
});
