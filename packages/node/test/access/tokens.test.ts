import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deposit, TestNode } from "./support.ts";

let node: TestNode;
let gatewayKey: string;

beforeAll(async () => {
  node = await TestNode.start();
  gatewayKey = await node.enrol("gateway");
  await node.enrol("second", "operator");
  // Keys of members are read when the node starts.
  await node.restart();
});
afterAll(() => node.close());

describe("a token", () => {
  test("is made once, kept as a hash, and acts in its member's name", async () => {
    const made = await node.token("gateway", ["evidence.deposit"]);
    expect(made.token).toMatch(/^tst_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/);
    const kept = readFileSync(join(node.folder, "tokens.json"), "utf8");
    expect(kept).not.toContain(made.token);
    expect(kept).not.toContain(made.token.slice("tst_".length + 13));
    const { status, json } = await node.action("evidence.deposit", deposit("a"), made.token);
    expect(status).toBe(200);
    expect(await node.signedBy(json.index)).toBe("gateway");
    const listed = await node.call("/v1/access/tokens", { token: node.admin });
    const row = listed.json.tokens.find(({ id }: { id: string }) => id === made.id);
    expect(row).toMatchObject({ member: "gateway", by: "admin", name: "test" });
    expect(row.lastUsed).toBeGreaterThan(0);
    expect(JSON.stringify(listed.json)).not.toContain("hash");
  });

  test("does what its capabilities say and nothing else", async () => {
    const { token } = await node.token("gateway", ["evidence.deposit"]);
    for (const [path, body] of [
      ["/v1/apps/evidence/annotate", {}],
      ["/v1/apps/membership/enrol", {}],
      ["/v1/digests", { digests: [] }],
      ["/v1/admin/backup", undefined],
      ["/v1/expiries", undefined],
    ] as const) {
      const { status, json } = await node.call(path, { token, body });
      expect([status, json.code], path).toEqual([403, "not-allowed"]);
    }
  });

  test("does no more than its member: the ledger judges", async () => {
    const { token } = await node.token("gateway", ["*"]);
    const enrol = {
      member: "mallory",
      organisation: "org",
      role: "operator",
      key: "00".repeat(44),
    };
    const { status, json } = await node.action("membership.enrol", enrol, token);
    expect([status, json.code]).toEqual([403, "forbidden"]);
  });

  test("runs the node only for an operator of the node's organisation", async () => {
    const asked = { name: "x", member: "gateway", capabilities: ["node.backup"] };
    const refused = await node.call("/v1/access/tokens", { token: node.admin, body: asked });
    expect([refused.status, refused.json.code]).toEqual([403, "not-allowed"]);
    const { token } = await node.token("second", ["node.expiries"]);
    expect((await node.call("/v1/expiries", { token })).status).toBe(200);
    expect((await node.call("/v1/admin/backup", { token })).status).toBe(403);
  });

  test("has no right on the node that its member lost since", async () => {
    const { token, id } = await node.token("gateway", ["node.read"]);
    await node.running.close();
    const file = join(node.folder, "tokens.json");
    const kept = JSON.parse(readFileSync(file, "utf8")) as { tokens: { id: string }[] };
    // As if the member had been an operator when the token was made.
    const tokens = kept.tokens.map((one) =>
      one.id === id ? { ...one, capabilities: ["node.*", "node.read"] } : one,
    );
    writeFileSync(file, JSON.stringify({ ...kept, tokens }));
    await node.restart();
    expect((await node.call("/v1/access/tokens", { token })).status).toBe(200);
    expect((await node.call("/v1/expiries", { token })).status).toBe(403);
  });

  test("of a member whose key is elsewhere can only read", async () => {
    const body = { name: "x", member: "nobody", capabilities: ["node.read"] };
    expect((await node.call("/v1/access/tokens", { token: node.admin, body })).json.code).toBe(
      "member-not-active",
    );
    await node.enrol("elsewhere");
    expect((await node.token("elsewhere", ["evidence.deposit"])).code).toBe("no-member-key");
    const { token } = await node.token("elsewhere", ["node.read"]);
    const me = await node.call("/v1/access/me", { token });
    expect(me.json).toMatchObject({ kind: "token", member: "elsewhere", signs: false });
  });

  test("makes no other token", async () => {
    const { token } = await node.token("gateway", ["*", "node.read"]);
    for (const member of ["gateway", "second"]) {
      const body = { name: "x", member, capabilities: ["*"] };
      const { status, json } = await node.call("/v1/access/tokens", { token, body });
      expect([status, json.code], member).toEqual([403, "not-allowed"]);
    }
  });

  test("sees and revokes its member's tokens, not those of others", async () => {
    const mine = await node.token("gateway", ["node.read"]);
    const theirs = await node.token("second", ["node.read"]);
    const { json } = await node.call("/v1/access/tokens", { token: mine.token });
    expect(new Set(json.tokens.map(({ member }: { member: string }) => member))).toEqual(
      new Set(["gateway"]),
    );
    const revoke = (id: string) =>
      node.call(`/v1/access/tokens/${id}/revoke`, { token: mine.token }, "POST");
    expect((await revoke(theirs.id)).status).toBe(404);
    expect((await revoke(mine.id)).status).toBe(200);
    expect((await revoke(mine.id)).status).toBe(401);
  });

  test("that is revoked ends with the next request, also after a restart", async () => {
    const { token, id } = await node.token("gateway", ["*"]);
    await node.call(`/v1/access/tokens/${id}/revoke`, { token: node.admin }, "POST");
    expect((await node.action("evidence.deposit", deposit("b"), token)).status).toBe(401);
    await node.restart();
    expect((await node.action("evidence.deposit", deposit("b"), token)).status).toBe(401);
    const kept = await node.token("gateway", ["*"]);
    await node.restart();
    expect((await node.action("evidence.deposit", deposit("b"), kept.token)).status).toBe(200);
  });

  test("with anything changed is refused, and too many wrong ones lock the address out", async () => {
    const { token } = await node.token("gateway", ["*"]);
    for (const wrong of [
      `${token}x`,
      token.slice(0, -1),
      token.toUpperCase(),
      `${token.slice(0, -1)}_`,
    ]) {
      expect((await node.action("evidence.deposit", deposit("c"), wrong)).status, wrong).toBe(401);
    }
    let last = 0;
    for (let i = 0; i < 60 && last !== 429; i++) {
      const answer = await node.action("evidence.deposit", deposit("c"), `tst_guess${i}`);
      last = answer.status;
      if (last === 429) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(50);
    }
    expect(last).toBe(429);
    // The owner at the same address goes on working.
    expect((await node.action("evidence.deposit", deposit("c"), token)).status).toBe(200);
  });

  test("asks for sensible things only", async () => {
    for (const change of [
      { capabilities: [] },
      { capabilities: ["evidence"] },
      { capabilities: ["*.*"] },
      { capabilities: Array(65).fill("evidence.deposit") },
      { name: "line\nbreak" },
      { name: "x".repeat(101) },
      { days: 0 },
      { days: 367 },
      { member: "UPPER" },
      { hash: "00" },
    ]) {
      const body = { name: "x", member: "gateway", capabilities: ["*"], ...change };
      const { status } = await node.call("/v1/access/tokens", { token: node.admin, body });
      expect(status, JSON.stringify(change)).toBe(400);
    }
  });

  test("is not taken from a page of another site", async () => {
    const { token } = await node.token("gateway", ["*"]);
    for (const headers of [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
      { origin: "null" },
    ] as Record<string, string>[]) {
      const { json } = await node.call("/v1/apps/evidence/deposit", {
        token,
        body: deposit("d"),
        headers,
      });
      expect(json.code).toBe("wrong-origin");
    }
  });
});

test("a member that is suspended has no access from the next request on, until it is reinstated", async () => {
  await node.enrol("paused");
  const { token } = await node.token("paused", ["node.read"]);
  const status = async () => (await node.call("/v1/access/tokens", { token })).status;
  expect(await status()).toBe(200);
  const suspended = await node.action("membership.suspend-member", {
    member: "paused",
    reason: "x",
  });
  expect(suspended.json).toMatchObject({ outcome: 0 });
  expect(await status()).toBe(403);
  const back = await node.action("membership.reinstate-member", { member: "paused" });
  expect(back.json).toMatchObject({ outcome: 0 });
  expect(await status()).toBe(200);
});

test("a member whose last key is revoked has no access from the next request on", async () => {
  const { token } = await node.token("gateway", ["*", "node.read"]);
  expect((await node.call("/v1/access/tokens", { token })).status).toBe(200);
  const revoked = await node.action("membership.revoke-key", { keyId: gatewayKey });
  expect(revoked.status).toBe(200);
  const after = await node.call("/v1/access/tokens", { token });
  expect([after.status, after.json.code]).toEqual([403, "member-not-active"]);
});

describe("where reading needs a sign-in", () => {
  let closed: TestNode;
  beforeAll(async () => {
    closed = await TestNode.start(() => ({ access: { read: "signed-in" } }), {
      limits: { eventHeartbeatMs: 100 },
    });
  });
  afterAll(() => closed.close());

  test("only health, pages, sign-in and signed statements are open", async () => {
    for (const path of ["/healthz", "/readyz", "/v1/access/me", "/"]) {
      expect((await closed.call(path)).status, path).toBe(200);
    }
    for (const path of ["/v1/status", "/v1/entries", "/v1/events", "/metrics", "/v1/permissions"]) {
      expect((await closed.call(path)).status, path).toBe(401);
    }
    const empty = { method: "POST", headers: { "content-type": "application/cose" }, body: "x" };
    expect((await fetch(`${closed.running.url}/v1/statements`, empty)).status).toBe(400);
    expect((await closed.call("/v1/status", { token: closed.admin })).status).toBe(200);
  });

  test("a token that reads, reads; an event stream ends with its token", async () => {
    const { token, id } = await closed.token("operator", ["node.read"]);
    expect((await closed.call("/v1/status", { token })).status).toBe(200);
    const headers = { authorization: `Bearer ${token}` };
    const stream = await fetch(`${closed.running.url}/v1/events?from=0`, { headers });
    expect(stream.status).toBe(200);
    const ended = stream.text().then(
      () => "ended",
      () => "cut",
    );
    await closed.call(`/v1/access/tokens/${id}/revoke`, { token: closed.admin }, "POST");
    expect(await ended).toBe("cut");
  });
});

test("rates that the configuration sets hold, by token and by member", async () => {
  const slow = { perSecond: 0.01, burst: 3 };
  const limited = await TestNode.start(() => ({ access: { rate: { token: slow } } }));
  try {
    const { token } = await limited.token("operator", ["*"]);
    const other = await limited.token("operator", ["*"]);
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) {
      statuses.push((await limited.call("/v1/access/tokens", { token: other.token })).status);
    }
    expect(statuses).toEqual([403, 403, 403, 429, 429]);
    expect((await limited.action("evidence.deposit", deposit("e"), token)).status).toBe(200);
  } finally {
    await limited.close();
  }
});
