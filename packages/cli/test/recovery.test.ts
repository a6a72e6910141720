import { rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CommandLine } from "./support/command-line.ts";

const cli = new CommandLine();

beforeAll(async () => {
  expect((await cli.run("init")).code).toBe(0);
});
afterAll(() => cli.close());

const FROM = ["--from", "http://127.0.0.1:1"];

async function refused(...args: readonly string[]): Promise<string> {
  const { code, values } = await cli.json(...args);
  expect([args, code]).toEqual([args, 1]);
  return (values[0] as { error: { code: string } }).error.code;
}

test("what only a network can do is refused at a node that orders alone", async () => {
  expect(await refused("resync", ...FROM)).toBe("wrong-engine");
  expect(await refused("rollback", "--yes")).toBe("wrong-engine");
  expect(await refused("engine", "reset", "--yes")).toBe("wrong-engine");
  expect(await refused("engine", "new-voting-record", ...FROM, "--yes")).toBe("wrong-engine");
});

test("what cannot be undone is not done unasked", async () => {
  expect(await refused("rollback")).toBe("not-confirmed");
  expect(await refused("engine", "new-voting-record", ...FROM)).toBe("not-confirmed");
  expect(await refused("resync", ...FROM, "--replace")).toBe("not-confirmed");
  expect(await refused("resync", ...FROM, "--new-voting-record")).toBe("not-confirmed");
  expect((await cli.run("resync")).code).toBe(2);
});

test("a node whose ledger was being taken over does not start, and says what to do", async () => {
  writeFileSync(cli.path("data/resync-under-way"), "resync\n");
  const { code, err } = await cli.run("start", "--port", "0");
  expect(code).toBe(1);
  expect(err).toContain("tallystick resync");
  rmSync(cli.path("data/resync-under-way"));
});
