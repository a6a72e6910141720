import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GovernedLedger } from "../../test/support/governed-ledger.ts";
import type { OrganisationKind } from "../membership/fields.ts";
import { type Tally, tally } from "./tally.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What the page on governance says of three kinds, written down again. */
const KINDS = {
  parameters: { part: [1, 2], quorum: [1, 2], open: 7, lock: 0, veto: null },
  rules: { part: [2, 3], quorum: [2, 3], open: 7, lock: 14, veto: [1, 3] },
  emergency: { part: [1, 3], quorum: [1, 3], open: 1, lock: 0, veto: null },
} as const;
type Kind = keyof typeof KINDS;

const CALLS: Readonly<Record<Kind, readonly [string, object]>> = {
  parameters: ["governance.set-parameter", { name: "pause-ms", value: 3_600_000 }],
  rules: [
    "governance.set-policy",
    {
      ...{ kind: "spare", title: "Spare", covers: [], counts: ["management"] },
      threshold: { numerator: 1, denominator: 2 },
      quorum: { numerator: 1, denominator: 2 },
      ...{ openMs: DAY_MS, timeLockMs: 0, expiryMs: DAY_MS },
    },
  ],
  emergency: ["governance.pause-application", { app: "evidence", reason: "Drill." }],
};

interface ModelProposal {
  readonly kind: Kind;
  readonly closes: number;
  readonly choices: Map<string, string>;
  readonly vetoes: Set<string>;
  status: string;
  enactAfter: number;
}

/** Governance as sets of names: no tables, no snapshots, no early counting but the one that is defined. */
class Model {
  readonly proposals: ModelProposal[] = [];
  readonly active: Set<string>;
  constructor(names: readonly string[]) {
    this.active = new Set(names);
  }
  propose(kind: Kind, now: number): void {
    const closes = now + KINDS[kind].open * DAY_MS;
    const empty = { choices: new Map<string, string>(), vetoes: new Set<string>() };
    this.proposals.push({ kind, closes, ...empty, status: "open", enactAfter: 0 });
  }
  vote(i: number, who: string, choice: string, now: number): void {
    const one = this.proposals[i];
    if (one?.status !== "open" || now >= one.closes || !this.active.has(who)) return;
    one.choices.set(who, choice);
    const { part } = KINDS[one.kind];
    if (this.#quorate(one) && this.#count(one, "yes") * part[1] > this.active.size * part[0]) {
      this.#pass(one, now);
    }
  }
  veto(i: number, who: string): void {
    const one = this.proposals[i];
    const veto = one && KINDS[one.kind].veto;
    if (!one || !veto || !["open", "passed"].includes(one.status) || !this.active.has(who)) return;
    one.vetoes.add(who);
    const counted = [...one.vetoes].filter((name) => this.active.has(name)).length;
    if (counted * veto[1] >= this.active.size * veto[0]) one.status = "vetoed";
  }
  enact(i: number, now: number): void {
    const one = this.proposals[i];
    if (one === undefined) return;
    if (one.status === "open" && now >= one.closes) {
      const [yes, no] = [this.#count(one, "yes"), this.#count(one, "no")];
      const [numerator, denominator] = KINDS[one.kind].part;
      const passes = this.#quorate(one) && yes * denominator > (yes + no) * numerator;
      if (passes) this.#pass(one, now);
      else one.status = "rejected";
    }
    if (one.status !== "passed" || now < one.enactAfter) return;
    one.status =
      now > one.enactAfter + (one.kind === "emergency" ? 1 : 30) * DAY_MS ? "expired" : "enacted";
  }
  #pass(one: ModelProposal, now: number): void {
    one.status = "passed";
    one.enactAfter = now + KINDS[one.kind].lock * DAY_MS;
  }
  #count(one: ModelProposal, choice: string): number {
    return [...one.choices].filter(([who, said]) => said === choice && this.active.has(who)).length;
  }
  #quorate(one: ModelProposal): boolean {
    const cast = [...one.choices.keys()].filter((who) => this.active.has(who)).length;
    const [numerator, denominator] = KINDS[one.kind].quorum;
    return cast > 0 && cast * denominator >= this.active.size * numerator;
  }
}

const SIZE = 5;
const NAMES = Array.from({ length: SIZE }, (_, i) => `o${i + 1}`);
const who = fc.constantFrom(...NAMES);
const which = fc.nat({ max: 1 });
const step = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      vote: which,
      by: fc.subarray(NAMES, { minLength: 1 }),
      choice: fc.constantFrom(
        "yes" as const,
        "yes" as const,
        "yes" as const,
        "no" as const,
        "abstain" as const,
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ veto: which, who }) },
  { weight: 4, arbitrary: fc.record({ enact: which }) },
  { weight: 3, arbitrary: fc.record({ wait: fc.constantFrom(0.5, 1, 7, 14, 31) }) },
  { weight: 1, arbitrary: fc.record({ suspend: who }) },
);

const kind = fc.constantFrom<Kind>("rules", "rules", "parameters", "emergency");

test("every history of proposals comes to what its ballots, vetoes and waiting say", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      kind,
      kind,
      fc.array(step, { minLength: 10, maxLength: 45 }),
      async (first, second, history) => {
        const house = await GovernedLedger.open(SIZE);
        const model = new Model(NAMES);
        const numbers: number[] = [];
        for (const kind of [first, second]) {
          model.propose(kind, house.now);
          numbers.push(await house.propose("o1-op", CALLS[kind]));
        }
        for (const one of history) {
          if ("wait" in one) {
            house.wait(one.wait * DAY_MS);
            await house.block();
          } else if ("suspend" in one) {
            if (model.active.size < 3 || !model.active.has(one.suspend)) continue;
            await suspend(house, [...model.active], one.suspend);
            model.active.delete(one.suspend);
          } else if ("vote" in one) {
            for (const name of one.by) model.vote(one.vote, name, one.choice, house.now);
            await house.vote(numbers[one.vote] ?? 99, one.choice, ...one.by);
          } else if ("veto" in one) {
            model.veto(one.veto, one.who);
            const input = { proposal: numbers[one.veto] ?? 99, reason: "No." };
            await house.act(`${one.who}-op`, "governance.veto", input);
          } else {
            const number = numbers[one.enact];
            if (number === undefined) continue;
            const [by] = model.active;
            const status = await house.enact(number, `${by}-a`);
            // The drill can be refused by an earlier one that nobody ratified: then nothing is enacted.
            if (status !== "call-refused") model.enact(one.enact, house.now - 1000);
          }
          const stored = numbers.map((n) => house.proposal(n).proposal.status);
          expect(stored).toEqual(model.proposals.map(({ status }) => status));
          for (const status of stored) seen.add(status);
        }
        if (history.length % 4 === 0) expect(await house.replays()).toBe(true);
      },
    ),
    { numRuns: 120 },
  );
  // The histories reach every end that they can.
  expect([...seen].sort()).toEqual(["enacted", "expired", "open", "passed", "rejected", "vetoed"]);
}, 120_000);

async function suspend(house: GovernedLedger, active: readonly string[], organisation: string) {
  const n = await house.propose(`${active[0]}-op`, [
    "membership.suspend-organisation",
    { organisation, reason: "Drill." },
  ]);
  await house.vote(n, "yes", ...active);
  expect(await house.enact(n, `${active[0]}-a`)).toBe("enacted");
}

describe("a tally", () => {
  const part = fc
    .record({ numerator: fc.integer({ min: 1, max: 9 }), more: fc.integer({ min: 1, max: 9 }) })
    .map(({ numerator, more }) => ({ numerator, denominator: numerator + more }));
  const kinds = fc.subarray<OrganisationKind>(["management", "regulator", "court"], {
    minLength: 1,
  });
  const election = fc.record({
    policy: fc.record({
      counts: kinds,
      threshold: part,
      quorum: part,
      openMs: fc.constant(1),
      timeLockMs: fc.constant(0),
      expiryMs: fc.constant(1),
    }),
    voters: fc.uniqueArray(fc.record({ organisation: fc.constantFrom(..."abcdefghij"), kinds }), {
      selector: ({ organisation }) => organisation,
    }),
    ballots: fc.uniqueArray(
      fc.record({
        organisation: fc.constantFrom(..."abcdefghijklm"),
        choice: fc.constantFrom("yes" as const, "no" as const, "abstain" as const),
      }),
      { selector: ({ organisation }) => organisation },
    ),
  });
  const run = (change: (count: Tally, again: (more: object) => Tally, of: Election) => void) =>
    fc.assert(
      fc.property(election, (of) => {
        const { policy, voters, ballots } = of;
        const count = tally(policy, voters, ballots, []);
        change(
          count,
          (more) => {
            const other = { ...of, ...more };
            return tally(other.policy, other.voters, other.ballots, []);
          },
          of,
        );
      }),
      { numRuns: 2000 },
    );
  type Election = typeof election extends fc.Arbitrary<infer E> ? E : never;

  test("never passes without more than the part, nor without the quorum", () =>
    run(({ yes, no, abstain, eligible, passes }, _, { policy: { threshold, quorum } }) => {
      if (!passes) return;
      expect(yes / (yes + no)).toBeGreaterThan(threshold.numerator / threshold.denominator);
      expect((yes + no + abstain) / eligible).toBeGreaterThanOrEqual(
        quorum.numerator / quorum.denominator - 1e-12,
      );
    }));

  test("that is certain stays passed whatever anybody else does", () =>
    run(({ certain }, again, { voters, ballots }) => {
      if (!certain) return;
      const silent = voters.filter((one) =>
        ballots.every((b) => b.organisation !== one.organisation),
      );
      const against = silent.map(({ organisation }) => ({ organisation, choice: "no" as const }));
      expect(again({ ballots: [...ballots, ...against] }).passes).toBe(true);
    }));

  test("does not change by ballots of those who do not count", () =>
    run((count, again, { voters, ballots, policy }) => {
      const strangers = "nopq".split("").map((organisation) => ({ organisation, choice: "yes" }));
      expect(again({ ballots: [...ballots, ...strangers] })).toEqual(count);
      const counted = voters.filter((one) =>
        one.kinds.some((kind) => policy.counts.includes(kind)),
      );
      expect(again({ voters: counted })).toEqual(count);
    }));

  test("a further yes never makes it fail, a no turned yes neither", () =>
    run(({ passes }, again, { ballots }) => {
      if (!passes) return;
      const all = ballots.map((one) => ({
        ...one,
        choice: one.choice === "no" ? "yes" : one.choice,
      }));
      expect(again({ ballots: all }).passes).toBe(true);
    }));
});
