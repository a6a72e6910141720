import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fromHex, utf8 } from "@tallystick/core/bytes";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { parseTrust } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";
import { verifyStateAnswer } from "@tallystick/core/verify-state-answer";
import { afterEach, describe, expect, test } from "vitest";
import { restore } from "../src/ops/restore.ts";
import { type RunningNode, startNode } from "../src/start.ts";
import { deposit, signedDeposit } from "./support/deposits.ts";

const open: RunningNode[] = [];
const dirs: string[] = [];
afterEach(async () => {
  for (const node of open.splice(0)) await node.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function freshDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "tallystick-e2e-"));
  dirs.push(dir);
  return join(dir, "data");
}

async function start(dataDir: string, options = {}): Promise<RunningNode> {
  const node = await startNode({
    dataDir,
    port: 0,
    heartbeatMs: 0,
    logLevel: "silent",
    announce: () => {},
    ...options,
  });
  open.push(node);
  return node;
}

describe.each(["intl", "gm"] as const)("suite %s", (suite) => {
  test("init, deposit, verify, stop, start again, verify again", async () => {
    const dataDir = freshDir();
    const first = await start(dataDir, { suite });
    expect(first.created).toBe(true);
    const content = utf8("the content of a file");
    const statement = await signedDeposit(first.node, content);
    const response = await fetch(`${first.url}/v1/statements?wait=receipt`, {
      method: "POST",
      headers: { "content-type": "application/cose" },
      body: statement as BodyInit,
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/vnd.tallystick.receipt+cbor");
    const receipt = new Uint8Array(await response.arrayBuffer());
    const trust = parseTrust(await (await fetch(`${first.url}/v1/trust`)).text());
    const digests = new Map([[deposit.alg(suite), nodeSuite(suite).hash(content)]]);
    const file = { digests, size: content.length };
    const input = { receipt, trust, file, now: Date.now(), suites: nodeSuite };
    expect(verify(input)).toMatchObject({ valid: true, summary: { index: 0, height: 2 } });
    await first.close();

    const again = await start(dataDir);
    expect(again.created).toBe(false);
    const served = await fetch(`${again.url}/v1/receipts/0`);
    expect(new Uint8Array(await served.arrayBuffer())).toEqual(receipt);
    const proved = await fetch(`${again.url}/v1/receipts/0?state=true`);
    const withState = new Uint8Array(await proved.arrayBuffer());
    const result = verify({ ...input, receipt: withState });
    expect(result.valid).toBe(true);
    expect(result.layers.find(({ layer }) => layer === "state")?.verdict).toBe("pass");
  });
});

test("the same bytes again get the first answer, other bytes under the id are refused", async () => {
  const { node, url } = await start(freshDir());
  const id = fromHex("00112233445566778899aabbccddeeff");
  const statement = await signedDeposit(node, utf8("a"), { id });
  const send = async (body: Uint8Array, wait = "commit") => {
    const response = await fetch(`${url}/v1/statements?wait=${wait}`, {
      method: "POST",
      headers: { "content-type": "application/cose" },
      body: body as BodyInit,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const first = await send(statement);
  expect(first).toMatchObject({ status: 200, body: { outcome: 0, index: 0, height: 2 } });
  expect(await send(statement)).toEqual(first);
  const other = await signedDeposit(node, utf8("b"), { id });
  expect(await send(other)).toMatchObject({
    status: 409,
    body: { code: "replayed", data: { index: 0 } },
  });
  const polled = await send(await signedDeposit(node, utf8("c")), "none");
  expect(polled).toMatchObject({ status: 202, body: { status: "pending" } });
  let found = await fetch(url + polled.body["poll"]);
  for (let i = 0; found.status === 202 && i < 200; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    found = await fetch(url + polled.body["poll"]);
  }
  expect(await found.json()).toMatchObject({ outcome: 0, index: 1, height: 3 });
});

test("a backup from the running node restores to the same ledger", async () => {
  const { node, url, close } = await start(freshDir());
  const statement = await signedDeposit(node, utf8("kept"));
  const headers = { "content-type": "application/cose" };
  await fetch(`${url}/v1/statements`, { method: "POST", headers, body: statement as BodyInit });
  const receipt = await (await fetch(`${url}/v1/receipts/0`)).arrayBuffer();
  expect((await fetch(`${url}/v1/admin/backup`)).status).toBe(401);
  const authorization = `Bearer ${readFileSync(node.paths.token, "utf8").trim()}`;
  const backup = await fetch(`${url}/v1/admin/backup?passphrase=true`, {
    headers: { authorization },
  });
  const bytes = new Uint8Array(await backup.arrayBuffer());
  await close();
  const dataDir = freshDir();
  const { report } = await restore({ dataDir, source: Readable.from([bytes]) });
  expect(report).toMatchObject({ verdict: "sound" });
  const restored = await start(dataDir);
  expect(await (await fetch(`${restored.url}/v1/receipts/0`)).arrayBuffer()).toEqual(receipt);
});

test("a node that stops answers what is under way and ends its streams", async () => {
  const { node, url, close } = await start(freshDir());
  const stream = await fetch(`${url}/v1/events`);
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  const statements = await Promise.all(
    Array.from({ length: 50 }, (_, i) => signedDeposit(node, utf8(`last ${i}`))),
  );
  const headers = { "content-type": "application/cose" };
  const sent = statements.map((body) =>
    fetch(`${url}/v1/statements`, { method: "POST", headers, body: body as BodyInit }).then(
      (response) => response.status,
      () => "refused",
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 5));
  await close();
  const statuses = await Promise.all(sent);
  const answered = statuses.filter((status) => status === 200).length;
  for (const status of statuses) expect([200, 503, "refused"]).toContain(status);
  let ended = false;
  while (!ended) ended = (await reader.read()).done;
  const again = await start(node.paths.root);
  const { logSize } = (await (await fetch(`${again.url}/v1/status`)).json()) as { logSize: number };
  expect(logSize).toBeGreaterThanOrEqual(answered);
});

test("a port in use is an error that says which setting moves it", async () => {
  const { url } = await start(freshDir());
  const port = Number(new URL(url).port);
  await expect(start(freshDir(), { port })).rejects.toMatchObject({
    code: "port-in-use",
    fix: expect.stringContaining("--port"),
  });
});

test("a fresh ledger proves absence at once, and a quiet one keeps its time fresh", async () => {
  const { node, url } = await start(freshDir(), { heartbeatMs: 200 });
  const path = `${url}/v1/apps/evidence/by-digest?alg=sha-256&digest=${"00".repeat(32)}`;
  const accept = "application/vnd.tallystick.state+cbor";
  const ask = async () => {
    const response = await fetch(path, { headers: { accept } });
    const answer = new Uint8Array(await response.arrayBuffer());
    return verifyStateAnswer({ answer, trust: parseTrust(node.trust), now: Date.now() });
  };
  const first = await ask();
  expect(first).toMatchObject({ valid: true, summary: { height: 1, logSize: 0 } });
  expect(first.summary?.records.every(({ value }) => value === null)).toBe(true);
  for (let i = 0; i < 100 && node.ledger.height < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const later = await ask();
  expect(later.valid).toBe(true);
  expect(later.summary?.time).toBeGreaterThan(first.summary?.time ?? 0);
  expect(later.summary?.logSize).toBe(0);
  const statement = await signedDeposit(node, utf8("after many empty blocks"));
  const headers = { "content-type": "application/cose" };
  await fetch(`${url}/v1/statements`, { method: "POST", headers, body: statement as BodyInit });
  const receipt = new Uint8Array(await (await fetch(`${url}/v1/receipts/0`)).arrayBuffer());
  expect(verify({ receipt, trust: parseTrust(node.trust) }).valid).toBe(true);
});
