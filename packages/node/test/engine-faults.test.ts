import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@tallystick/core/bytes";
import { afterEach, expect, test } from "vitest";
import { type RunningNode, startNode } from "../src/start.ts";
import { type CommitFault, FaultStore } from "../src/store/fault-store.ts";
import { seededRandom } from "../src/store/seeded-random.ts";
import { request } from "./bad-input/surface.ts";
import { signedDeposit } from "./support/deposits.ts";

const parent = mkdtempSync(join(tmpdir(), "tallystick-faults-"));
let running: RunningNode | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
  rmSync(parent, { recursive: true, force: true });
});

/** A node whose store fails every commit as soon as `fail` is called. */
async function faultyNode(kind: CommitFault) {
  let failing = false;
  running = await startNode({
    dataDir: join(parent, "data"),
    port: 0,
    heartbeatMs: 0,
    logLevel: "silent",
    announce: () => {},
    wrapStore: (store) =>
      new FaultStore(store, {
        random: seededRandom(1),
        commit: () => (failing ? kind : undefined),
      }),
  });
  const { node, url, failed } = running;
  const headers = { "content-type": "application/cose" };
  const deposit = async (text: string) =>
    request(url, "POST", "/v1/statements", {
      body: await signedDeposit(node, utf8(text)),
      headers,
    });
  expect(await deposit("before")).toEqual({ status: 200, code: "ok" });
  const get = (path: string) => request(url, "GET", path);
  const fail = (): void => {
    failing = true;
  };
  return { deposit, get, fail, failed };
}

test("a full disk stops writing and not reading", async () => {
  const { deposit, get, fail, failed } = await faultyNode("disk-full");
  fail();
  expect(await deposit("during")).toEqual({ status: 507, code: "disk-full" });
  expect(await deposit("after")).toEqual({ status: 507, code: "disk-full" });
  expect((await get("/v1/receipts/0")).status).toBe(200);
  expect((await get("/v1/apps/evidence/by-time")).status).toBe(200);
  expect((await get("/readyz")).status).toBe(503);
  expect((await get("/healthz")).status).toBe(503);
  const stillThere = await Promise.race([failed, new Promise((r) => setTimeout(r, 50, "yes"))]);
  expect(stillThere).toBe("yes");
});

test("a disk that fails to write ends the node: nothing is served, and it says so", async () => {
  const { deposit, get, fail, failed } = await faultyNode("write-error");
  fail();
  expect(await deposit("during")).toEqual({ status: 500, code: "internal" });
  expect((await failed).code).toBe("store-failed");
  expect(await get("/v1/receipts/0")).toEqual({ status: 500, code: "internal" });
  expect((await get("/readyz")).status).toBe(503);
  expect((await get("/healthz")).status).toBe(503);
});
