/** diff-state, replay and upgrade as an operator types them. */
import { cpSync, writeFileSync } from "node:fs";
import { LEDGER_RULES } from "@tallystick/apps/applications";
import { Ledger } from "@tallystick/ledger/ledger";
import { dataPaths } from "@tallystick/node/data-paths";
import { readIdentity } from "@tallystick/node/open-node";
import { openStore } from "@tallystick/node/store/open-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeBinary } from "../../../scripts/node-versions.mjs";
import { CommandLine } from "./support/command-line.ts";

const cli = new CommandLine();

/** One more empty block at a time of its own, as a node would make it that has parted from the others. */
async function anotherBlock(dataDir: string, laterMs: number): Promise<void> {
  const { suite, genesis, config } = readIdentity(dataDir);
  const store = openStore(config.store, dataPaths(dataDir).ledger);
  const ledger = await Ledger.open({ ...LEDGER_RULES, store, suite, genesis });
  const time = ledger.lastTime + laterMs;
  await ledger.commit(ledger.execute({ height: ledger.height + 1, time, statements: [] }));
  await store.close();
}

beforeAll(async () => {
  await cli.startNode();
  writeFileSync(cli.path("a"), "file a");
  expect((await cli.run("deposit", "a", "--out", "r")).code).toBe(0);
});
afterAll(() => cli.close());

test("a ledger that no engine orders says so when asked for its commit", async () => {
  const { code, err } = await cli.run("receipt", "0", "--engine", "--out", "engine.receipt");
  expect(code).toBe(1);
  expect(err).toContain("no consensus engine ordered block");
  expect((await cli.run("receipt", "0", "--engine", "--cose", "--out", "x")).code).toBe(2);
});

test("upgrade status shows the versions and everybody's readiness", async () => {
  const { code, values } = await cli.json("upgrade", "status");
  expect(code).toBe(0);
  expect(values[0]).toMatchObject({ ready: true, organisations: [{ lacks: [], ready: true }] });
  expect(values[0].versions).toContainEqual({ app: "evidence", version: 1, fromHeight: 0 });
  const text = await cli.run("upgrade", "status");
  expect(text.out).toMatch(/evidence +1 +0/);
});

test("an operator is told where versions are decided", async () => {
  const { code, err } = await cli.run("upgrade", "agree", "evidence", "2", "--at", "1000");
  expect(code).toBe(1);
  expect(err).toContain("upgrade.activate");
});

test("a running node is compared by its backup", async () => {
  expect((await cli.run("backup", "--out", "one.backup")).code).toBe(0);
  const running = await cli.run("diff-state", "data", "one.backup");
  expect(running.code).toBe(2);
  expect(running.err).toContain("take a backup of the running node");
  const { code, values } = await cli.json("diff-state", "one.backup", "one.backup");
  expect(code).toBe(0);
  expect(values[0]).toMatchObject({ equal: true, first: null, rowsTotal: 0 });
});

test("a stopped node is compared, replayed and rehearsed on", async () => {
  await cli.stopNode();
  cpSync(cli.path("data"), cli.path("ahead"), { recursive: true });
  await anotherBlock(cli.path("ahead"), 1000);
  const ahead = await cli.run("diff-state", "data", "ahead");
  expect(ahead).toMatchObject({ code: 0 });
  expect(ahead.out).toContain("b has 1 blocks more");
  await anotherBlock(cli.path("data"), 2000);
  const parted = await cli.json("diff-state", "data", "ahead");
  expect(parted.code).toBe(1);
  expect(parted.values[0].first).toMatchObject({
    members: ["time"],
    applications: [],
    entry: null,
  });
  expect((await cli.run("diff-state", "data", "ahead")).out).toContain("they part at block");
  const replayed = await cli.json("replay", "data");
  expect(replayed).toMatchObject({ code: 0, values: [{ entries: 2, difference: null }] });
  const tried = ["upgrade", "rehearse", "--app", "evidence", "--version", "1"];
  expect(await cli.json(...tried)).toMatchObject({
    code: 0,
    values: [{ changes: [], halted: null }],
  });
  expect(await cli.json("upgrade", "rehearse", "--app", "evidence")).toMatchObject({ code: 0 });
  expect(await cli.json(...tried.slice(0, -1), "9")).toMatchObject({
    code: 2,
    values: [{ error: { code: "invalid-option" } }],
  });
});

test.each([22, 26] as const)("a history comes out the same under Node %i", async (major) => {
  const { code, values } = await cli.json("replay", "data", "--node", nodeBinary(major));
  expect(code).toBe(0);
  expect(values[0]).toMatchObject({ entries: 2, difference: null });
  expect(values[0].node).toMatch(new RegExp(`^v${major}\\.`));
});

test("what cannot be compared is never told as a difference", async () => {
  for (const args of [
    ["diff-state", "data", "absent"],
    ["diff-state", "data", "a"],
    ["replay", "absent"],
    ["replay", "data", "--node", "/absent/node"],
  ]) {
    const { code, err } = await cli.run(...args);
    expect([args, code]).toEqual([args, 2]);
    expect(err).not.toContain("    at ");
  }
});
