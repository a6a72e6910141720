import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Metrics } from "./metrics.ts";

const PAGE = fileURLToPath(new URL("../../../docs/operate/monitoring.md", import.meta.url));
const UNITS = /_(total|seconds|bytes|blocks|entries|statements|digests|streams|bool)$/;

function metrics(): Metrics {
  return new Metrics(
    {
      engine: () => ({
        state: "running",
        height: 4,
        certifiedHeight: 4,
        logSize: 9,
        inFlight: 2,
        clockBehindMs: 1500,
        fault: undefined,
      }),
      lastTime: () => 2000,
      storeBytes: () => 4096,
      eventStreams: () => 1,
      digestsQueued: () => 3,
    },
    { process: false },
  );
}

test("names end in their unit, and each stands in the page for operators", async () => {
  const page = readFileSync(PAGE, "utf8");
  const all = await metrics().registry.getMetricsAsJSON();
  expect(all.length).toBeGreaterThan(15);
  for (const { name, help } of all) {
    expect(name).toMatch(/^tallystick_/);
    expect(name).toMatch(UNITS);
    expect(help.length).toBeGreaterThan(5);
    expect(page).toContain(`\`${name}\``);
  }
});

test("what happens is counted, what stands is read when asked", async () => {
  const one = metrics();
  one.statements("accepted", 5);
  one.request("/v1/status", 404, 0.01);
  one.batch(1000, 0.05);
  one.block(5);
  one.submitted(0.02);
  one.receipts(5);
  const text = await one.registry.metrics();
  for (const line of [
    'tallystick_statements_total{outcome="accepted"} 5',
    'tallystick_http_requests_total{route="/v1/status",status="4xx"} 1',
    "tallystick_digests_total 1000",
    "tallystick_receipts_total 5",
    "tallystick_height_blocks 4",
    "tallystick_clock_behind_seconds 1.5",
    "tallystick_engine_running_bool 1",
    "tallystick_store_bytes 4096",
  ]) {
    expect(text).toContain(line);
  }
});
