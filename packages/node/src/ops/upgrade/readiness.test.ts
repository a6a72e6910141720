import { evidence } from "@tallystick/apps/evidence/index";
import { membership } from "@tallystick/apps/membership/index";
import { upgrade } from "@tallystick/apps/upgrade/index";
import type { App } from "@tallystick/ledger/app/define-app";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tariff, tariffFirst } from "../../../../apps/test/support/tariff-app.ts";
import { Consortium, CREATED, openTestNode } from "../../../test/support/lockstep.ts";
import { EmbeddedEngine } from "../../engine/embedded.ts";
import { memberCalls } from "../../member-calls.ts";
import { VerifyPool } from "../../workers/verify-pool.ts";
import { reportReadiness } from "./readiness.ts";

const OLD: readonly App[] = [evidence, membership, upgrade, tariffFirst];
const NEW: readonly App[] = [evidence, membership, upgrade, tariff];
const consortium = new Consortium(
  "intl",
  1,
  NEW.map(({ name }) => name),
  // As a network is founded today, but for what this test has a newer version of.
  { membership: membership.version },
);
const [own] = consortium.organisations as [(typeof consortium.organisations)[number]];
const store = new MemoryStore();
const now = (): number => CREATED + 100_000;
let pool: VerifyPool;

beforeAll(async () => {
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
});
afterAll(() => pool.close());

/** Starts a node with a program, lets it report, and says how long the log is and what it has from the node. */
async function started(program: readonly App[], name: string) {
  const node = await openTestNode(consortium, own, pool, store, { program });
  const engine = new EmbeddedEngine(node.machine, { now });
  const member = `${own.id}.op`;
  const signers = new Map([[member, own.member]]);
  const sign = memberCalls({ signers, ledgerId: consortium.ledgerId, now });
  const stop = reportReadiness({
    engine,
    rules: () => node.ledger.rules,
    organisation: own.id,
    program: name,
    sign: (call) => sign(call, member),
    onRefused: (code) => expect.fail(`refused with ${code}`),
  });
  // What it submits is signed in the next turn; the engine is drained after that.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await engine.stop();
  stop();
  const { output } = node.ledger
    .reader()
    .runView<{ readiness: object[] }>("upgrade", "readiness", {});
  return { logSize: node.ledger.logSize, readiness: output.readiness };
}

test("a node tells the ledger of what is newer, once, and of going back", async () => {
  expect(await started(OLD, "first")).toEqual({ logSize: 0, readiness: [] });
  const renewed = await started(NEW, "second");
  expect(renewed.logSize).toBe(1);
  expect(renewed.readiness).toMatchObject([
    { organisation: own.id, program: "second", member: `${own.id}.op` },
  ]);
  expect(renewed.readiness[0]).toMatchObject({
    applications: expect.arrayContaining([{ app: "tariff", newest: 2 }]) as unknown,
  });
  expect((await started(NEW, "second")).logSize).toBe(1);
  const back = await started(OLD, "first");
  expect(back.logSize).toBe(2);
  expect(back.readiness).toMatchObject([{ program: "first" }]);
});
