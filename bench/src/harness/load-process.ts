// The load generator: a process of its own, so that making requests never waits for the node or
// for the benchmark, and its processor time can be told apart.
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeBatchShare, expandBatchShare } from "@tallystick/core/batch-share";
import { decodeReceipt, RECEIPT_FORMAT } from "@tallystick/core/receipt";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { type HttpAnswer, HttpConnection } from "./http-connection.ts";
import type { LoadCommand, LoadPlan, LoadReply, LoadResult, LoadSpec } from "./load-messages.ts";
import { sequences, signDeposits, splitSequence } from "./signed-deposits.ts";
import { percentile, rounded } from "./statistics.ts";

/** What the answers of one run came to. */
interface Tally {
  accepted: number;
  readonly others: Record<string, number>;
  readonly indexes: number[];
  readonly latencies: number[];
  receipts: number;
  receiptBytes: number;
}

let urls: readonly URL[] = [];
let headFor: (url: URL) => string = () => "";
let bodies: Uint8Array[] = [];
let next = 0;
let judge: (answer: HttpAnswer, body: Uint8Array, tally: Tally) => void = () => undefined;

/** Indexes kept of each run, to ask for receipts afterwards. */
const SAMPLE = 100;

async function prepare(spec: LoadSpec): Promise<LoadReply> {
  next = 0;
  const post = (path: string, rest: string) => (url: URL) =>
    `POST ${path} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: keep-alive\r\n${rest}\r\n`;
  if (spec.kind === "statements") {
    const deposits = await signDeposits(spec.author, spec.count);
    bodies = sequences(deposits, spec.sequence);
    const type = spec.sequence === 1 ? "application/cose" : "application/cbor-seq";
    const { wait = "commit" } = spec;
    headFor = post(`/v1/statements?wait=${wait}`, `content-type: ${type}`);
    if (wait === "receipt") judge = judgeReceipts;
    else judge = spec.sequence === 1 ? judgeOne : judgeMany;
  } else {
    const { alg, each, requests, token } = spec;
    bodies = Array.from({ length: requests }, () => randomBytes(32 * each));
    const type = "content-type: application/octet-stream";
    headFor = post(`/v1/digests?alg=${alg}`, `${type}\r\nauthorization: Bearer ${token}`);
    judge = shareJudge(spec);
  }
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
  return { done: "prepare", bodies: bodies.length, bytes };
}

interface JsonOutcome {
  readonly outcome?: number;
  readonly name?: string;
  readonly code?: string;
  readonly index?: number;
}

function count(tally: Tally, outcome: JsonOutcome, status: number): void {
  if (status === 200 && outcome.outcome === 0 && outcome.index !== undefined) {
    tally.accepted++;
    tally.indexes.push(outcome.index);
    return;
  }
  const name = `${status} ${outcome.name ?? outcome.code ?? ""}`.trim();
  tally.others[name] = (tally.others[name] ?? 0) + 1;
}

function judgeOne({ status, body }: HttpAnswer, _sent: Uint8Array, tally: Tally): void {
  count(tally, JSON.parse(body.toString()), status);
}

function judgeMany({ status, body }: HttpAnswer, _sent: Uint8Array, tally: Tally): void {
  const answer: JsonOutcome & { results?: JsonOutcome[] } = JSON.parse(body.toString());
  for (const outcome of answer.results ?? [answer]) count(tally, outcome, status);
}

/** Counts the receipts of a sequence, and reads the first of them. */
function judgeReceipts({ status, body }: HttpAnswer, _sent: Uint8Array, tally: Tally): void {
  if (status !== 200) {
    count(tally, JSON.parse(body.toString()), status);
    return;
  }
  let first = true;
  for (const item of splitSequence(body)) {
    // No refusal holds the name of the other format: whole receipts are verified after the run.
    if (Buffer.from(item.buffer, item.byteOffset, item.length).includes(RECEIPT_FORMAT)) {
      if (first) tally.indexes.push(decodeReceipt(new Uint8Array(item)).index);
      first = false;
      tally.accepted++;
      tally.receipts++;
      tally.receiptBytes += item.length;
    } else count(tally, { name: "refused" }, status);
  }
}

/** Takes a share as a client does: its root is rebuilt, and with `expand` every receipt is made. */
function shareJudge({ alg, expand }: Extract<LoadSpec, { kind: "digests" }>): typeof judge {
  const suite = nodeSuite(alg === "sm3" ? "gm" : "intl");
  return ({ status, body }, sent, tally) => {
    if (status !== 200) {
      count(tally, JSON.parse(body.toString()), status);
      return;
    }
    const share = decodeBatchShare(new Uint8Array(body));
    tally.accepted += share.count;
    tally.indexes.push(share.index);
    if (!expand) return;
    const expanded = expandBatchShare(suite, share, alg, sent);
    for (let i = 0; i < expanded.count; i++) tally.receiptBytes += expanded.receipt(i).length;
    tally.receipts += expanded.count;
  };
}

async function run({ requests, connections, rate }: LoadPlan): Promise<LoadResult> {
  const last = Math.min(bodies.length, next + requests);
  const planned = last - next;
  if (planned < requests) throw new Error(`only ${planned} bodies are left`);
  const tally: Tally = {
    accepted: 0,
    others: {},
    indexes: [],
    latencies: [],
    receipts: 0,
    receiptBytes: 0,
  };
  const open = await Promise.all(
    Array.from({ length: connections }, async (_, i) => {
      const url = urls[i % urls.length] as URL;
      return { head: headFor(url), connection: await HttpConnection.open(url) };
    }),
  );
  const first = next;
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(
    open.map(async ({ head, connection }) => {
      while (next < last) {
        const at = next++;
        const due = rate === undefined ? performance.now() : start + ((at - first) * 1000) / rate;
        const early = due - performance.now();
        if (early > 0) await sleep(early);
        const body = bodies[at] as Uint8Array;
        const answer = await connection.exchange(head, body);
        // From when it was due, not from when it was sent: a slow answer must not excuse the next.
        tally.latencies.push(performance.now() - due);
        judge(answer, body, tally);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  for (const { connection } of open) connection.close();
  const { accepted, others, indexes, latencies, receipts, receiptBytes } = tally;
  const step = Math.max(1, Math.floor(indexes.length / SAMPLE));
  return {
    seconds,
    requests: planned,
    accepted,
    others,
    p50: rounded(percentile(latencies, 0.5)),
    p90: rounded(percentile(latencies, 0.9)),
    p99: rounded(percentile(latencies, 0.99)),
    worst: rounded(Math.max(...latencies)),
    sample: indexes.filter((_, i) => i % step === 0).slice(0, SAMPLE),
    receipts,
    receiptBytes: receipts === 0 ? 0 : Math.round(receiptBytes / receipts),
    cpuSeconds: (user + system) / 1e6,
  };
}

async function obey(command: LoadCommand): Promise<LoadReply> {
  if (command.do === "prepare") {
    urls = command.urls.map((url) => new URL(url));
    return prepare(command.spec);
  }
  if (command.do === "run") return { done: "run", result: await run(command.plan) };
  process.disconnect();
  process.exit();
}

process.on("message", (command: LoadCommand) => {
  obey(command).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.({ done: "failed", message: String(error) }),
  );
});
