import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deposit, TestNode } from "./support.ts";

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start();
  await node.enrol("clerk");
  await node.restart(); // keys of members are read at start
});
afterAll(() => node.close());

const own = () => ({ origin: node.running.url });
const show = (token: string, headers: Record<string, string> = own()) =>
  node.call("/v1/access/sign-in", { body: { token }, headers });

/** Signs in and gives the Cookie header of the browser. */
async function cookieFor(token: string, headers = own()): Promise<{ cookie: string }> {
  const answer = await show(token, headers);
  expect(answer.status).toBe(204);
  return { cookie: (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "" };
}

describe("sign-in with a token", () => {
  test("opens a session whose cookie no script can read and no other site sends", async () => {
    const answer = await show(node.admin);
    expect(answer.status).toBe(204);
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^tallystick-session=[A-Za-z0-9_-]{43}; /);
    expect(cookie).toContain("HttpOnly");
    expect(cookie).toContain("SameSite=Strict");
    expect(cookie).not.toContain(node.admin);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("acts as the token does: with its capabilities and not with its member's", async () => {
    const { token } = await node.token("clerk", ["evidence.deposit", "node.read"]);
    const headers = { ...own(), ...(await cookieFor(token)) };
    const me = await node.call("/v1/access/me", { headers });
    expect(me.json).toMatchObject({ kind: "token", member: "clerk", signs: true });
    const made = await node.call("/v1/apps/evidence/deposit", { body: deposit("a"), headers });
    expect(made.json).toMatchObject({ outcome: 0 });
    const other = await node.call("/v1/apps/evidence/withdraw", {
      body: { index: made.json.index, reason: "error" },
      headers,
    });
    expect([other.status, other.json.code]).toEqual([403, "not-allowed"]);
    // A stolen session makes no tokens either.
    const more = { name: "x", capabilities: ["node.read"] };
    expect((await node.call("/v1/access/tokens", { body: more, headers })).status).toBe(403);
  });

  test("ends with its token, at once", async () => {
    const { token, id } = await node.token("clerk", ["node.read"]);
    const headers = { ...own(), ...(await cookieFor(token)) };
    const { sessions } = (await node.call("/v1/access/sessions", { headers })).json;
    const current = sessions.filter((one: { current: boolean }) => one.current);
    expect(current).toMatchObject([{ member: "clerk", token: id }]);
    const body = {};
    await node.call(`/v1/access/tokens/${id}/revoke`, { token: node.admin, body });
    expect((await node.call("/v1/access/sessions", { headers })).status).toBe(401);
    expect((await node.call("/v1/access/me", { headers })).json.kind).toBe("anonymous");
  });

  test("ends with sign-out; a new one ends the one before", async () => {
    const first = { ...own(), ...(await cookieFor(node.admin)) };
    const second = { ...own(), ...(await cookieFor(node.admin, { ...own(), ...first })) };
    expect((await node.call("/v1/access/me", { headers: first })).json.kind).toBe("anonymous");
    expect((await node.call("/v1/access/me", { headers: second })).json.kind).toBe("admin");
    const out = await node.call("/v1/access/sign-out", { headers: second }, "POST");
    expect(out.status).toBe(204);
    expect((await node.call("/v1/access/me", { headers: second })).json.kind).toBe("anonymous");
  });

  test("is refused to wrong tokens and to pages of other sites", async () => {
    expect((await show(`tst_000000000000_${"A".repeat(43)}`)).status).toBe(401);
    expect((await show(`${node.admin}x`)).status).toBe(401);
    expect((await show("")).status).toBe(400);
    expect((await show("a".repeat(513))).status).toBe(400);
    for (const origin of ["https://evil.example", "null"]) {
      const answer = await show(node.admin, { origin });
      expect([answer.status, answer.json.code]).toEqual([403, "wrong-origin"]);
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
    expect((await show(node.admin, {})).status).toBe(403);
  });

  test("changes come from the node's own pages only", async () => {
    const headers = await cookieFor(node.admin);
    const call = (more: Record<string, string>) =>
      node.call("/v1/apps/evidence/deposit", {
        body: deposit("b"),
        headers: { ...headers, ...more },
      });
    expect((await call({})).status).toBe(403);
    expect((await call({ origin: "https://evil.example" })).status).toBe(403);
    expect((await call(own())).status).toBe(200);
  });
});
