import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@tallystick/core/bytes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { haveTool, runTool } from "../../core/test/interop/tool.ts";
import { python } from "../../core/test/support/python.ts";
import { readConfig, writeConfig } from "../src/config.ts";
import { type RunningNode, startNode } from "../src/start.ts";
import type { WebhookConfig } from "../src/webhooks/webhook-config.ts";
import { signedDeposit } from "./support/deposits.ts";

interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const folder = mkdtempSync(join(tmpdir(), "tallystick-webhooks-"));
const dataDir = join(folder, "data");
const got: Got[] = [];
/** Statuses of the next answers; 204 once they are used up. */
const answers: number[] = [];
let receiver: Server;
let url: string;
let running: RunningNode | undefined;
let deposits = 0;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      const status = answers.shift() ?? 204;
      response.writeHead(status, status === 302 ? { location: `${url}elsewhere` } : {}).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await running?.close();
  receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The node, started anew with these webhooks. */
async function restart(...webhooks: WebhookConfig[]): Promise<void> {
  const start = () =>
    startNode({ dataDir, port: 0, heartbeatMs: 0, logLevel: "silent", announce: () => {} });
  if (running === undefined) running = await start();
  await running.close();
  writeConfig(dataDir, { ...readConfig(dataDir), webhooks });
  running = await start();
}

/** Deposits something; its log index. */
async function deposit(): Promise<number> {
  if (running === undefined) throw new Error("a node runs");
  const { node } = running;
  const bytes = await signedDeposit(node, utf8(`webhook ${deposits++}`));
  const response = await fetch(`${running.url}/v1/statements`, {
    method: "POST",
    headers: { "content-type": "application/cose" },
    body: Buffer.from(bytes),
  });
  expect(response.status).toBe(200);
  return node.engine.read((reader) => reader.logSize) - 1;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const events = ({ body }: Got) =>
  (JSON.parse(body) as { events: { index: number; action: string }[] }).events;
const told = () => got.flatMap(events).map(({ index }) => index);

test("entries are told in order, signed, from the moment of the setting on", async () => {
  await restart();
  await deposit();
  await restart({ name: "erp", url, allowLocal: true, actions: ["evidence"] });
  const [first, second] = [await deposit(), await deposit()];
  await until(() => told().includes(second));
  expect(new Set(told())).toEqual(new Set([first, second]));
  const secret = readFileSync(join(dataDir, "webhooks/erp.secret"), "utf8").trim();
  expect(statSync(join(dataDir, "webhooks/erp.secret")).mode & 0o077).toBe(0);
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  for (const { headers, body } of got) {
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const signature = createHmac("sha256", key).update(signed).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
  }
});

const library = haveTool("Python with standardwebhooks", python, ["-c", "import standardwebhooks"]);

test.skipIf(!library)("the library of the standard takes our signatures, and no others", () => {
  const secret = readFileSync(join(dataDir, "webhooks/erp.secret"), "utf8").trim();
  const script =
    "import json, sys; from standardwebhooks.webhooks import Webhook; x = json.load(sys.stdin); Webhook(x['secret']).verify(x['body'], x['headers'])";
  const judge = (input: object) =>
    runTool(python, ["-c", script], { input: JSON.stringify(input), timeoutMs: 60_000 });
  const [one] = got;
  if (one === undefined) throw new Error("something was told");
  expect(judge({ ...one, secret })).toMatchObject({ ok: true });
  expect(judge({ ...one, body: `${one.body} `, secret })).toMatchObject({ ok: false });
});

test("what is not taken is told again with the same id, and nothing overtakes it", async () => {
  got.length = 0;
  answers.push(500, 302);
  const first = await deposit();
  await until(() => got.length >= 3);
  const last = await deposit();
  await until(() => told().includes(last));
  const ids = got.map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(got.slice(0, 3).map((one) => events(one)[0]?.index)).toEqual([first, first, first]);
  expect(told().at(-1)).toBe(last);
});

test("what happened while the node or the receiver was away is told afterwards", async () => {
  got.length = 0;
  answers.push(...Array<number>(50).fill(503));
  const missed = await deposit();
  await until(() => got.length >= 1);
  await restart({ name: "erp", url, allowLocal: true, actions: ["evidence"] });
  answers.length = 0;
  got.length = 0;
  await until(() => told().includes(missed));
  expect(told()[0]).toBe(missed);
});

test("an address of this machine is not asked unless that is allowed", async () => {
  const { port } = new URL(url);
  expect(() =>
    writeConfig(dataDir, { ...readConfig(dataDir), webhooks: [{ name: "x", url }] }),
  ).toThrow(/allowLocal/);
  await restart(
    { name: "literal", url: `https://127.0.0.1:${port}/` },
    { name: "by-name", url: `https://localhost:${port}/` },
    { name: "erp", url, allowLocal: true, actions: ["evidence"] },
  );
  got.length = 0;
  const index = await deposit();
  await until(() => told().includes(index));
  // Plain HTTP would have been seen as a broken request; nothing has come but what was allowed.
  expect(got.every(({ headers }) => headers["webhook-id"] !== undefined)).toBe(true);
  expect(readFileSync(join(dataDir, "webhooks/literal.next"), "utf8")).toBe(`${index}\n`);
  expect(readFileSync(join(dataDir, "webhooks/by-name.next"), "utf8")).toBe(`${index}\n`);
});

test("other actions are left out, and refusals unless they are asked for", async () => {
  await restart({
    name: "other",
    url,
    allowLocal: true,
    actions: ["receivable", "membership.enrol"],
  });
  got.length = 0;
  const index = await deposit();
  const place = () => readFileSync(join(dataDir, "webhooks/other.next"), "utf8").trim();
  await until(() => place() === String(index + 1));
  expect(got).toEqual([]);
});
