import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type * as z from "zod";
import { describeIssue } from "./parameters.ts";
import { Problem } from "./problem.ts";
import type { Route, RouteSpec } from "./route-spec.ts";

/** What registration needs from the server around the routes. */
export interface RegisterOptions {
  /** Throws a {@link Problem} when the request is not let in. */
  readonly admit: (request: FastifyRequest, spec: RouteSpec) => void;
  /** Largest query string, characters. */
  readonly queryChars: number;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Registers every route, and a 405 for every other method of their paths. */
export function registerRoutes(
  server: FastifyInstance,
  routes: readonly Route[],
  options: RegisterOptions,
): void {
  const methods = new Map<string, Set<string>>();
  for (const { spec, handle } of routes) {
    const url = fastifyPath(spec.path);
    const used = methods.get(url) ?? new Set();
    methods.set(url, used.add(spec.method));
    server.route({
      method: spec.method,
      url,
      exposeHeadRoute: spec.method === "GET" && spec.stream !== true,
      ...(spec.bodyBytes === undefined ? {} : { bodyLimit: spec.bodyBytes }),
      config: { spec } as object,
      onRequest: admissionHook(spec, options.admit),
      handler: (request, reply) =>
        handle({
          params: parsePart(spec.params, pathParameters(spec, request), 404) as never,
          query: parseQuery(spec, request, options.queryChars) as never,
          body: request.body,
          contentType: contentTypeOf(spec, request),
          request,
          reply,
        }),
    });
  }
  for (const [url, used] of methods) refuseOtherMethods(server, url, used);
}

// Access and content type are looked at before the body is read: what is refused for either costs no
// memory.
function admissionHook(spec: RouteSpec, admit: RegisterOptions["admit"]) {
  return (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    try {
      admit(request, spec);
      contentTypeOf(spec, request);
      done();
    } catch (error) {
      done(error as Error);
    }
  };
}

function refuseOtherMethods(server: FastifyInstance, url: string, used: ReadonlySet<string>): void {
  const allow = [...used, ...(used.has("GET") ? ["HEAD"] : [])].join(", ");
  server.route({
    method: METHODS.filter((method) => !used.has(method)),
    url,
    onRequest: (_request, _reply, done) =>
      done(new Problem("method-not-allowed", `this path takes ${allow}`, { headers: { allow } })),
    handler: () => undefined,
  });
}

/** `/v1/entries/{index}` as fastify writes it: `/v1/entries/:index`; `{path*}` is all that follows. */
export function fastifyPath(path: string): string {
  return path.replace(/\{[a-zA-Z]+\*\}$/, "*").replace(/\{([a-zA-Z]+)\}/g, ":$1");
}

/** Parameters of the path under the names of the spec. */
function pathParameters(spec: RouteSpec, request: FastifyRequest): unknown {
  const rest = /\{([a-zA-Z]+)\*\}$/.exec(spec.path)?.[1];
  if (rest === undefined) return request.params;
  const { "*": text, ...others } = request.params as Record<string, string>;
  return { ...others, [rest]: text };
}

function parsePart(schema: z.ZodObject | undefined, value: unknown, status: 400 | 404): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem(status === 404 ? "not-found" : "invalid-request", describeIssue(result.error));
}

function parseQuery(spec: RouteSpec, request: FastifyRequest, queryChars: number): unknown {
  const start = request.url.indexOf("?");
  if (start >= 0 && request.url.length - start - 1 > queryChars) {
    throw new Problem("invalid-request", `the query is longer than ${queryChars} characters`);
  }
  if (spec.query !== undefined) return parsePart(spec.query, request.query, 400);
  for (const name in request.query as object) {
    // The name is the caller's text, so it is not repeated.
    if (name !== "") throw new Problem("invalid-request", "this route takes no query parameters");
  }
  return undefined;
}

function contentTypeOf(spec: RouteSpec, request: FastifyRequest): string {
  if (spec.body === undefined) return "";
  const header = request.headers["content-type"] ?? "";
  const essence = (header.split(";", 1)[0] as string).trim().toLowerCase();
  if (Object.hasOwn(spec.body, essence)) return essence;
  throw new Problem(
    "unsupported-media-type",
    `this route takes ${Object.keys(spec.body).join(" or ")}`,
  );
}
