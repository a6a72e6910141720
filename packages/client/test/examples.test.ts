import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type NodeProcess, root, startNodeProcess } from "./support/node-process.ts";

const folder = join(root, "examples");
const examples = readdirSync(folder).filter((name) => name.endsWith(".ts"));
let node: NodeProcess;

beforeAll(async () => {
  node = await startNodeProcess();
});
afterAll(() => node.stop());

function run(name: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(folder, name)], {
    env: { ...process.env, TALLYSTICK_URL: node.url, TALLYSTICK_TOKEN: node.token },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}

// In order of name: deposits come before the reader that follows the log.
test.each(examples)("%s runs and succeeds", async (name) => {
  const { code, output } = await run(name);
  expect(`${code}\n${output}`).toMatch(/^0\n/);
  expect(output.length).toBeGreaterThan(20);
});

test("every example stands in the SDK's page", () => {
  const page = readFileSync(join(root, "docs/build/sdk.md"), "utf8");
  for (const name of examples) expect(page).toContain(`examples/${name}`);
});
