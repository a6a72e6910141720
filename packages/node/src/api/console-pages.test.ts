import type { BuiltApp } from "@tallystick/console/built-app";
import type { FastifyReply, FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import { ConsolePages } from "./console-pages.ts";

const BUILT: BuiltApp = {
  index: (nonce) => `<meta nonce="${nonce}">`,
  assets: new Map([["a.js", { type: "text/javascript", plain: Buffer.from("a") }]]),
};

/** A reply that keeps its headers. */
function replyTo(): { reply: FastifyReply; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  const set = (name: string, value: string) => {
    headers[name] = value;
    return reply;
  };
  const reply = {
    raw: { setHeader: set },
    code: () => reply,
    header: set,
    type: (value: string) => set("content-type", value),
  };
  return { reply: reply as never, headers };
}

const request = (url: string, accept = "text/html", method = "GET") =>
  ({ url, method, headers: { accept } }) as unknown as FastifyRequest;

test("a node whose console is not built says how to build it, and looks again", async () => {
  const answers = [undefined, BUILT];
  const pages = new ConsolePages(async () => answers.shift());
  await expect(pages.page(replyTo().reply)).rejects.toMatchObject({
    code: "not-ready",
    message: expect.stringContaining("build-app.ts"),
  });
  expect(await pages.page(replyTo().reply)).toContain("nonce");
});

test("each answer has a nonce of its own, the same in page and policy", async () => {
  const pages = new ConsolePages(async () => BUILT);
  const seen = new Set<string>();
  for (let time = 0; time < 3; time++) {
    const { reply, headers } = replyTo();
    const nonce = /nonce="([^"]+)"/.exec(await pages.page(reply))?.[1] ?? "";
    expect(headers["content-security-policy"]).toContain(`'nonce-${nonce}'`);
    seen.add(nonce);
  }
  expect(seen.size).toBe(3);
});

test("files are those of the build and nothing else", async () => {
  const pages = new ConsolePages(async () => BUILT);
  const { reply, headers } = replyTo();
  expect((await pages.asset("a.js", request("/assets/a.js"), reply)).toString()).toBe("a");
  expect(headers["cache-control"]).toContain("immutable");
  for (const name of ["b.js", "../package.json", "__proto__", ""]) {
    await expect(pages.asset(name, request(name), reply)).rejects.toMatchObject({
      code: "not-found",
    });
  }
});

test("a path without a route is a page for browsers, and only where no program asks", () => {
  const pages = new ConsolePages(async () => BUILT);
  for (const url of ["/records", "/records/sha-256/ab/0?x=1", "/explorer/state/evidence/deposits"])
    expect(pages.isPage(request(url)), url).toBe(true);
  for (const url of [
    "/v1/x",
    "/v1",
    "/log/x",
    "/docs/x",
    "/assets/x",
    "/metrics/x",
    "/x.php",
    "/.env",
  ])
    expect(pages.isPage(request(url)), url).toBe(false);
  expect(pages.isPage(request("/records", "application/json"))).toBe(false);
  expect(pages.isPage(request("/records", "text/html", "POST"))).toBe(false);
});
