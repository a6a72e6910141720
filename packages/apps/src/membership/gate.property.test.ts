import type { PortableSigner } from "@tallystick/core/suite/portable-signer";
import type { BlockItem } from "@tallystick/ledger/block";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";

const NORTH = ["ada", "abe", "ben", "bob"];
const PEOPLE = [...NORTH, "cleo", "dan"];
const ACTIONS = [
  "vault.open",
  "vault.close",
  "governance.vote",
  "evidence.deposit",
  "evidence.withdraw",
];
const DAY = 24 * 60 * 60 * 1000;

const person = fc.constantFrom(...NORTH);
const anybody = fc.constantFrom(...PEOPLE);
const role = fc.constantFrom("r1", "r2");
const organisation = fc.constantFrom("north", "south");
const ahead = fc.integer({ min: 1, max: 3 });
const lasts = fc.integer({ min: 2, max: 30 });
const capabilities = fc.constantFrom(["vault.open"], ["vault.close"], ["vault.*"], ["evidence.*"]);
const kind = fc.constantFrom("vault", "vault.gold", "evidence", "evidence.deposits");
const doing = <K extends string, S extends object>(
  what: K,
  said: { [P in keyof S]: fc.Arbitrary<S[P]> },
) => fc.record({ do: fc.constant(what), ...said }) as fc.Arbitrary<{ do: K } & S>;
const step = fc.oneof(
  doing("define", { role, capabilities }),
  doing("retire", { role }),
  doing("grant", { member: anybody, role, ahead, lasts }),
  doing("revoke", { member: anybody, role, ahead, number: fc.nat(1) }),
  doing("lend", { by: person, to: person, capabilities, ahead, lasts, onward: fc.boolean() }),
  doing("end", { by: person, ahead, number: fc.nat(1) }),
  doing("suspend", { member: person, ahead }),
  doing("reinstate", { member: person, ahead }),
  doing("bar", { organisation, ahead }),
  doing("unbar", { organisation, ahead }),
  doing("rotate", { member: anybody, ahead }),
  doing("limit", { member: anybody, ahead, lasts, votes: fc.boolean() }),
  doing("hold", { kind, single: fc.boolean(), lasts }),
  doing("lift", { kind, single: fc.boolean() }),
  doing("wait", { blocks: fc.integer({ min: 1, max: 4 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
/** A step, and who is asked about after it; what is known of the others grows old. */
const turn = fc.record({ step, asked: fc.array(fc.nat(200), { maxLength: 8 }) });

const digest = { alg: "sha-256", value: new Uint8Array(32).fill(7) };
const deposit = { alg: "sha-256", digest: digest.value, ordinal: 0 };
const record = `sha-256:${"07".repeat(32)}:0`;

/** A consortium with an operator more, a chair that decides, and a court that may hold. */
async function open(): Promise<ConsortiumLedger> {
  const house = await ConsortiumLedger.open();
  for (const [member, at, as] of [
    ["abe", "north", "operator"],
    ["bob", "north", "member"],
    ["chair", "west", "operator"],
  ] as const) {
    const key = house.key(member);
    await house.decide("membership.enrol", { member, organisation: at, role: as, key });
  }
  const court = { organisation: "west", kinds: ["validator", "court"] };
  await house.decide("membership.update-organisation", court);
  const order = { order: "order-1", kind: "hold", document: new Uint8Array(32).fill(3) };
  const came = await house.act("chair", "supervision.record-order", {
    ...{ ...order, expires: house.time + DAY },
  });
  expect(came.name).toBe("accepted");
  return house;
}

/** What a step says, and who says it. */
function call(house: ConsortiumLedger, one: Step, next: PortableSigner): BlockItem | undefined {
  const now = house.height + 1;
  const decided = (action: string, input: object) => house.decision(action, input, "chair");
  const at = "ahead" in one ? now + one.ahead : now;
  const until = "lasts" in one ? house.time + 1000 * one.lasts : 0;
  switch (one.do) {
    case "define": {
      const said = { role: one.role, title: "Role", capabilities: one.capabilities };
      return decided("membership.define-role", { ...said, operators: true });
    }
    case "retire":
      return decided("membership.retire-role", { role: one.role });
    case "grant": {
      const said = { member: one.member, role: one.role, until, fromHeight: at };
      return decided("membership.grant", said);
    }
    case "revoke": {
      const said = { member: one.member, role: one.role, grant: one.number, fromHeight: at };
      return decided("membership.revoke-grant", said);
    }
    case "lend": {
      const said = { delegate: one.to, capabilities: one.capabilities, until, fromHeight: at };
      return house.statement(one.by, "membership.delegate", { ...said, redelegable: one.onward });
    }
    case "end": {
      const said = { delegator: one.by, delegation: one.number, fromHeight: at };
      return house.statement(one.by, "membership.end-delegation", said);
    }
    case "suspend":
      return decided("membership.suspend-member", {
        ...{ member: one.member, reason: "because", fromHeight: at },
      });
    case "reinstate":
      return decided("membership.reinstate-member", { member: one.member, fromHeight: at });
    case "bar":
      return decided("membership.suspend-organisation", {
        ...{ organisation: one.organisation, reason: "because", fromHeight: at },
      });
    case "unbar": {
      const said = { organisation: one.organisation, fromHeight: at };
      return decided("membership.reinstate-organisation", said);
    }
    case "rotate": {
      const { keyId } = house.signer(one.member);
      const said = { keyId, key: house.key(next), fromHeight: at };
      return house.statement(one.member, "membership.rotate-key", said);
    }
    case "limit": {
      const said = { member: one.member, key: house.key(next), fromHeight: at };
      const limits = { purposes: [one.votes ? "governance" : "records"], notAfter: until };
      return house.statement(one.member, "membership.add-key", { ...said, ...limits });
    }
    case "hold": {
      const what = { recordClass: one.kind, record: one.single ? record : "" };
      const said = { order: "order-1", subject: "north", reason: "because", appealTo: "court" };
      return house.statement("chair", "supervision.place-hold", {
        ...{ ...what, ...said, expires: until },
      });
    }
    case "lift": {
      const what = { recordClass: one.kind, record: one.single ? record : "" };
      return house.statement("chair", "supervision.lift-hold", { ...what, reason: "over" });
    }
    case "wait":
      return undefined;
  }
}

/** Everything that anybody may try, with any key that they ever had. */
function attempts(house: ConsortiumLedger, keys: readonly (readonly [string, PortableSigner])[]) {
  const inputs: Readonly<Record<string, object>> = {
    "vault.open": { organisation: "north" },
    "evidence.withdraw": { deposit, reason: "mistake" },
    "evidence.deposit": { digests: [digest] },
  };
  return keys.flatMap(([by, signer]) =>
    ACTIONS.map((action) => house.statement(by, action, inputs[action] ?? {}, signer)),
  );
}

test("whatever happens, what the gates remember is what they would read", async () => {
  const verdicts = new Map<number | undefined, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 6, maxLength: 20 }), async (turns) => {
      const house = await open();
      const { ledger } = house.base;
      const keys = PEOPLE.map((by): readonly [string, PortableSigner] => [by, house.signer(by)]);
      for (const [i, { step: one, asked }] of turns.entries()) {
        const next = house.fresh();
        const statement = call(house, one, next);
        const [came] = await house.block(...(statement === undefined ? [] : [statement]));
        for (let more = 1; one.do === "wait" && more < one.blocks; more++) await house.block();
        if (came?.name === "accepted" && (one.do === "rotate" || one.do === "limit")) {
          keys.push([one.member, next]);
          if (one.do === "rotate") house.use(one.member, next);
        }
        const fresh = await house.openedAnew();
        const all = attempts(house, keys);
        const last = i === turns.length - 1;
        for (const [place, item] of all.entries()) {
          if (item.statement === null || !(last || asked.includes(place))) continue;
          for (const now of [ledger.lastTime, ledger.lastTime + 10_000]) {
            const verdict = ledger.admit(item.statement, now);
            verdicts.set(verdict?.code, (verdicts.get(verdict?.code) ?? 0) + 1);
            const { issuer, action } = item.statement;
            expect(verdict, `${issuer} ${action} at ${ledger.height}`).toEqual(
              fresh.admit(item.statement, now),
            );
          }
        }
      }
    }),
    { numRuns: 60 },
  );
  // Accepted, and refused for many reasons.
  expect(verdicts.get(undefined)).toBeGreaterThan(500);
  expect(verdicts.size).toBeGreaterThan(6);
}, 60_000);
