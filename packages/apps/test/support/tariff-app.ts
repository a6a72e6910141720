/** An application whose rules have changed once: tests upgrade a ledger from its first version to its second. */
import { type ActionSpec, defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { type App, defineApp } from "@tallystick/ledger/app/define-app";
import { defineTable } from "@tallystick/ledger/app/define-table";
import { optional, text, uint } from "@tallystick/ledger/app/fields";
import { outcome } from "@tallystick/ledger/outcomes";

const OUTCOMES = {
  tooDear: outcome(1950, "too-dear", 422, ["Too dear.", "过高。"], ["Lower it.", "请调低。"]),
} as const;

const item = text({ max: 20 });
const prices = defineTable({
  name: "prices",
  key: { item },
  // The second version has one more field; rows of the first lack it.
  value: { price: uint(), fee: optional(uint()) },
  indexes: {},
});

type Spec = ActionSpec<{ prices: typeof prices }, never, never, never>;
const words = { en: "a", zh: "b" };
const common = {
  title: words,
  summary: words,
  tables: { prices },
  roles: ["operator"],
} as const satisfies Partial<Spec>;

const setFirst = defineAction({
  ...common,
  name: "set",
  input: { item, price: uint() },
  output: { price: uint() },
  refusals: [],
  run({ tables }, row) {
    tables.prices.put(row);
    return ok({ price: row.price });
  },
});

/** Takes a fee of a tenth, and refuses what is above 1000. */
const setSecond = defineAction({
  ...common,
  name: "set",
  input: { item, price: uint() },
  output: { price: uint(), fee: uint() },
  refusals: [OUTCOMES.tooDear],
  run({ tables }, { item: name, price }) {
    if (price > 1000) return refuse(OUTCOMES.tooDear);
    const fee = Math.floor(price / 10);
    tables.prices.put({ item: name, price, fee });
    return ok({ price, fee });
  },
});

const clear = defineAction({
  ...common,
  name: "clear",
  input: { item },
  output: {},
  refusals: [],
  run({ tables }, key) {
    tables.prices.delete(key);
    return ok({});
  },
});

const both = {
  name: "tariff",
  title: words,
  summary: words,
  tables: { prices },
  views: {},
  outcomes: OUTCOMES,
} as const;

/** As a program has it that knows the first version alone. */
export const tariffFirst: App = defineApp({ ...both, version: 1, actions: { set: setFirst } });

/** As a program has it that knows both. */
export const tariff: App = defineApp({
  ...both,
  version: 2,
  earlier: [{ version: 1, actions: { set: setFirst } }],
  actions: { set: setSecond, clear },
});
