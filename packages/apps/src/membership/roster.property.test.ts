import { nodeSuite } from "@tallystick/core/suite/node-suite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { numberedSigner } from "../../test/support/app-ledger.ts";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";
import type { RosterRow } from "./records/organisations.ts";
import { ROSTER_LEAD } from "./roster.ts";

const IDS = ["east", "mid", "north", "south", "west"] as const;
type Id = (typeof IDS)[number];

const vote = (number: number, power: number) => ({
  ...{ key: new Uint8Array(32).fill(number + 1), power },
  node: (number + 1).toString(16).padStart(40, "0"),
});

const id = fc.constantFrom(...IDS);
const ahead = fc.integer({ min: 1, max: 9 });
const power = fc.constantFrom(0, 5, 10, 10, 14, 20, 30, 90);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("power" as const), id, power, ahead }) },
  fc.record({ do: fc.constant("suspend" as const), id, ahead }),
  fc.record({ do: fc.constant("reinstate" as const), id, ahead }),
  fc.record({ do: fc.constant("remove" as const), id, ahead }),
  fc.record({ do: fc.constant("wait" as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Change = Exclude<Step, { do: "wait" }>;

/** What was decided last for each organisation: powers from heights, and when it is out. */
class Model {
  readonly powers: ReadonlyMap<Id, readonly { from: number; power: number }[]>;
  readonly out: ReadonlyMap<Id, { from: number; back: number; gone: boolean }>;

  constructor(
    powers: Model["powers"] = new Map(IDS.map((one) => [one, [{ from: 0, power: 10 }]])),
    out: Model["out"] = new Map(),
  ) {
    this.powers = powers;
    this.out = out;
  }

  after(change: Change, now: number): Model {
    const { id: of } = change;
    if (change.do === "power") {
      const from = fromOf(change, now);
      const list = (this.powers.get(of) ?? []).filter((entry) => entry.from !== from);
      const longer = [...list, { from, power: change.power }].sort((a, b) => a.from - b.from);
      return new Model(new Map([...this.powers, [of, longer]]), this.out);
    }
    const from = fromOf(change, now);
    const was = this.out.get(of) ?? { from: Infinity, back: Infinity, gone: false };
    const away = was.from <= now && now < was.back;
    if (change.do === "reinstate") {
      const back = { ...was, ...(away ? { back: from } : { from: Infinity }) };
      return new Model(this.powers, new Map([...this.out, [of, back]]));
    }
    const begun = away || (was.from > now && was.from < from && was.back === Infinity);
    const gone = was.gone || change.do === "remove";
    const left = { from: begun ? was.from : from, back: Infinity, gone };
    return new Model(this.powers, new Map([...this.out, [of, left]]));
  }

  /** Powers of those who certify a height. */
  at(height: number): Map<Id, number> {
    const found = new Map<Id, number>();
    for (const one of IDS) {
      const { from, back } = this.out.get(one) ?? { from: Infinity, back: Infinity };
      const entries = this.powers.get(one)?.filter((entry) => entry.from <= height);
      const now = entries?.at(-1)?.power ?? 0;
      if (now > 0 && !(from <= height && height < back)) found.set(one, now);
    }
    return found;
  }
}

function fromOf(change: Change, now: number): number {
  return now + change.ahead + (change.do === "power" ? ROSTER_LEAD : 0);
}

const shareOf = (votes: ReadonlyMap<Id, number>, one: Id): number =>
  (votes.get(one) ?? 0) / [...votes.values()].reduce((sum, power) => sum + power, 0);

/** Whether four or more certify a height and one of them has come to a third of the power, or to more of it. */
function concentrates(before: Model, after: Model, now: number): boolean {
  for (let height = now + ROSTER_LEAD; height < now + 25; height++) {
    const [old, votes] = [before.at(height), after.at(height)];
    if (votes.size < 4) continue;
    for (const one of votes.keys()) {
      const [had, has] = [old.size < 4 ? 0 : shareOf(old, one), shareOf(votes, one)];
      if (has > 1 / 3 - 1e-9 && (had < 1 / 3 - 1e-9 || has > had + 1e-9)) return true;
    }
  }
  return false;
}

async function open(): Promise<ConsortiumLedger> {
  const suite = nodeSuite("intl");
  const house = await ConsortiumLedger.open({
    organisations: IDS.map((one, i) => ({
      ...{ id: one, name: one, key: numberedSigner(suite, 100 + i).publicKey },
      validator: vote(i, 10),
    })),
  });
  const chair = { member: "chair", organisation: "west", role: "operator" };
  await house.decide("membership.enrol", { ...chair, key: house.key("chair") });
  return house;
}

/** Name of the outcome. */
async function decided(house: ConsortiumLedger, change: Change, now: number) {
  const said = { organisation: change.id, fromHeight: fromOf(change, now) };
  const [action, input] =
    change.do === "power"
      ? ["set-validator", { ...said, ...vote(IDS.indexOf(change.id), change.power) }]
      : [
          `${change.do}-organisation`,
          change.do === "reinstate" ? said : { ...said, reason: "because" },
        ];
  const [came] = await house.block(house.decision(`membership.${action}`, input, "chair"));
  return came?.name;
}

test("from the stated height, and three blocks on, an organisation has the power that was decided, none when it is out, and never enough to stop the ledger alone when that can be helped", async () => {
  const seen = new Map<string | undefined, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      const house = await open();
      let model = new Model();
      let last = 0;
      for (const one of steps) {
        if (one.do === "wait") {
          await house.block();
          continue;
        }
        const now = house.height + 1;
        const came = await decided(house, one, now);
        seen.set(came, (seen.get(came) ?? 0) + 1);
        const next = model.after(one, now);
        const puttingOut = one.do === "suspend" || one.do === "remove";
        const tooSmall = one.do === "power" && one.power > 0 && one.power < 10;
        if (came === "too-strong") {
          expect([one.do, concentrates(model, next, now)]).toEqual([one.do, true]);
          expect(puttingOut).toBe(false);
        }
        if (came === "power-too-small") expect(tooSmall).toBe(true);
        if (came !== "accepted") continue;
        expect(tooSmall).toBe(false);
        if (!puttingOut) expect(concentrates(model, next, now)).toBe(false);
        model = next;
        last = now;
      }
      if (last === 0) return;
      for (let height = last + ROSTER_LEAD; height < last + 25; height++) {
        const { roster } = house.view<{ roster?: RosterRow }>("roster", { height });
        const expected = Array.from(model.at(height), ([one, power]) => `${one} ${power}`);
        const founders = IDS.map((one) => `${one} 10`);
        const organisations = roster?.organisations ?? [];
        const named = organisations.map((one) => `${one.organisation} ${one.validator.power}`);
        const stated = roster === undefined ? founders : named;
        expect(stated, `at ${height}, decided at ${last}`).toEqual(expected);
        expect(stated.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 80 },
  );
  for (const [name, least] of [
    ["accepted", 100],
    ["too-strong", 10],
    ["power-too-small", 5],
  ] as const) {
    expect(seen.get(name), name).toBeGreaterThan(least);
  }
}, 60_000);
