import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { haveChromium, openChromium } from "./open-chromium.ts";

const command = fileURLToPath(new URL("../../cli/bin/tallystick.js", import.meta.url));
const entry = fileURLToPath(new URL("./sdk-entry.ts", import.meta.url));
const parent = mkdtempSync(join(tmpdir(), "tallystick-sdk-page-"));
const dataDir = join(parent, "data");
let site: Server;
let origin: string;
let node: { url: string; stop: () => Promise<void> };

beforeAll(async () => {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    // Fails on anything that only Node has.
    platform: "browser",
    logLevel: "silent",
  });
  const script = result.outputFiles[0]?.text ?? "";
  site = createServer((request, response) => {
    const isScript = request.url === "/sdk.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : '<!doctype html><script src="/sdk.js"></script>');
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  node = await startNode(origin);
});

afterAll(async () => {
  site.close();
  await node.stop();
  rmSync(parent, { recursive: true, force: true });
});

/** A node that lets pages of `allowed` call it. */
async function startNode(allowed: string): Promise<typeof node> {
  const args = ["start", "--data", dataDir, "--port", "0", "--json", "--cors-origins", allowed];
  const child = spawn(process.execPath, [command, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TALLYSTICK_LOG_LEVEL: "error" },
  });
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.once("exit", (code) => reject(new Error(`the node ended with ${code}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      const line = output.split("\n").find((one) => one.includes('"ready"'));
      if (line !== undefined) resolve((JSON.parse(line) as { url: string }).url);
    });
  });
  const stop = async (): Promise<void> => {
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    if (child.exitCode === null && child.kill("SIGTERM")) await gone;
  };
  return { url, stop };
}

async function enrol(key: string): Promise<void> {
  const token = readFileSync(join(dataDir, "token"), "utf8").trim();
  const response = await fetch(`${node.url}/v1/apps/membership/enrol`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ member: "browser", organisation: "org", role: "member", key }),
  });
  expect(response.status).toBe(200);
}

test.skipIf(!haveChromium())(
  "the SDK signs, deposits, proves and follows in a browser",
  async () => {
    const browser = await openChromium();
    try {
      const page = await browser.newPage();
      await page.goto(origin);
      const made = await page.evaluate("sdk.makeKey()");
      const { key, secret } = made as { key: string; secret: number[] };
      await enrol(key);
      const trust = await (await fetch(`${node.url}/v1/trust`)).text();
      const call = `sdk.depositAndProve(${[node.url, secret, trust].map((one) => JSON.stringify(one)).join(",")})`;
      expect(await page.evaluate(call)).toEqual({
        valid: true,
        deposits: 1,
        member: "browser",
        event: true,
      });
      // A page of a site that is not listed learns nothing.
      const refused = await page.evaluate(`fetch(${JSON.stringify(`${node.url}/v1/digests`)}, {
      method: "POST", headers: { authorization: "Bearer x" }, body: "x",
    }).then(() => "answered", () => "blocked")`);
      expect(refused).toBe("blocked");
    } finally {
      await browser.close();
    }
  },
);
