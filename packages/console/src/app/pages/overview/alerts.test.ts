import { expect, test } from "vitest";
import type { Network } from "../../api/network.ts";
import { alertsOf, type Situation } from "./alerts.ts";

const network: Network = {
  organisation: "a",
  certifiedHeight: 9,
  quorum: 3,
  mayFail: 1,
  missing: 0,
  quorumConnected: true,
  catchingUp: false,
  organisations: [],
  certificates: [],
  misconduct: [],
  halted: null,
};
const well: Situation = {
  reachable: true,
  ready: true,
  network,
  disk: { ledgerBytes: 1, engineBytes: 1, freeBytes: 50, totalBytes: 100 },
  expiries: [],
};
const codes = (changes: Partial<Situation>) =>
  alertsOf({ ...well, ...changes }).map(({ level, code }) => `${level} ${code}`);

test("a ledger that is well has none, and neither has one of which little is known", () => {
  expect(codes({})).toEqual([]);
  expect(codes({ network: null, disk: undefined, expiries: undefined })).toEqual([]);
});

test("a node that is away hides what was known before", () => {
  expect(codes({ reachable: false, ready: false })).toEqual(["worry unreachable"]);
});

test("organisations that are missing are weighed against what the network can lose", () => {
  const four = { ...network, mayFail: 2 };
  expect(codes({ network: { ...four, missing: 1 } })).toEqual(["warning missing"]);
  expect(codes({ network: { ...four, missing: 2 } })).toEqual(["worry noReserve"]);
  expect(codes({ network: { ...four, missing: 3, quorumConnected: false } })).toEqual([
    "worry noQuorum",
  ]);
});

test("an organisation that is there and falls behind is named; this node's own lag is told otherwise", () => {
  const other = { id: "b", name: "B", power: 1, connected: true, height: 9, behind: 20, signed: 0 };
  const of = (...organisations: Network["organisations"]) =>
    alertsOf({ ...well, network: { ...network, organisations } });
  expect(of(other)).toMatchObject([{ code: "lagging", values: { count: 1, first: "B" } }]);
  expect(of({ ...other, behind: 19 }, { ...other, connected: false })).toEqual([]);
  expect(of({ ...other, id: "a" })).toEqual([]);
});

test("worries come before warnings", () => {
  const misconduct = [{ kind: "duplicate-vote", organisation: "b", height: 4, seen: "" }];
  const disk = { ledgerBytes: 1, engineBytes: 1, freeBytes: 2, totalBytes: 100 };
  const token = { kind: "token", name: "x", ends: 0 } as const;
  expect(
    codes({
      network: { ...network, catchingUp: true, misconduct },
      disk,
      expiries: [
        { ...token, days: 7 },
        { ...token, days: 0 },
        { ...token, days: 90 },
      ],
    }),
  ).toEqual([
    "worry misconduct",
    "worry diskFull",
    "warning catchingUp",
    "warning expired",
    "warning expiring",
  ]);
});
