import { isOptional } from "@tallystick/ledger/app/define-table";
import type { Shape } from "@tallystick/ledger/app/fields";
import fc from "fast-check";
import { expect, test } from "vitest";
import { callOf, GovernedLedger } from "../../test/support/governed-ledger.ts";
import { DEFAULT_POLICIES } from "./default-policies.ts";
import { governance } from "./index.ts";

const MOST = Number.MAX_SAFE_INTEGER;
const DAY_MS = 24 * 60 * 60 * 1000;
const T = 1_750_000_000_000;
const fractions = [
  { numerator: 0, denominator: 1 },
  { numerator: 1, denominator: 2 },
  { numerator: 1, denominator: 3 },
  { numerator: 2, denominator: 3 },
  { numerator: 999, denominator: 1000 },
  { numerator: 1000, denominator: 1 },
];
const times = [0, 1, T, T + DAY_MS, T + 20 * DAY_MS, T + 400 * DAY_MS, MOST];
const waits = [1, DAY_MS, 400 * DAY_MS];
const kinds = [["management"], ["court"], ["management", "management"], ["regulator", "observer"]];
const words = ["x", "公约", "z".repeat(200)];
const members = [["o1-op"], ["o1-op", "o1-op"], ["o1-op", "o2-a", "nobody"]];
const sandbox = {
  ...{ supervisor: "o2", until: T + 300 * DAY_MS },
  ...{ members: 1, statements: 3, value: 2n ** 64n - 1n },
};

/** Values for each member of an input, by its name: usual ones, wrong ones and the ends of what fits. */
const POOL: Readonly<Record<string, readonly unknown[]>> = {
  proposal: [1, 2, 3, MOST],
  choice: ["yes", "no", "abstain"],
  reason: words,
  title: words,
  text: [new Uint8Array(32), new Uint8Array(64)],
  digest: [new Uint8Array(32), new Uint8Array(64)],
  calls: [[], [{ action: "governance.set-quota", input: Uint8Array.of(0xa0) }]],
  app: ["shop", "evidence", "governance", "membership", "nothing", "*"],
  filing: [
    {
      ...{ project: "p", responsible: "r", businessModel: "b", risks: "r", controls: "c" },
      ...{ number: "1", authority: "finance", securityOwner: "s" },
    },
  ],
  filed: [0, 1, 2, 3, 4, 5, MOST],
  sandbox: [sandbox, { supervisor: "nobody", until: MOST }, { supervisor: "o1", until: 0 }],
  pause: [1, 2, MOST],
  until: times,
  organisation: ["o1", "o2", "*", "nobody"],
  statements: [0, 1, 1_000_000],
  bytes: [0, 1, 1_000_000_000],
  storage: [0, 100_000, 2 ** 40],
  version: [1, 2, MOST],
  location: words,
  effective: times,
  group: ["g", "h"],
  chair: ["o1-op", "nobody"],
  members,
  present: members,
  quorum: fractions,
  threshold: fractions,
  motion: [1, 2, MOST],
  closes: times,
  held: times,
  name: ["pause-ms", "pause-rest-ms", "quota-burst-ms", "nothing"],
  value: [0, 1000, 60_000, 3_600_000, MOST],
  covers: [[], ["governance.set-quota"], ["governance.set-policy", "shop.*"], ["a.b", "a.b"]],
  counts: kinds,
  openMs: waits,
  timeLockMs: [0, ...waits],
  expiryMs: waits,
  veto: fractions.map((part) => ({ kinds: ["management"], part })),
};
const KINDS: Readonly<Record<string, readonly string[]>> = {
  "form-group": ["council", "working-group"],
  other: [...DEFAULT_POLICIES.map(({ kind }) => kind), "spare"],
};

function inputOf(action: string, shape: Shape): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(shape).map(([name, field]) => {
    const pool = name === "kind" ? (KINDS[action] ?? KINDS["other"]) : POOL[name];
    if (pool === undefined) throw new Error(`no values for ${action}.${name}`);
    const some = fc.constantFrom(...pool);
    return [name, isOptional(field) ? fc.option(some, { nil: undefined }) : some] as const;
  });
  return fc.record(Object.fromEntries(fields));
}

const step = fc.oneof(
  ...Object.values(governance.actions).map(({ name, roles, inputShape }) =>
    fc.record({
      action: fc.constant(`governance.${name}`),
      input: inputOf(name, inputShape),
      decided: fc.constant(roles.includes("consortium")),
      by: fc.constantFrom("o1-op", "o2-op", "o2-a"),
      wait: fc.constantFrom(0, 0, 1000, DAY_MS, 15 * DAY_MS),
    }),
  ),
  fc.record({
    action: fc.constantFrom("shop.sell"),
    input: fc.record({ price: fc.constantFrom(0n, 1n, 2n ** 64n - 1n) }),
    decided: fc.constant(false),
    by: fc.constantFrom("o1-a", "o2-a"),
    wait: fc.constant(0),
  }),
);

test("no sequence of well-formed statements and decisions, however odd, stops a node", async () => {
  const met = new Set<string | undefined>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (history) => {
      const house = await GovernedLedger.open(2);
      for (const { action, input, decided, by, wait } of history) {
        house.wait(wait);
        let statement: ReturnType<GovernedLedger["statement"]>;
        try {
          statement = house.statement(by, action, input);
          if (decided) callOf(action, input);
        } catch {
          // What does not fit the schema is refused as invalid input, whatever it says.
          continue;
        }
        met.add((await house.block(statement))[0]?.name);
        if (!decided) continue;
        const made = await house.act("o1-op", "governance.propose", {
          title: "t",
          calls: [callOf(action, input)],
        });
        const proposal = made.data?.get("proposal") as number | undefined;
        if (made.name !== "accepted" || proposal === undefined) continue;
        await house.vote(proposal, "yes", "o1", "o2");
        house.view("simulate", { proposal });
        house.wait(15 * DAY_MS);
        met.add((await house.act("o1-a", "governance.enact", { proposal })).name);
      }
      for (const name of ["proposals", "applications", "pauses", "quotas", "usage", "groups"]) {
        house.view(name);
      }
      expect(await house.replays()).toBe(true);
    }),
    { numRuns: 20 },
  );
  expect(met.size).toBeGreaterThan(8);
}, 120_000);
