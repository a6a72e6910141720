import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex, utf8 } from "@tallystick/core/bytes";
import type { CborEncodable } from "@tallystick/core/cbor";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningNode, startNode } from "../src/start.ts";
import { signedDeposit } from "./support/deposits.ts";

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
type Any = any;

const suite = nodeSuite("intl");
const parent = mkdtempSync(join(tmpdir(), "tallystick-browse-"));
const dataDir = join(parent, "data");
let running: RunningNode;
const MARKUP = "<b>Case</b> №7";
const DEPOSITS = 25;

const digestOf = (n: number) => suite.hash(utf8(`content ${n}`));

async function start(): Promise<void> {
  running = await startNode({
    ...{ dataDir, port: 0, heartbeatMs: 0, logLevel: "silent" },
    announce: () => {},
  });
}

async function ask(path: string): Promise<Any> {
  const response = await fetch(running.url + path);
  const json = await response.json();
  return { status: response.status, ...(json as object) };
}

async function submit(action: string, input: CborEncodable): Promise<void> {
  const { node } = running;
  await node.engine.submit(await signedDeposit(node, utf8(""), { action, input }));
}

beforeAll(async () => {
  await start();
  for (let n = 0; n < DEPOSITS; n++) {
    const labels = [n % 2 === 0 ? "Even" : "odd", ...(n === 4 ? [MARKUP] : [])];
    const digests = [{ alg: "sha-256", value: digestOf(n) }];
    await submit("evidence.deposit", { digests, size: n, labels });
  }
  const ref = { alg: "sha-256", digest: digestOf(3), ordinal: 0 };
  await submit("evidence.annotate", { deposit: ref, text: "seen", labels: ["later"] });
  await submit("evidence.withdraw", { deposit: { ...ref, ordinal: 9 }, reason: "none" });
  await submit("evidence.deposit-batch", { root: digestOf(99), size: 8, labels: ["even"] });
});
afterAll(async () => {
  await running.close();
  rmSync(parent, { recursive: true, force: true });
});

describe("records", () => {
  test("by label in pages, whatever its case, deposits and batches alike", async () => {
    const sizes: number[] = [];
    let after = "";
    do {
      const page = await ask(`/v1/records?label=EVEN&limit=5${after}`);
      expect(page.indexed).toBe(page.logSize);
      sizes.push(...page.records.map(({ row }: Any) => row.size));
      after = page.next === undefined ? "" : `&after=${page.next}`;
    } while (after !== "");
    expect(sizes).toEqual([8, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0]);
  });

  test("by a label that is markup, and by one that an annotation gave", async () => {
    const marked = await ask(`/v1/records?label=${encodeURIComponent(MARKUP)}`);
    expect(marked.records).toMatchObject([{ table: "deposits", row: { size: 4 } }]);
    const later = await ask("/v1/records?label=later");
    expect(later.records).toMatchObject([{ row: { digest: toHex(digestOf(3)), ordinal: 0 } }]);
    expect((await ask("/v1/records?label=nothing")).records).toEqual([]);
  });

  test("by depositor and time together", async () => {
    const { deposits } = (await ask("/v1/apps/evidence/by-time")).data;
    const { time, index } = deposits[10];
    const since = await ask(`/v1/records?member=operator&from=${time}`);
    expect(since.records.at(-1).row.index).toBe(index);
    expect(since.records).toHaveLength(DEPOSITS - 10);
    const until = await ask(`/v1/records?member=operator&to=${time}&label=odd`);
    expect(until.records.map(({ row }: Any) => row.size)).toEqual([9, 7, 5, 3, 1]);
    expect((await ask("/v1/records?member=nobody")).records).toEqual([]);
    const batches = await ask(`/v1/records?table=batches&member=operator&from=${time}`);
    expect(batches.records).toMatchObject([{ table: "batches", row: { size: 8 } }]);
    expect((await ask(`/v1/records?table=batches&to=${time}`)).records).toEqual([]);
    const first = await ask(`/v1/records?member=operator&limit=2`);
    const next = await ask(`/v1/records?member=operator&limit=2&after=${first.next}`);
    expect(next.records.map(({ row }: Any) => row.size)).toEqual([22, 21]);
  });

  test("labels are suggested with their frequency", async () => {
    const { labels } = await ask("/v1/records/labels?begins=e");
    expect(labels).toEqual([{ label: "Even", count: 14 }]);
  });

  test("a label index that is damaged is made again", async () => {
    await running.close();
    const file = join(dataDir, "labels.sqlite");
    expect(existsSync(file)).toBe(true);
    writeFileSync(file, "not a database");
    await start();
    expect((await ask("/v1/records?label=later")).records).toHaveLength(1);
    expect(readFileSync(file).length).toBeGreaterThan(100);
  });
});

describe("the log", () => {
  test("blocks from the last down, from a height, from a time, without the empty ones", async () => {
    const { blocks, next, height } = await ask("/v1/blocks?limit=3");
    expect(blocks.map((one: Any) => one.height)).toEqual([height, height - 1, height - 2]);
    expect(next).toBe(height - 3);
    expect(blocks[0].signedBy).toEqual(["org"]);
    const { block: own } = { block: await ask(`/v1/blocks/${height - 1}`) };
    expect(own).toMatchObject(blocks[1]);
    expect(own.appRoots.map(({ app }: Any) => app)).toContain("evidence");
    const at = await ask(`/v1/blocks?at=${blocks[1].time}&ascending=true&limit=1`);
    expect(at.blocks[0].time).toBe(blocks[1].time);
    const full = await ask("/v1/blocks?empty=false&limit=1000");
    expect(full.blocks.every((one: Any) => one.count > 0)).toBe(true);
    expect((await ask("/v1/blocks/999999")).status).toBe(404);
  });

  test("statements from the last down, of one action, and those refused with their reason", async () => {
    const all = await ask("/v1/statements?limit=1000");
    expect(all.statements.map((one: Any) => one.index)).toEqual(
      Array.from({ length: all.logSize }, (_, i) => all.logSize - 1 - i),
    );
    expect(all.next).toBeUndefined();
    const page = await ask("/v1/statements?action=evidence.deposit&limit=4");
    expect(page.statements.map((one: Any) => one.action)).toEqual(
      Array(4).fill("evidence.deposit"),
    );
    const rest = await ask(`/v1/statements?action=evidence.deposit&before=${page.next}&limit=1`);
    expect(rest.statements[0].index).toBe(page.statements[3].index - 1);
    const { statements } = await ask("/v1/statements?outcome=refused");
    expect(statements).toMatchObject([{ action: "evidence.withdraw", name: "no-such-deposit" }]);
    expect(statements[0].time).toBeGreaterThan(0);
  });
});

describe("tables", () => {
  test("rows in the order of writing, both ways, in pages", async () => {
    const sizes: number[] = [];
    let after = "";
    do {
      const page = await ask(`/v1/rows/evidence/deposits?limit=7${after}`);
      sizes.push(...page.rows.map((row: Any) => row.size));
      after = page.next === undefined ? "" : `&after=${page.next}`;
    } while (after !== "");
    expect(sizes).toEqual(Array.from({ length: DEPOSITS }, (_, n) => n));
    const last = await ask("/v1/rows/evidence/deposits?limit=2&reverse=true");
    expect(last.rows.map((row: Any) => row.size)).toEqual([24, 23]);
    const { rows } = await ask("/v1/rows/evidence/annotations");
    expect(rows).toMatchObject([{ text: "seen", number: 0 }]);
  });

  test("rows along an index, of one member", async () => {
    const prefix = encodeURIComponent('["operator"]');
    const path = `/v1/rows/evidence/deposits?index=byDepositor&prefix=${prefix}&reverse=true&limit=2`;
    const page = await ask(path);
    expect(page.rows.map((row: Any) => row.size)).toEqual([24, 23]);
    const next = await ask(`${path}&after=${page.next}`);
    expect(next.rows.map((row: Any) => row.size)).toEqual([22, 21]);
  });

  test("a forged position, a foreign index and a prefix of another kind reach nothing else", async () => {
    const forged = await ask("/v1/rows/evidence/deposits?index=byTime&after=ffffffffffffffff");
    expect(forged.rows).toEqual([]);
    expect((await ask("/v1/rows/evidence/deposits?after=999999999999999")).rows).toEqual([]);
    expect((await ask("/v1/rows/evidence/deposits?index=byName")).status).toBe(404);
    expect((await ask("/v1/rows/evidence/nothing")).status).toBe(404);
    const prefix = encodeURIComponent("[1]");
    const wrong = await ask(`/v1/rows/evidence/deposits?index=byDepositor&prefix=${prefix}`);
    expect(wrong).toMatchObject({ status: 400, code: "invalid-request" });
  });
});

test("the applications describe themselves in both languages", async () => {
  const { applications } = await ask("/v1/apps");
  const evidence = applications.find((one: Any) => one.name === "evidence");
  const deposit = evidence.actions.find((one: Any) => one.name === "deposit");
  expect(deposit).toMatchObject({ fullName: "evidence.deposit", title: { zh: "存证" } });
  expect(deposit.input.properties.labels.items.maxLength).toBe(64);
  expect(deposit.input.properties.labels["x-description-zh"]).toBe("便于检索的标签。");
});
