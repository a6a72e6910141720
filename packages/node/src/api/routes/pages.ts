import { policyOf } from "@tallystick/console/page-shell";
import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import type { ApiContext } from "../context.ts";
import { bodyFor, EncodedText } from "../encoded.ts";
import { binary, type Route, route } from "../route-spec.ts";

/** Pages for people: the console with its files, and the verifier, which works without any other file. */
export function pageRoutes({ pages }: ApiContext): Route[] {
  return [
    pageRoute("/", "getConsole", "The console", (reply) => pages.console.page(reply)),
    route(
      {
        ...PAGE,
        path: "/assets/{name}",
        operationId: "getConsoleFile",
        summary: "Scripts and styles of the console",
        params: z.object({ name: z.string().max(128) }),
        answers: { 200: { description: "a file", content: { "*/*": binary("file") } } },
      },
      ({ params, request, reply }) => pages.console.asset(params.name, request, reply),
    ),
    pageRoute("/verify", "getVerifier", "Check receipts in the browser", async (reply, request) =>
      sendPage(request, reply, await pages.verifier()),
    ),
  ];
}

const verifier = new EncodedText();

const PAGE = {
  method: "GET",
  tag: "pages",
  access: "public",
  open: true,
  undocumented: true,
} as const;

function pageRoute(
  path: string,
  operationId: string,
  summary: string,
  page: (reply: FastifyReply, request: FastifyRequest) => Promise<string | Buffer>,
): Route {
  const answers = { 200: { description: "a page", content: { "text/html": binary("page") } } };
  return route({ ...PAGE, path, operationId, summary, answers }, ({ reply, request }) =>
    page(reply, request),
  );
}

async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  html: string,
): Promise<Buffer> {
  reply.raw.setHeader("content-security-policy", policyOf(html));
  reply.type("text/html; charset=utf-8").header("cache-control", "no-cache");
  return bodyFor(request, reply, await verifier.of(html));
}
