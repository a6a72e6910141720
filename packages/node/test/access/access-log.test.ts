import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const command = fileURLToPath(new URL("../../../cli/bin/tallystick.js", import.meta.url));
const parent = mkdtempSync(join(tmpdir(), "tallystick-access-log-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test("the log says who was let in to what and who was not, and holds no secret", async () => {
  const dataDir = join(parent, "data");
  const args = ["start", "--data", dataDir, "--port", "0", "--json", "--log-level", "debug"];
  const child = spawn(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk;
  });
  const url = await new Promise<string>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      const line = `${chunk}`.split("\n").find((one) => one.includes('"ready"'));
      if (line !== undefined) resolve((JSON.parse(line) as { url: string }).url);
    });
  });
  const admin = readFileSync(join(dataDir, "token"), "utf8").trim();
  const made = await fetch(`${url}/v1/access/tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${admin}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "a name", member: "operator", capabilities: ["node.expiries"] }),
  });
  const { token, id } = (await made.json()) as { token: string; id: string };
  const cookie = `tallystick-session=${"C".repeat(43)}`;
  const get = async (path: string, headers: Record<string, string>) =>
    (await fetch(url + path, { headers })).status;
  const wrong = `${token.slice(0, -3)}xyz`;
  expect([
    await get("/v1/expiries", { authorization: `Bearer ${token}` }),
    await get("/v1/admin/backup", { authorization: `Bearer ${token}` }),
    await get("/v1/expiries", { authorization: `Bearer ${wrong}` }),
    await get("/v1/expiries", { cookie }),
  ]).toEqual([200, 403, 401, 401]);
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  await gone;
  const lines = log
    .split("\n")
    .filter((line) => line.includes('"log":"access"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ decision, kind, id: who, route }) => [decision, kind, who, route])).toEqual([
    ["allowed", "token", id, "/v1/expiries"],
    ["not-allowed", "token", id, "/v1/admin/backup"],
    ["token-required", "token", id, "/v1/expiries"],
    ["token-required", "anonymous", "anonymous", "/v1/expiries"],
  ]);
  for (const secret of [admin, token, wrong, token.slice(17), "CCCC", "a name", "uthorization"]) {
    expect(log).not.toContain(secret);
  }
});
