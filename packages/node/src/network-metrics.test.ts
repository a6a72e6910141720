import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Registry } from "prom-client";
import { beforeEach, describe, expect, it } from "vitest";
import { addNetworkMetrics } from "./network-metrics.ts";
import type { NetworkSample } from "./network-sample.ts";

const PAGE = fileURLToPath(new URL("../../../docs/operate/monitoring.md", import.meta.url));
const UNITS =
  /_(total|seconds|bytes|blocks|entries|bool|organisations|certificates|votes|cases|reports|peers|transactions)$/;

const organisation = (id: string, more: object = {}) => ({
  ...{ id, name: id, power: 10, node: "00".repeat(20), connected: true },
  ...{ height: 100, behind: 0, signed: 20, ...more },
});

const sample = {
  report: {
    ...{ chain: "tally", organisation: "a", height: 100, certifiedHeight: 98 },
    ...{ quorum: 3, mayFail: 1, missing: 1, quorumConnected: true, catchingUp: false },
    organisations: [
      organisation("a"),
      organisation("b", { height: 90, behind: 10, signed: 3 }),
      organisation("c"),
      organisation("d", { connected: false, height: null, behind: null, signed: 0 }),
    ],
    certificates: [{ height: 98, time: 1_700_000_000_500, organisations: ["a", "b", "c"] }],
    misconduct: [
      { organisation: "d", kind: "duplicate-vote", height: 7, seen: "" },
      { organisation: "d", kind: "duplicate-vote", height: 9, seen: "" },
    ],
    halted: null,
  },
  operation: {
    engine: {
      ...{ version: "0.38.25", state: "running", pid: 1, restarts: 2, quarantined: 0 },
      earliestHeight: 1,
    },
    peers: [{ node: "00", address: "127.0.0.1" }],
    disk: { ledgerBytes: 1, engineBytes: 4096, freeBytes: 10, totalBytes: 100 },
    halts: [],
  },
  mempool: { transactions: 5, bytes: 1700 },
  uncertified: 4,
  snapshot: { height: 64, time: 1_600_000_000_000 },
} as unknown as NetworkSample;

let now: NetworkSample | undefined;
let registry: Registry;

beforeEach(() => {
  now = sample;
  registry = new Registry();
  addNetworkMetrics(registry, async () => now);
});

describe("metrics of a network", () => {
  it("end in their unit, and each stands in the page for operators", async () => {
    const page = readFileSync(PAGE, "utf8");
    const all = await registry.getMetricsAsJSON();
    expect(all.length).toBeGreaterThan(25);
    for (const { name, help } of all) {
      expect(name).toMatch(/^tallystick_/);
      expect(name).toMatch(UNITS);
      expect(help.length).toBeGreaterThan(5);
      expect(page).toContain(`\`${name}\``);
    }
  });

  it("say who is behind, who signs and what is left to lose", async () => {
    const text = await registry.metrics();
    for (const line of [
      'tallystick_organisation_behind_blocks{organisation="b"} 10',
      'tallystick_organisation_signed_certificates{organisation="d"} 0',
      'tallystick_organisation_connected_bool{organisation="d"} 0',
      'tallystick_misconduct_cases{organisation="d",kind="duplicate-vote"} 2',
      "tallystick_missing_organisations 1",
      "tallystick_may_fail_organisations 1",
      "tallystick_last_certificate_time_seconds 1700000000.5",
      "tallystick_uncertified_entries 4",
      "tallystick_engine_restarts_total 2",
      "tallystick_mempool_transactions 5",
      "tallystick_snapshot_height_blocks 64",
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toContain("tallystick_halted_bool{");
  });

  it("claim nothing about what is not known", async () => {
    const text = await registry.metrics();
    expect(text).not.toContain('tallystick_organisation_height_blocks{organisation="d"}');
    now = { ...sample, mempool: undefined, snapshot: undefined };
    const again = new Registry();
    addNetworkMetrics(again, async () => now);
    const less = await again.metrics();
    expect(less).not.toMatch(/^tallystick_mempool_transactions /m);
    expect(less).not.toMatch(/^tallystick_snapshot_time_seconds /m);
    const none = new Registry();
    addNetworkMetrics(none, () => Promise.reject(new Error("the engine has gone")));
    expect(await none.metrics()).not.toMatch(/^tallystick_/m);
  });

  it("name what halted the node", async () => {
    now = {
      ...sample,
      report: { ...sample.report, halted: { code: "diverged", message: "another app hash" } },
    };
    expect(await registry.metrics()).toContain('tallystick_halted_bool{code="diverged"} 1');
  });
});
