import { nodeSuite } from "@tallystick/core/suite/node-suite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { numberedSigner } from "../../test/support/app-ledger.ts";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";
import type { RosterRow } from "./records/organisations.ts";
import { ROSTER_LEAD } from "./roster.ts";

const IDS = ["north", "south", "west"] as const;

const vote = (number: number, power: number) => ({
  ...{ key: new Uint8Array(32).fill(number + 1), power },
  node: (number + 1).toString(16).padStart(40, "0"),
});

const id = fc.constantFrom(...IDS);
const ahead = fc.integer({ min: 1, max: 9 });
const step = fc.oneof(
  fc.record({ do: fc.constant("power" as const), id, power: fc.constantFrom(0, 5, 10, 20), ahead }),
  fc.record({ do: fc.constant("suspend" as const), id, ahead }),
  fc.record({ do: fc.constant("reinstate" as const), id, ahead }),
  fc.record({ do: fc.constant("remove" as const), id, ahead }),
  fc.record({ do: fc.constant("wait" as const) }),
);

test("from the stated height, and three blocks on, an organisation has the power that was decided, and none when it is out", async () => {
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      const suite = nodeSuite("intl");
      const house = await ConsortiumLedger.open({
        organisations: IDS.map((one, i) => ({
          ...{ id: one, name: one, key: numberedSigner(suite, 100 + i).publicKey },
          validator: vote(i, 10),
        })),
      });
      const chair = { member: "chair", organisation: "west", role: "operator" };
      await house.decide("membership.enrol", { ...chair, key: house.key("chair") });
      /** What was decided last for each organisation: powers from heights, and when it is out. */
      const powers = new Map(IDS.map((one) => [one, [{ from: 0, power: 10 }]]));
      const out = new Map(IDS.map((one) => [one, { from: Infinity, back: Infinity, gone: false }]));
      let last = 0;
      for (const one of steps) {
        if (one.do === "wait") {
          await house.block();
          continue;
        }
        const now = house.height + 1;
        const organisation = one.id;
        if (one.do === "power") {
          const from = now + ROSTER_LEAD + one.ahead;
          const said = { organisation, ...vote(IDS.indexOf(one.id), one.power), fromHeight: from };
          const [came] = await house.block(
            house.decision("membership.set-validator", said, "chair"),
          );
          if (came?.name !== "accepted") continue;
          const list = powers.get(one.id)?.filter((entry) => entry.from !== from) ?? [];
          powers.set(
            one.id,
            [...list, { from, power: one.power }].sort((a, b) => a.from - b.from),
          );
        } else {
          const from = now + one.ahead;
          const reason = one.do === "reinstate" ? {} : { reason: "because" };
          const said = { organisation, ...reason, fromHeight: from };
          const action = `membership.${one.do}-organisation`;
          const [came] = await house.block(house.decision(action, said, "chair"));
          if (came?.name !== "accepted") continue;
          const was = out.get(one.id) ?? { from: Infinity, back: Infinity, gone: false };
          const away = was.from <= now && now < was.back;
          if (one.do === "reinstate") {
            out.set(one.id, { ...was, ...(away ? { back: from } : { from: Infinity }) });
          } else {
            const begun = away || (was.from > now && was.from < from && was.back === Infinity);
            const gone = was.gone || one.do === "remove";
            out.set(one.id, { from: begun ? was.from : from, back: Infinity, gone });
          }
        }
        changed++;
        last = now;
      }
      if (last === 0) return;
      for (let height = last + ROSTER_LEAD; height < last + 25; height++) {
        const { roster } = house.view<{ roster?: RosterRow }>("roster", { height });
        const expected = IDS.flatMap((one) => {
          const { from, back } = out.get(one) ?? { from: Infinity, back: Infinity };
          if (from <= height && height < back) return [];
          const power =
            powers
              .get(one)
              ?.filter((entry) => entry.from <= height)
              .at(-1)?.power ?? 0;
          return power === 0 ? [] : [`${one} ${power}`];
        });
        const founders = IDS.map((one) => `${one} 10`);
        const organisations = roster?.organisations ?? [];
        const named = organisations.map((one) => `${one.organisation} ${one.validator.power}`);
        const stated = roster === undefined ? founders : named;
        expect(stated, `at ${height}, decided at ${last}`).toEqual(expected);
        expect(stated.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 4000 },
  );
  expect(changed).toBeGreaterThan(100);
}, 400_000);
