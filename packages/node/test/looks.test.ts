import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { APPLICATIONS } from "@tallystick/apps/applications";
import { toHex, utf8 } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import type { AnyAction } from "@tallystick/ledger/app/define-action";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningNode, startNode } from "../src/start.ts";
import { signedDeposit } from "./support/deposits.ts";

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
type Any = any;

const suite = nodeSuite("intl");
const parent = mkdtempSync(join(tmpdir(), "tallystick-looks-"));
let running: RunningNode;
let authorization: string;
let organisation: string;
let scope: number;

async function post(path: string, body: object): Promise<{ status: number; json: Any }> {
  const headers = { authorization, "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(running.url + path, init);
  return { status: response.status, json: await response.json() };
}

async function call(action: string, body: object): Promise<Any> {
  const { status, json } = await post(`/v1/apps/${action.replace(".", "/")}`, body);
  expect([action, status, json.detail]).toEqual([action, 200, undefined]);
  return json.data;
}

/** By decision of the one organisation there is. */
async function decide(action: string, input: object): Promise<void> {
  const [app, name] = action.split(".") as [keyof typeof APPLICATIONS, string];
  const actions: readonly AnyAction[] = Object.values(APPLICATIONS[app].actions);
  const found = actions.find((one) => one.name === name) as AnyAction;
  const encoded = toHex(encodeCbor(encodeInput(found, input)));
  const calls = [{ action, input: encoded }];
  const { proposal } = await call("governance.propose", { title: action, calls });
  await call("governance.vote", { proposal, choice: "yes" });
  await call("governance.enact", { proposal });
}

const DAY = 86_400_000;
const inDays = (days: number): number => running.node.ledger.lastTime + days * DAY;

beforeAll(async () => {
  running = await startNode({
    ...{ dataDir: join(parent, "data"), port: 0, heartbeatMs: 0, logLevel: "silent" },
    announce: () => {},
  });
  const { node } = running;
  authorization = `Bearer ${readFileSync(node.paths.token, "utf8").trim()}`;
  organisation = node.config.organisation;
  for (let i = 0; i < 5; i++) {
    await node.engine.submit(await signedDeposit(node, utf8(`content ${i}`)));
  }
  const kinds = ["validator", "management", "court", "regulator"];
  await decide("membership.update-organisation", { organisation, kinds });
  await decide("supervision.grant-scope", {
    ...{ observer: organisation, recordClasses: ["evidence"], purposes: ["audit"], level: "raw" },
    ...{ legalBasis: "Article 8", until: inDays(3) },
  });
  const { url } = running;
  const listed: Any = await (await fetch(`${url}/v1/apps/supervision/scopes`)).json();
  scope = listed.data.scopes[0].scope;
});
afterAll(async () => {
  await running.close();
  rmSync(parent, { recursive: true, force: true });
});

async function ask(level: string, question: object | string, more: object = {}): Promise<number> {
  const asked = {
    ...{ subject: organisation, recordClass: "evidence.deposits" },
    question: typeof question === "string" ? question : JSON.stringify(question),
  };
  const { query } = await call("supervision.query", {
    scope,
    purpose: "audit",
    level,
    asked,
    ...more,
  });
  return query;
}

const answerTo = (query: number, body: object = {}) =>
  post(`/v1/supervision/queries/${query}/answer`, body);

test("figures first, then records, each with its digest on the ledger before it is given", async () => {
  const first = await ask("aggregate", { table: "evidence.deposits", by: "member" });
  const { status, json } = await answerTo(first);
  expect(status).toBe(200);
  const figures = JSON.parse(json.answer);
  expect(figures).toMatchObject({ level: "aggregate", count: 5, by: { operator: 5 } });
  expect(json.digest).toBe(toHex(suite.hash(utf8(json.answer))));
  const look: Any = await (
    await fetch(`${running.url}/v1/apps/supervision/look?query=${first}`)
  ).json();
  expect(look.data.query.answered).toMatchObject({ digest: json.digest, records: 5 });

  const raw = await ask("raw", { table: "evidence.deposits" }, { basedOn: first });
  const records = JSON.parse((await answerTo(raw)).json.answer);
  expect(records.rows).toHaveLength(5);
  expect(records.rows[0]).toMatchObject({ organisation, ordinal: 0, alg: "sha-256" });
});

test("a predicate tells whether, and no more", async () => {
  const query = await ask("predicate", { table: "evidence.deposits", where: { member: "nobody" } });
  const { json } = await answerTo(query);
  expect(JSON.parse(json.answer)).toEqual({ level: "predicate", holds: false, records: 0 });
});

test("without a query on the ledger nothing is answered, and nothing twice", async () => {
  expect((await answerTo(999_999)).status).toBe(404);
  const query = await ask("predicate", { table: "evidence.deposits" });
  expect((await answerTo(query)).status).toBe(200);
  const again = await answerTo(query);
  expect([again.status, again.json.code]).toEqual([409, "supervision-already-done"]);
  const refused = await fetch(`${running.url}/v1/supervision/queries/${query}/answer`, {
    method: "POST",
  });
  expect(refused.status).toBe(401);
});

test.each([
  ["words", "How many?"],
  ["another kind of record", { table: "membership.members" }],
  ["a field that there is not", { table: "evidence.deposits", by: "price" }],
  ["a table that there is not", { table: "evidence.deposits-of-gold" }],
  ["more than a question", { table: "evidence.deposits", run: "rm" }],
])("a question that is %s is refused, and stays unanswered", async (_, question) => {
  const query = await ask("predicate", question);
  expect((await answerTo(query)).status).toBe(400);
  const { url } = running;
  const look: Any = await (await fetch(`${url}/v1/apps/supervision/look?query=${query}`)).json();
  expect(look.data.query.answered).toBeUndefined();
});

test("behind delayed notice only what was committed to is answered, and only within the scope", async () => {
  const document = "00".repeat(32);
  await call("supervision.record-order", {
    ...{ order: "2026-1", kind: "delayed-notice", document, expires: inDays(2) },
  });
  const salt = "11".repeat(32);
  const sealed = async (recordClass: string, table: string) => {
    const open = { subject: organisation, recordClass, question: JSON.stringify({ table }) };
    const items = [new Uint8Array(32).fill(0x11), open.subject, open.recordClass, open.question];
    const commitment = toHex(suite.hash(encodeCbor(items)));
    const delayed = { order: "2026-1", until: inDays(1), commitment };
    const asked = { scope, purpose: "audit", level: "aggregate", delayed };
    const { query } = await call("supervision.query", asked);
    return { query, open: { salt, ...open } };
  };
  const inside = await sealed("evidence.deposits", "evidence.deposits");
  expect((await answerTo(inside.query)).status).toBe(400);
  const other = { ...inside.open, question: '{"table":"evidence.batches"}' };
  expect((await answerTo(inside.query, other)).status).toBe(400);
  expect((await answerTo(inside.query, inside.open)).status).toBe(200);
  const outside = await sealed("membership", "membership.members");
  expect((await answerTo(outside.query, outside.open)).status).toBe(403);
});
