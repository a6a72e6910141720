import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeBinary } from "../../../scripts/node-versions.mjs";
import { CommandLine, ended } from "./support/command-line.ts";

const binary = join(import.meta.dirname, "../bin/tallystick.js");
const cli = new CommandLine();
const files = 4_000;

beforeAll(async () => {
  mkdirSync(cli.path("many"));
  for (let at = 0; at < files; at++) writeFileSync(cli.path("many", `${at}.txt`), `number ${at}`);
  await cli.startNode();
});
afterAll(() => cli.close());

function receipts(): readonly string[] {
  return readdirSync(cli.path("out/many"), { withFileTypes: true }).map(({ name }) => name);
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await pause(5);
}

describe("Ctrl-C in the middle of a deposit", () => {
  test("what is under way is finished, and every receipt that was written is whole", async () => {
    const child = cli.start("deposit", "many", "--out", "out", "--concurrency", "1");
    const end = ended(child);
    mkdirSync(cli.path("out/many"), { recursive: true });
    await until(() => receipts().length > 200);
    child.kill("SIGINT");
    const { code, out, err } = await end;
    expect(err).toContain("stopping: waiting for what is under way");
    expect(out).toContain("run the same command again to go on");
    expect(code).toBe(130);
    const written = receipts();
    expect(written.length).toBeLessThan(files);
    expect(written.filter((name) => !name.endsWith(".txt.receipt"))).toEqual([]);
    const [status] = (await cli.json("status")).values;
    expect(status.logSize).toBe(written.length);
  });

  test("the same command goes on where it stopped, and deposits nothing twice", async () => {
    const before = receipts().length;
    const { code, values } = await cli.json("deposit", "many", "--out", "out");
    expect(code).toBe(0);
    const { summary } = values.at(-1);
    expect(summary).toMatchObject({ deposited: files - before, already: before, failed: 0 });
    const [status] = (await cli.json("status")).values;
    expect(status.logSize).toBe(files);
    const verified = await cli.run("verify", "many", "out");
    expect(verified.out).toBe("4,000 valid, 0 not valid\n");
  });
});

test("a node that is gone ends the deposit with a clear word, and nothing half-written", async () => {
  const gone = new CommandLine();
  mkdirSync(gone.path("many"));
  for (let at = 0; at < 3_000; at++) writeFileSync(gone.path("many", `${at}`), `gone ${at}`);
  mkdirSync(gone.path("out/many"), { recursive: true });
  await gone.startNode();
  const child = gone.start("deposit", "many", "--out", "out", "--concurrency", "1");
  const end = ended(child);
  await until(() => readdirSync(gone.path("out/many")).length > 50);
  await gone.stopNode("SIGKILL");
  const { code, err } = await end;
  expect(code).toBe(1);
  expect(err).toContain("cannot reach");
  expect(readdirSync(gone.path("out/many")).filter((name) => !name.endsWith(".receipt"))).toEqual(
    [],
  );
  await gone.startNode();
  const again = await gone.json("deposit", "many", "--out", "out");
  expect(again.values.at(-1).summary).toMatchObject({ failed: 0 });
  expect((await gone.run("verify", "many", "out")).out).toBe("3,000 valid, 0 not valid\n");
  await gone.close();
});

describe("a node", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "stops cleanly on %s and starts again",
    async (signal) => {
      const one = new CommandLine();
      await one.startNode();
      writeFileSync(one.path("f"), signal);
      await one.run("deposit", "f", "--out", "r");
      const stopped = await one.stopNode(signal);
      expect(stopped).toMatchObject({ code: 0, signal: null });
      await one.startNode();
      expect((await one.json("status")).values[0].logSize).toBe(1);
      await one.close();
    },
  );

  test("two on one data directory: the second says so", async () => {
    const { code, err } = await cli.run("start", "--port", "0");
    expect(code).toBe(1);
    expect(err).toMatch(/already|another/i);
    expect(err).not.toContain("    at ");
  });

  test("a port that is taken is named", async () => {
    const port = new URL(cli.env["TALLYSTICK_URL"] ?? "").port;
    const { code, err } = await cli.run("start", "--data", "other", "--port", port);
    expect(code).toBe(1);
    expect(err).toContain(`port ${port}`);
  });
});

describe("under an old Node", () => {
  const old = nodeBinary(22);
  const env = { ...process.env, PATH: "/nowhere" };

  test("the command goes on under the Node of the workspace, with its exit code", async () => {
    const { code, err } = await ended(spawn(old, [binary, "verify", "nothing"], { env }));
    expect(err).toContain("there is no such file");
    expect(code).toBe(2);
  });

  test("signals reach it", async () => {
    const args = [
      binary,
      "start",
      "--port",
      "0",
      "--json",
      "--log-level",
      "error",
      "--data",
      cli.path("old"),
    ];
    const child = spawn(old, args, { env });
    const end = ended(child);
    await new Promise((ready) => child.stdout.once("data", ready));
    child.kill("SIGTERM");
    expect(await end).toMatchObject({ code: 0, signal: null });
  });
});
