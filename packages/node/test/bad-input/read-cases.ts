import { type BadCase, bad, distinct, type Got, type Surface } from "./surface.ts";

const INVALID: readonly Got[] = [{ status: 400, code: "invalid-request" }];
const NOT_FOUND: readonly Got[] = [{ status: 404, code: "not-found" }];
const DIGEST = "ab".repeat(32);

async function gets(s: Surface, paths: readonly string[]): Promise<Got[]> {
  const all: Got[] = [];
  for (const path of paths) all.push(await s.send("GET", path));
  return distinct(all);
}

const key = (text: string): string => `/v1/state/evidence/deposits?key=${encodeURIComponent(text)}`;

/** What was tried on the routes that read. */
export const readCases: readonly BadCase[] = [
  bad(
    "GET /v1/receipts, /v1/entries, /v1/checkpoints",
    "positions beyond the end",
    NOT_FOUND,
    (s) =>
      gets(s, [
        "/v1/receipts/999999",
        "/v1/receipts/999999/cose",
        "/v1/entries/999999",
        "/v1/checkpoints/999999",
        "/v1/receipts/9007199254740991?state=true",
      ]),
  ),
  bad("GET /v1/entries", "a page of nothing, of too much, from a negative place", INVALID, (s) =>
    gets(s, [
      "/v1/entries?limit=0",
      "/v1/entries?limit=1001",
      "/v1/entries?from=-1",
      "/v1/entries?limit=",
      "/v1/entries?from=1&from=2",
    ]),
  ),
  bad("GET /v1/log", "sizes and positions that the log has not had", NOT_FOUND, (s) =>
    gets(s, [
      "/v1/log/inclusion?index=5&size=5",
      "/v1/log/inclusion?index=0&size=999999",
      "/v1/log/inclusion?index=999999",
      "/v1/log/consistency?first=2&second=1",
      "/v1/log/consistency?first=0&second=999999",
    ]),
  ),
  bad("GET /v1/log", "parameters missing or unknown", INVALID, (s) =>
    gets(s, [
      "/v1/log/inclusion",
      "/v1/log/consistency?second=1",
      "/v1/log/inclusion?index=0&root=00",
    ]),
  ),
  bad(
    "GET /v1/statements/{keyId}/{id}",
    "ids of other lengths or alphabets, and one never used",
    NOT_FOUND,
    (s) =>
      gets(s, [
        `/v1/statements/${DIGEST}/00`,
        `/v1/statements/${DIGEST}/${"zz".repeat(16)}`,
        `/v1/statements/${DIGEST.toUpperCase()}/${"00".repeat(16)}`,
        `/v1/statements/${DIGEST}/${"00".repeat(16)}`,
      ]),
  ),
  bad("GET /v1/state", "applications and tables that are not there", NOT_FOUND, (s) =>
    gets(s, [
      "/v1/state/nope/deposits?key=[]",
      "/v1/state/evidence/nope?key=[]",
      "/v1/state/evidence/__proto__?key=[]",
      "/v1/state/constructor/x?key=[]",
    ]),
  ),
  bad("GET /v1/state", "keys that are no key of the table", INVALID, (s) =>
    gets(s, [
      "/v1/state/evidence/deposits",
      key(""),
      key("{"),
      key("{}"),
      key("[]"),
      key(`["sha-256","${DIGEST}"]`),
      key(`["md5","${DIGEST}",0]`),
      key(`["sha-256","${DIGEST}",-1]`),
      key(`["sha-256","${DIGEST}",1.5]`),
      key(`["sha-256","zz",0]`),
      key(`["sha-256",["${DIGEST}"],0]`),
      key("[".repeat(1500)),
      key(`["${"x".repeat(5000)}"]`),
    ]),
  ),
  bad(
    "GET /v1/rows, /v1/blocks, /v1/statements, /v1/records",
    "pages, positions, times, prefixes and filters that are none",
    INVALID,
    (s) =>
      gets(s, [
        "/v1/rows/evidence/deposits?limit=0",
        "/v1/rows/evidence/deposits?after=-1",
        "/v1/rows/evidence/deposits?after=0x10",
        "/v1/rows/evidence/deposits?index=__proto__",
        "/v1/rows/evidence/deposits?prefix=[]",
        "/v1/rows/evidence/deposits?index=byDepositor&prefix={",
        "/v1/rows/evidence/deposits?index=byDepositor&prefix={}",
        `/v1/rows/evidence/deposits?index=byDepositor&prefix=${encodeURIComponent('["a",0,1]')}`,
        "/v1/blocks?from=-1",
        "/v1/blocks?at=yesterday",
        "/v1/statements?outcome=maybe",
        "/v1/statements?before=-1",
        `/v1/statements?member=${encodeURIComponent("' OR 1=1 --")}`,
        "/v1/records?label=",
        `/v1/records?label=${"x".repeat(65)}`,
        "/v1/records?label=x&after=ab",
        "/v1/records?from=1e3",
        "/v1/records?table=members",
        `/v1/records/labels?begins=${"x".repeat(65)}`,
      ]),
  ),
  bad("GET /v1/rows, /v1/blocks", "tables, indexes and blocks that are not there", NOT_FOUND, (s) =>
    gets(s, [
      "/v1/rows/nope/deposits",
      "/v1/rows/evidence/nope",
      "/v1/rows/evidence/__proto__",
      "/v1/rows/evidence/deposits?index=constructor",
      "/v1/rows/evidence/annotations?index=byTime",
      "/v1/blocks/999999",
      "/v1/blocks/1e3",
    ]),
  ),
  bad("GET /v1/apps/…", "applications and views that are not there", NOT_FOUND, (s) =>
    gets(s, [
      "/v1/apps/evidence",
      "/v1/apps/evidence/nope",
      "/v1/apps/nope/by-digest",
      "/v1/apps/evidence/__proto__",
    ]),
  ),
  bad(
    "GET /v1/apps/…",
    "inputs missing, unknown, repeated, of the wrong kind or out of bounds",
    INVALID,
    (s) =>
      gets(s, [
        "/v1/apps/evidence/by-digest",
        "/v1/apps/evidence/by-digest?alg=sha-256",
        `/v1/apps/evidence/by-digest?alg=md5&digest=${DIGEST}`,
        `/v1/apps/evidence/by-digest?alg=sha-256&digest=${DIGEST}&x=1`,
        `/v1/apps/evidence/by-digest?alg=sha-256&alg=sm3&digest=${DIGEST}`,
        `/v1/apps/evidence/by-digest?alg=sha-256&digest=${DIGEST.slice(2)}`,
        `/v1/apps/evidence/by-digest?alg=sha-256&digest=${DIGEST}&proof=yes`,
        `/v1/apps/evidence/by-digest?alg=sha-256&digest=${DIGEST}&limit=100000`,
        `/v1/apps/evidence/by-digest?alg=sha-256&digest=${DIGEST}&from=1e3`,
        "/v1/apps/evidence/by-time?limit=0",
        "/v1/apps/evidence/by-time?after=zz",
        "/v1/apps/evidence/by-time?reverse=1",
        "/v1/apps/membership/members?proof=true",
      ]),
  ),
  bad("GET /v1/digests/…", "batches and digests that are not there", NOT_FOUND, (s) =>
    gets(s, [
      `/v1/digests/0/sha-256/${DIGEST}`,
      `/v1/digests/999999/sha-256/${DIGEST}`,
      `/v1/digests/0/md5/${DIGEST}`,
      `/v1/digests/0/sha-256/${DIGEST.slice(2)}`,
      `/v1/digests/0/sha-512/${DIGEST}`,
    ]),
  ),
  bad("GET /log/tile", "tiles that are not there or are spelt otherwise", NOT_FOUND, (s) =>
    gets(s, [
      "/log/tile/0/000",
      "/log/tile/0/999",
      "/log/tile/64/000.p/1",
      "/log/tile/00/000.p/1",
      "/log/tile/0/x000/000.p/1",
      "/log/tile/0/0.p/1",
      "/log/tile/0/000.p/0",
      "/log/tile/0/000.p/256",
      "/log/tile/0/000.p/255",
      "/log/tile/entries/999",
      "/log/tile/-1/000",
      "/log/tile/0",
      "/log/tile/0/000.p/01",
    ]),
  ),
  bad("GET /v1/events", "a Last-Event-ID that is no position", INVALID, async (s) =>
    distinct([
      await s.send("GET", "/v1/events", { headers: { "last-event-id": "abc" } }),
      await s.send("GET", "/v1/events", { headers: { "last-event-id": "-1" } }),
      await s.send("GET", "/v1/events?from=1e9"),
      await s.send("GET", "/v1/events?action=Evidence"),
    ]),
  ),
];
