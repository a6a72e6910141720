import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "./problem.ts";
import { fastifyPath } from "./register.ts";
import type { Route, RouteSpec } from "./route-spec.ts";

/**
 * Which other web sites may call the node from a browser.
 *
 * None, by default: a node on loopback is reachable from every page that its user opens, and a page of
 * another site must not read a private ledger through the user's browser. The operator lists origins
 * (`https://console.example.org`, or `*` for a ledger that is public anyway). Only the routes for
 * reading and `POST /v1/statements`, which a signature authorises, are ever opened; routes that take
 * the token are not.
 */
export class CrossOrigin {
  readonly #origins: ReadonlySet<string>;

  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins);
  }

  /** The value of Access-Control-Allow-Origin for a request, or undefined when it gets none. */
  allowed(spec: RouteSpec, origin: string | undefined): string | undefined {
    if (origin === undefined || spec.crossOrigin !== true) return undefined;
    if (this.#origins.has("*")) return "*";
    return this.#origins.has(origin) ? origin : undefined;
  }

  /** True when answers differ by origin. */
  get varies(): boolean {
    return this.#origins.size > 0 && !this.#origins.has("*");
  }

  /** Answers preflight requests (Fetch standard s3.2.2) for the routes that are open. */
  registerPreflight(server: FastifyInstance, routes: readonly Route[]): void {
    if (this.#origins.size === 0) return;
    const open = new Map<string, RouteSpec>();
    for (const { spec } of routes) {
      if (spec.crossOrigin === true) open.set(fastifyPath(spec.path), spec);
    }
    for (const [url, spec] of open) {
      server.options(url, (request, reply) => {
        const origin = this.allowed(spec, request.headers.origin);
        if (origin === undefined) throw new Problem("wrong-origin", "this site is not listed");
        return reply
          .code(204)
          .headers({
            "access-control-allow-origin": origin,
            "access-control-allow-methods": spec.method,
            "access-control-allow-headers": "content-type, accept, last-event-id",
            "access-control-max-age": "600",
            vary: "origin",
          })
          .send();
      });
    }
  }
}

/**
 * Refuses a call with the token that a browser makes for another site. The browser would need the
 * token for it, which no page of another site has: this is the second lock.
 * @throws Problem `wrong-origin`
 */
export function requireSameOrigin(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  const site = request.headers["sec-fetch-site"];
  const foreign =
    origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
  if (foreign || site === "cross-site" || site === "same-site") {
    throw new Problem("wrong-origin", "calls with the token come from no other site");
  }
}
