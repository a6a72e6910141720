import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Browser, TestProvider } from "./provider.ts";
import { deposit, TestNode } from "./support.ts";

let provider: TestProvider;
let node: TestNode;
let base: string;
let callback: string;
let samKey: string;
const port = await freePort();

/** The redirect URI names the port before the node listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: free } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return free;
}

beforeAll(async () => {
  base = `http://127.0.0.1:${port}`;
  callback = `${base}/v1/access/callback`;
  provider = await TestProvider.start(() => callback);
  const settings = (folder: string) => {
    writeFileSync(join(folder, "client-secret"), "a secret of the client\n", { mode: 0o600 });
    return {
      access: {
        oidc: {
          ...{ issuer: provider.issuer, clientId: "tallystick", redirectUri: callback },
          ...{ clientSecretFile: "client-secret", scope: "openid email" },
          members: [
            { claim: "email", value: "olga@example.org", member: "operator" },
            { claim: "email", value: "unverified@example.org", member: "operator" },
            { claim: "sub", value: "sam", member: "sam" },
            { claim: "sub", value: "gone", member: "nobody-enrolled" },
          ],
        },
      },
    };
  };
  node = await TestNode.start(settings, { port });
  samKey = await node.enrol("sam");
  await node.restart({ port });
});
afterAll(async () => {
  await node.close();
  await provider.close();
});

/** Signs in as somebody; the answer of the callback. */
async function signIn(name: string, browser = new Browser()) {
  const back = await browser.signIn(`${base}/v1/access/sign-in`, name, callback);
  const response = await browser.request(back);
  const text = await response.text();
  return { browser, back, response, text };
}

const me = async (browser: Browser) =>
  (await browser.request(`${base}/v1/access/me`)).json() as Promise<never>;
const post = (browser: Browser, path: string, headers: Record<string, string>, body?: object) =>
  browser.request(base + path, {
    method: "POST",
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

describe("sign-in at an OpenID provider", () => {
  test("makes a session of the member whom the claims mean", async () => {
    const { browser, response, text } = await signIn("sam");
    expect(response.status).toBe(200);
    expect(text).toContain('http-equiv="refresh" content="0;url=/"');
    const cookies = response.headers.getSetCookie();
    expect(cookies[0]).toMatch(
      /^tallystick-session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=28800$/,
    );
    expect(await me(browser)).toMatchObject({ kind: "session", member: "sam", signs: true });
    const made = await post(browser, "/v1/apps/evidence/deposit", { origin: base }, deposit("a"));
    expect(made.status).toBe(200);
    const { index } = (await made.json()) as { index: number };
    expect(await node.signedBy(index)).toBe("sam");
  });

  test("gives an operator the node, and a member not", async () => {
    const olga = (await signIn("olga")).browser;
    const sam = (await signIn("sam")).browser;
    expect((await olga.request(`${base}/v1/expiries`)).status).toBe(200);
    expect((await sam.request(`${base}/v1/expiries`)).status).toBe(403);
    const all = (await (await olga.request(`${base}/v1/access/sessions`)).json()) as {
      sessions: { member: string }[];
    };
    const own = (await (await sam.request(`${base}/v1/access/sessions`)).json()) as {
      sessions: { member: string }[];
    };
    expect(new Set(all.sessions.map(({ member }) => member))).toEqual(new Set(["operator", "sam"]));
    expect(new Set(own.sessions.map(({ member }) => member))).toEqual(new Set(["sam"]));
  });

  test("lets a member make a token for itself, no larger than itself", async () => {
    const { browser } = await signIn("sam");
    const ask = (body: object) =>
      post(browser, "/v1/access/tokens", { origin: base }, { name: "x", ...body });
    expect((await ask({ capabilities: ["evidence.deposit"] })).status).toBe(200);
    expect((await ask({ capabilities: ["node.backup"] })).status).toBe(403);
    expect((await ask({ capabilities: ["node.read"], member: "operator" })).status).toBe(403);
  });

  test("ends with sign-out, and when somebody revokes it", async () => {
    const { browser } = await signIn("sam");
    expect((await post(browser, "/v1/access/sign-out", { origin: base })).status).toBe(204);
    expect(await me(browser)).toMatchObject({ kind: "anonymous" });
    const other = (await signIn("sam")).browser;
    const olga = (await signIn("olga")).browser;
    const list = await (await other.request(`${base}/v1/access/sessions`)).json();
    const { id } = (list as { sessions: { id: string; current: boolean }[] }).sessions.find(
      (one) => one.current,
    ) ?? { id: "" };
    expect((await post(olga, `/v1/access/sessions/${id}/revoke`, { origin: base })).status).toBe(
      204,
    );
    expect(await me(other)).toMatchObject({ kind: "anonymous" });
  });

  test("is refused to accounts that mean nobody, or nobody active", async () => {
    for (const [name, code, reason] of [
      ["stranger", "sign-in-refused", "no-member"],
      ["unverified", "sign-in-refused", "no-member"],
      ["gone", "member-not-active", undefined],
    ] as const) {
      const { browser, response, text } = await signIn(name);
      expect(response.status, name).toBe(403);
      expect(JSON.parse(text), name).toMatchObject({ code, ...(reason && { reason }) });
      expect(await me(browser)).toMatchObject({ kind: "anonymous" });
    }
  });
});

describe("attacks on the sign-in", () => {
  test("the answer of the provider is good once", async () => {
    const { browser, back } = await signIn("sam");
    const again = await browser.request(back);
    expect([again.status, ((await again.json()) as { reason: string }).reason]).toEqual([
      403,
      "unknown-sign-in",
    ]);
  });

  test("the answer is of no use in another browser (a session planted on somebody else)", async () => {
    const attacker = new Browser();
    const back = await attacker.signIn(`${base}/v1/access/sign-in`, "sam", callback);
    const victim = new Browser();
    const planted = await victim.request(back);
    expect(planted.status).toBe(403);
    expect(await me(victim)).toMatchObject({ kind: "anonymous" });
    // The try has used the state up: the attacker's own browser gets nothing either.
    expect((await attacker.request(back)).status).toBe(403);
  });

  test("a state, code or issuer that was changed is refused", async () => {
    for (const [name, value] of [
      ["state", "guessed"],
      ["code", "guessed"],
      ["iss", "https://evil.example"],
    ] as const) {
      const browser = new Browser();
      const back = new URL(await browser.signIn(`${base}/v1/access/sign-in`, "sam", callback));
      back.searchParams.set(name, value);
      expect((await browser.request(back.href)).status, name).toBe(403);
      expect(browser.cookies(base).has("tallystick-session")).toBe(false);
    }
  });

  test("a session is always fresh: none that the browser brings is taken over", async () => {
    const fixed = "A".repeat(43);
    const bring = { headers: { cookie: `tallystick-session=${fixed}` } };
    expect(await (await fetch(`${base}/v1/access/me`, bring)).json()).toMatchObject({
      kind: "anonymous",
    });
    const first = (await signIn("sam")).browser;
    const before = first.cookies(base).get("tallystick-session");
    await signIn("sam", first);
    const after = first.cookies(base).get("tallystick-session");
    expect(after).not.toBe(before);
    const old = { headers: { cookie: `tallystick-session=${before}` } };
    expect(await (await fetch(`${base}/v1/access/me`, old)).json()).toMatchObject({
      kind: "anonymous",
    });
  });

  test("changes with a session come from the node's own pages only", async () => {
    const { browser } = await signIn("sam");
    for (const headers of [
      {},
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "none" },
    ] as Record<string, string>[]) {
      const made = await post(browser, "/v1/apps/evidence/deposit", headers, deposit("b"));
      expect(made.status, JSON.stringify(headers)).toBe(403);
    }
  });

  test("two cookies of the name count as none", async () => {
    const { browser } = await signIn("sam");
    const real = browser.cookies(base).get("tallystick-session");
    const cookie = `tallystick-session=${"B".repeat(43)}; tallystick-session=${real}`;
    expect(
      await (await fetch(`${base}/v1/access/me`, { headers: { cookie } })).json(),
    ).toMatchObject({
      kind: "anonymous",
    });
  });

  test("nothing of the query comes back in headers or page", async () => {
    const evil = "%0d%0aset-cookie:%20evil=1";
    const response = await fetch(
      `${callback}?state=${evil}&code=${evil}&error_description=<script>`,
    );
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await response.text()).not.toContain("script");
  });
});

test("a member without keys loses its session with the next request", async () => {
  const { browser } = await signIn("sam");
  expect((await browser.request(`${base}/v1/access/sessions`)).status).toBe(200);
  await node.action("membership.revoke-key", { keyId: samKey });
  const after = await browser.request(`${base}/v1/access/sessions`);
  expect([after.status, ((await after.json()) as { code: string }).code]).toEqual([
    403,
    "member-not-active",
  ]);
});
