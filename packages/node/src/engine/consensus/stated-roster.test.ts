import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { expect, it } from "vitest";
import { startDifference } from "./stated-roster.ts";

const suite = nodeSuite("intl");
const one = (id: string, number: number) => ({
  ...{ id, name: id.toUpperCase(), key: generateKey(suite).publicKey },
  validator: {
    ...{ key: new Uint8Array(32).fill(number), power: 10 },
    node: `${number}`.padStart(40, "0"),
  },
});
const [bank, carrier, port] = [one("bank", 1), one("carrier", 2), one("port", 3)];
const stated = { fromHeight: 7, organisations: [bank, carrier] };
const difference = (...organisations: (typeof bank)[]) =>
  startDifference(suite, stated, { organisations });

it("of a chain's start from the state is none in any order, and where the state names nobody", () => {
  expect(difference(bank, carrier)).toBeUndefined();
  expect(difference(carrier, { ...bank, name: "Another name for people" })).toBeUndefined();
  expect(startDifference(suite, undefined, { organisations: [port] })).toBeUndefined();
});

it.each([
  [[bank], "carrier has a vote by the ledger's state"],
  [[bank, carrier, port], "port has no vote"],
  [[bank, { ...carrier, key: port.key }], "carrier has another checkpoint key"],
  [[bank, { ...carrier, validator: port.validator }], "carrier has another vote"],
  [[bank, { ...carrier, validator: { ...carrier.validator, power: 11 } }], "another vote"],
  [
    [bank, { ...carrier, validator: { ...carrier.validator, node: "f".repeat(40) } }],
    "another vote",
  ],
])("is told: %#", (organisations, words) => {
  expect(difference(...organisations)).toContain(words);
});
