import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const command = fileURLToPath(new URL("../../cli/bin/tallystick.js", import.meta.url));
const parent = mkdtempSync(join(tmpdir(), "tallystick-logs-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test("logs at their most talkative hold no payload, no token and no passphrase", async () => {
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
  const token = readFileSync(join(dataDir, "token"), "utf8").trim();
  const passphrase = readFileSync(join(dataDir, "passphrase"), "utf8").trim();
  const digest = "5ec2e7".padEnd(64, "0");
  const note = "a note that nobody else may read";
  const post = (body: string, authorization: string, path = "/v1/apps/evidence/deposit") =>
    fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization },
      body,
    }).then((response) => response.status);
  const deposit = JSON.stringify({ digests: [{ alg: "sha-256", value: digest }], note });
  const statuses = [
    await post(deposit, `Bearer ${token}`),
    await post(deposit, `Bearer wrong-${token}`),
    await post(`${deposit}x`, `Bearer ${token}`),
    await post(JSON.stringify({ note, digests: note }), `Bearer ${token}`),
    await post(deposit, `Bearer ${token}`, `/v1/nothing?token=${token}`),
  ];
  expect(statuses).toEqual([200, 401, 400, 400, 404]);
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  await gone;
  expect(log).toContain('"level"');
  for (const secret of [token, passphrase, note, digest, "authorization"]) {
    expect(log).not.toContain(secret);
  }
});
