import { policyOf } from "@tallystick/console/page-shell";
import type { FastifyReply } from "fastify";
import type { ApiContext } from "../context.ts";
import { binary, type Route, route } from "../route-spec.ts";

/** Pages for people: the landing page and the verifier. Both work without any other file. */
export function pageRoutes({ pages }: ApiContext): Route[] {
  return [
    pageRoute("/", "getLanding", "Where to go from here", pages.landing),
    pageRoute("/verify", "getVerifier", "Check receipts in the browser", pages.verifier),
  ];
}

function pageRoute(
  path: string,
  operationId: string,
  summary: string,
  page: () => Promise<string>,
): Route {
  return route(
    {
      method: "GET",
      path,
      operationId,
      tag: "pages",
      summary,
      access: "public",
      open: true,
      undocumented: true,
      answers: { 200: { description: "a page", content: { "text/html": binary("page") } } },
    },
    async ({ reply }) => sendPage(reply, await page()),
  );
}

function sendPage(reply: FastifyReply, html: string): string {
  reply.raw.setHeader("content-security-policy", policyOf(html));
  reply.type("text/html; charset=utf-8").header("cache-control", "no-cache");
  return html;
}
