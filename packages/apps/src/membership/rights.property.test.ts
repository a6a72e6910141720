import fc from "fast-check";
import { expect, test } from "vitest";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";

const PEOPLE = {
  ada: "north",
  abe: "north",
  ben: "north",
  bob: "north",
  cleo: "south",
  col: "south",
  dan: "south",
} as const;
type Person = keyof typeof PEOPLE;
const everybody = Object.keys(PEOPLE) as Person[];
const OPERATORS: readonly string[] = ["ada", "abe", "cleo", "col"];
const ACTIONS = ["vault.open", "vault.close"] as const;
type Action = (typeof ACTIONS)[number];

/** When somebody does not count: from a height until the one before another. */
interface Absence {
  from: number;
  back: number;
}
interface Given {
  readonly member: string;
  readonly role: string;
  readonly number: number;
  readonly from: number;
  to: number;
  readonly until: number;
}
interface Lent {
  readonly by: string;
  readonly number: number;
  readonly to: string;
  readonly capabilities: readonly string[];
  readonly onward: boolean;
  readonly from: number;
  end: number;
  readonly until: number;
}

/** Who may do what, from nothing but the list of what was granted, lent, and taken back. */
class Model {
  readonly absences = new Map<string, Absence>();
  readonly roles: { role: string; capabilities: readonly string[]; from: number }[] = [];
  readonly given: Given[] = [];
  readonly lent: Lent[] = [];

  away(name: string, height: number): boolean {
    const { from, back } = this.absences.get(name) ?? { from: Infinity, back: Infinity };
    return from <= height && height < back;
  }

  suspend(name: string, from: number, now: number): void {
    const old = this.absences.get(name) ?? { from: Infinity, back: Infinity };
    const begun = this.away(name, now) || (old.from > now && old.from < from);
    this.absences.set(name, { from: begun ? old.from : from, back: Infinity });
  }

  reinstate(name: string, from: number, now: number): void {
    const { from: since } = this.absences.get(name) ?? { from: Infinity };
    if (this.away(name, now)) this.absences.set(name, { from: since, back: from });
    else this.absences.delete(name);
  }

  may(member: Person, action: Action, height: number, time: number): boolean {
    return this.#stands(member, height) && this.#has(member, action, height, time, 4, false);
  }

  #stands(member: Person, height: number): boolean {
    return !this.away(member, height) && !this.away(PEOPLE[member], height);
  }

  #has(
    who: string,
    action: Action,
    at: number,
    time: number,
    left: number,
    onward: boolean,
  ): boolean {
    if (!onward && action === "vault.close" && OPERATORS.includes(who)) return true;
    return (
      this.#granted(who, action, at, time) || this.#borrowed(who, action, at, time, left, false)
    );
  }

  #granted(who: string, action: Action, at: number, time: number): boolean {
    return this.given.some(({ member, role, from, to, until }) => {
      const last = this.roles.filter((one) => one.role === role && one.from <= at).at(-1);
      const covered =
        last?.capabilities.some((one) => one === action || one === "vault.*") ?? false;
      return member === who && from <= at && at <= to && time <= until && covered;
    });
  }

  #borrowed(
    who: string,
    action: Action,
    at: number,
    time: number,
    left: number,
    pass: boolean,
  ): boolean {
    if (left === 0) return false;
    return this.lent.some((loan) => {
      if (loan.to !== who || loan.from > at || at > loan.end || time > loan.until) return false;
      if (pass && !loan.onward) return false;
      if (!loan.capabilities.some((one) => one === action || one === "vault.*")) return false;
      const by = loan.by as Person;
      if (!this.#stands(by, at)) return false;
      const own = action === "vault.close" && OPERATORS.includes(by);
      return (
        own ||
        this.#granted(by, action, at, time) ||
        this.#borrowed(by, action, at, time, left - 1, true)
      );
    });
  }
}

/** Mostly of one organisation, so that what they do to each other has effects. */
const northern = fc.constantFrom<Person>("ada", "ada", "abe", "ben", "ben", "bob", "dan");
const role = fc.constantFrom("r1", "r2");
const ahead = fc.integer({ min: 1, max: 3 });
const number = fc.nat({ max: 1 });
const capabilities = fc.constantFrom<string[]>(
  ["vault.open"],
  ["vault.close"],
  ["vault.*"],
  ["vault.*"],
  ["evidence.*"],
);
const lasts = fc.integer({ min: 2, max: 40 });
const step = fc.oneof(
  fc.record({ do: fc.constant("define" as const), role, capabilities, operators: fc.boolean() }),
  fc.record({
    do: fc.constant("grant" as const),
    by: northern,
    member: northern,
    role,
    ahead,
    lasts,
  }),
  fc.record({
    do: fc.constant("revoke" as const),
    by: northern,
    member: northern,
    role,
    number,
    ahead,
  }),
  {
    weight: 6,
    arbitrary: fc.record({
      ...{
        do: fc.constant("delegate" as const),
        by: northern,
        to: northern,
        capabilities,
        ahead,
        lasts,
      },
      onward: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constant("end" as const), by: northern, member: northern, number, ahead }),
  fc.record({ do: fc.constant("suspend" as const), by: northern, member: northern, ahead }),
  fc.record({ do: fc.constant("reinstate" as const), by: northern, member: northern, ahead }),
  fc.record({
    do: fc.constant("bar" as const),
    organisation: fc.constantFrom("north", "south"),
    ahead,
  }),
  fc.record({
    do: fc.constant("unbar" as const),
    organisation: fc.constantFrom("north", "south"),
    ahead,
  }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function openHouse(): Promise<ConsortiumLedger> {
  const house = await ConsortiumLedger.open();
  for (const [member, as] of [
    ["abe", "operator"],
    ["bob", "member"],
    ["col", "operator"],
  ] as const) {
    const organisation = PEOPLE[member];
    await house.decide("membership.enrol", {
      member,
      organisation,
      role: as,
      key: house.key(member),
    });
  }
  // Decides even when everybody is suspended.
  const council = {
    member: "chair",
    organisation: "west",
    role: "operator",
    key: house.key("chair"),
  };
  await house.decide("membership.enrol", council);
  return house;
}

/** Does one step, and tells the model what was accepted. Who must not have been let through fails the test. */
async function take(house: ConsortiumLedger, model: Model, one: Step): Promise<void> {
  const now = house.height + 1;
  const at = "ahead" in one ? now + one.ahead : now + 1;
  const decided = async (action: string, input: object) =>
    (await house.block(house.decision(`membership.${action}`, input, "chair")))[0]?.name ===
    "accepted";
  const did = async (by: Person, action: string, input: object) => {
    const came = await house.act(by, `membership.${action}`, input);
    if (came.name !== "accepted") return undefined;
    expect(model.away(by, now) || model.away(PEOPLE[by], now), `${by} is away`).toBe(false);
    return came.data;
  };
  const rules = (by: string, member: Person) =>
    OPERATORS.includes(by) && PEOPLE[by as Person] === PEOPLE[member];
  switch (one.do) {
    case "define": {
      const { role: id, capabilities: opened, operators } = one;
      const said = { role: id, title: "Role", capabilities: opened, operators };
      if (await decided("define-role", said))
        model.roles.push({ role: id, capabilities: opened, from: at });
      return;
    }
    case "grant": {
      const until = house.time + 1000 * one.lasts;
      const said = { member: one.member, role: one.role, until, fromHeight: at };
      const data = await did(one.by, "grant", said);
      if (data === undefined) return;
      expect(rules(one.by, one.member) && one.by !== one.member, "granted by right").toBe(true);
      model.given.push({
        ...{ member: one.member, role: one.role, number: data.get("grant") as number },
        ...{ from: at, to: Infinity, until },
      });
      return;
    }
    case "revoke": {
      const said = { member: one.member, role: one.role, grant: one.number, fromHeight: at };
      if ((await did(one.by, "revoke-grant", said)) === undefined) return;
      expect(rules(one.by, one.member) || one.by === one.member).toBe(true);
      for (const given of model.given) {
        const same = given.member === one.member && given.role === one.role;
        if (same && given.number === one.number && given.to >= at) given.to = at - 1;
      }
      return;
    }
    case "delegate": {
      const until = house.time + 1000 * one.lasts;
      const said = { delegate: one.to, capabilities: one.capabilities, until, fromHeight: at };
      const data = await did(one.by, "delegate", { ...said, redelegable: one.onward });
      if (data === undefined) return;
      expect(PEOPLE[one.by]).toBe(PEOPLE[one.to]);
      model.lent.push({
        ...{ by: one.by, to: one.to, number: data.get("delegation") as number },
        ...{ capabilities: one.capabilities, onward: one.onward, from: at, end: Infinity, until },
      });
      return;
    }
    case "end": {
      const said = { delegator: one.member, delegation: one.number, fromHeight: at };
      if ((await did(one.by, "end-delegation", said)) === undefined) return;
      for (const loan of model.lent) {
        const same = loan.by === one.member && loan.number === one.number;
        if (same && loan.end >= at) loan.end = at - 1;
      }
      return;
    }
    case "suspend":
    case "reinstate": {
      const said = { member: one.member, fromHeight: at };
      const reason = one.do === "suspend" ? { reason: "because" } : {};
      if ((await did(one.by, `${one.do}-member`, { ...said, ...reason })) === undefined) return;
      expect(rules(one.by, one.member), "suspended by right").toBe(true);
      model[one.do](one.member, at, now);
      return;
    }
    case "bar": {
      const said = { organisation: one.organisation, reason: "because", fromHeight: at };
      if (await decided("suspend-organisation", said)) model.suspend(one.organisation, at, now);
      return;
    }
    case "unbar": {
      const said = { organisation: one.organisation, fromHeight: at };
      if (await decided("reinstate-organisation", said)) model.reinstate(one.organisation, at, now);
    }
  }
}

/** Everybody tries everything in the next block. */
async function tryAll(house: ConsortiumLedger): Promise<Map<string, boolean>> {
  const tries = everybody.flatMap((by) => ACTIONS.map((action) => [by, action] as const));
  const came = await house.block(
    ...tries.map(([by, action]) =>
      house.statement(by, action, action === "vault.open" ? { organisation: PEOPLE[by] } : {}),
    ),
  );
  return new Map(tries.map(([by, action], i) => [`${by} ${action}`, came[i]?.name === "accepted"]));
}

test("whatever happens, everybody may do what was granted or lent to them, and nothing else", async () => {
  let allowed = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
      const house = await openHouse();
      const model = new Model();
      for (const one of steps) {
        await take(house, model, one);
        const tried = await tryAll(house);
        for (const by of everybody) {
          for (const action of ACTIONS) {
            const expected = model.may(by, action, house.height, house.time);
            expect(tried.get(`${by} ${action}`), `${by} ${action} at ${house.height}`).toBe(
              expected,
            );
            if (expected) allowed++;
            else refused++;
          }
        }
      }
    }),
    { numRuns: 100 },
  );
  // Both happened, and not only by built-in role.
  expect(Math.min(allowed, refused)).toBeGreaterThan(500);
}, 60_000);

test("access is restored by as many distinct guardians as the policy says, and by no fewer", async () => {
  const guardians = ["abe", "bob", "g1", "g2"];
  const says = fc.constantFrom(...guardians, "ada", "ben", "dan");
  const move = fc.oneof(
    { weight: 1, arbitrary: fc.record({ do: fc.constant("propose" as const), by: says }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant("approve" as const), by: says }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), by: says }) },
  );
  let restored = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 4 }),
      fc.array(move, { minLength: 3, maxLength: 14 }),
      async (threshold, moves) => {
        const house = await openHouse();
        for (const member of ["g1", "g2"]) {
          const one = { member, organisation: "north", role: "member", key: house.key(member) };
          await house.decide("membership.enrol", one);
        }
        const policy = { member: "ben", threshold, guardians };
        expect((await house.act("ada", "membership.set-recovery", policy)).name).toBe("accepted");
        const old = house.signer("ben");
        let agreed: Set<string> | undefined;
        let count = -1;
        let done = false;
        for (const { do: what, by } of moves) {
          const signer = by === "ben" ? old : house.signer(by);
          const said = what === "propose" ? { key: house.key() } : { recovery: Math.max(count, 0) };
          const { name } = await house.act(
            by,
            `membership.${what}-recovery`,
            { member: "ben", ...said },
            signer,
          );
          if (name !== "accepted") continue;
          if (what === "propose") {
            agreed = new Set([by]);
            count++;
          } else if (what === "cancel") agreed = undefined;
          else agreed?.add(by);
          done ||= (agreed?.size ?? 0) >= threshold;
          for (const one of agreed ?? []) expect(guardians).toContain(one);
        }
        const works = (await house.act("ben", "governance.vote", {}, old)).name === "accepted";
        expect(works, "the old key works until enough agree").toBe(!done);
        if (done) restored++;
      },
    ),
    { numRuns: 80 },
  );
  expect(restored).toBeGreaterThan(3);
}, 60_000);
