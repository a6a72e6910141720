import type { Server } from "node:http";
import type { Socket } from "node:net";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import type { Logger } from "pino";
import type { AccessGuard } from "../access/guard.ts";
import type { TlsOptions } from "../access/tls.ts";
import type { Metrics } from "../metrics.ts";
import type { ConsolePages } from "./console-pages.ts";
import { CrossOrigin } from "./cors.ts";
import { answerClientError, sendProblem } from "./errors.ts";
import { hostCheck } from "./host-check.ts";
import type { ApiLimits } from "./limits.ts";
import { Problem } from "./problem.ts";
import { registerRoutes } from "./register.ts";
import type { Route, RouteSpec } from "./route-spec.ts";
import { setDataHeaders } from "./security-headers.ts";

/** What the HTTP server is made of. */
export interface ServerOptions {
  readonly routes: readonly Route[];
  readonly limits: ApiLimits;
  readonly guard: Pick<AccessGuard, "admit">;
  /** Absent for plain HTTP. */
  readonly tls?: TlsOptions | undefined;
  /** Address that the node will be bound to, for the check of Host headers. */
  readonly boundTo: string;
  /** Further host names that the node answers to. */
  readonly hosts: readonly string[];
  /** Origins of other web sites that may read: see cors.ts. */
  readonly corsOrigins: readonly string[];
  /** Answers to addresses of the console's own pages. */
  readonly console?: Pick<ConsolePages, "isPage" | "page">;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** False while the node is stopping. One that cannot write any more still serves what can be read. */
  readonly serving: () => boolean;
}

const BINARY_TYPES = [
  "application/cose",
  "application/cbor",
  "application/cbor-seq",
  "application/octet-stream",
];

/** Routes that answer whatever the node is doing. */
const ALWAYS = new Set(["/healthz", "/readyz", "/metrics"]);

/** The HTTP server with its guards and routes, not yet listening. */
export function createServer(options: ServerOptions): FastifyInstance {
  const { limits, routes, metrics } = options;
  const server = Fastify({
    ...(options.tls === undefined ? {} : { https: { ...options.tls } }),
    loggerInstance: options.logger,
    // One line a request costs a third of the throughput; metrics count requests, errors are logged.
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    bodyLimit: limits.jsonBytes,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionTimeout: 0,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    exposeHeadRoutes: false,
    http: {
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.connectionCheckMs,
      maxHeaderSize: limits.headerBytes,
      // The missing header gets an error of the same form as every other: see addGuards.
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: limits.pathParameterChars },
    clientErrorHandler: (error, socket) => answerClientError(error as never, socket as Socket),
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply),
  }) as unknown as FastifyInstance;
  (server.server as Server).maxConnections = limits.connections;
  addParsers(server);
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  server.setNotFoundHandler(async (request, reply) => {
    if (options.console?.isPage(request)) return options.console.page(reply);
    return sendProblem(new Problem("not-found", "no route has this path"), request, reply);
  });
  addGuards(server, options);
  server.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "(none)";
    metrics.request(route, reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
  registerRoutes(server, routes, {
    admit: (request, spec) => options.guard.admit(request, spec),
    queryChars: limits.queryChars,
  });
  return server;
}

function addParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    "application/json",
    { parseAs: "string" },
    server.getDefaultJsonParser("error", "error"),
  );
  for (const type of BINARY_TYPES) {
    server.addContentTypeParser(type, { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
  }
}

function addGuards(server: FastifyInstance, options: ServerOptions): void {
  const answersTo = hostCheck(options);
  const crossOrigin = new CrossOrigin(options.corsOrigins);
  crossOrigin.registerPreflight(server, options.routes);
  server.addHook("onRequest", (request, reply, done) => {
    setDataHeaders(reply.raw);
    const { headers } = request;
    if (headers.host === undefined) {
      return done(new Problem("malformed-http", "the request has no Host header"));
    }
    if (!answersTo(headers.host)) {
      return done(new Problem("misdirected-host", "the Host header is not one of this node"));
    }
    const encoding = headers["content-encoding"];
    if (encoding !== undefined && encoding !== "identity") {
      return done(new Problem("unsupported-media-type", "bodies are taken without an encoding"));
    }
    const spec = (request.routeOptions.config as { spec?: RouteSpec }).spec;
    if (!options.serving() && !ALWAYS.has(spec?.path ?? "")) {
      return done(new Problem("not-ready", "the node is stopping"));
    }
    if (spec !== undefined && headers.origin !== undefined) {
      const origin = crossOrigin.allowed(spec, headers.origin);
      if (crossOrigin.varies) reply.header("vary", "origin");
      if (origin !== undefined) {
        reply.header("access-control-allow-origin", origin);
        reply.raw.setHeader("cross-origin-resource-policy", "cross-origin");
      }
    }
    done();
  });
}
