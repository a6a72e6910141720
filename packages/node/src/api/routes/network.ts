import { REPORT_REMEMBER_MS } from "../../ops/network/limits.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { networkOperationSchema, networkSchema } from "../network-schemas.ts";
import { Problem } from "../problem.ts";
import { type Route, route } from "../route-spec.ts";

const TAG = "network";

/** The network of organisations that orders the ledger, as this node sees it. */
export function networkRoutes(context: ApiContext): Route[] {
  return [reportRoute(context), operationRoute(context)];
}

function reportRoute(context: ApiContext): Route {
  const report = remembered(() => context.network.report());
  return route(
    {
      method: "GET",
      path: "/v1/network",
      operationId: "getNetwork",
      tag: TAG,
      summary: "Who orders and certifies this ledger, and how they stand",
      description: "404 when one organisation runs the ledger alone.",
      access: "public",
      crossOrigin: true,
      answers: { 200: { description: "it", content: { [MEDIA.json]: networkSchema } } },
    },
    async ({ reply }) => {
      reply.header("cache-control", "no-store");
      const { halted, ...facts } = present(await report());
      // Its words may quote the engine's log.
      return { ...facts, halted: halted === null ? null : { code: halted.code } };
    },
  );
}

function operationRoute(context: ApiContext): Route {
  const report = remembered(() => context.network.operation());
  return route(
    {
      method: "GET",
      path: "/v1/admin/network",
      operationId: "getNetworkOperation",
      tag: TAG,
      summary: "What the operator needs to know of the engine: process, peers, disk, halts",
      access: "token",
      answers: { 200: { description: "it", content: { [MEDIA.json]: networkOperationSchema } } },
    },
    async ({ reply }) => {
      reply.header("cache-control", "no-store");
      return present(await report());
    },
  );
}

function present<T>(report: T | undefined): T {
  if (report !== undefined) return report;
  throw new Problem("not-found", "one organisation runs this ledger alone: there is no network");
}

function remembered<T>(make: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly report: Promise<T> } | undefined;
  return () => {
    if (last === undefined || performance.now() - last.at >= REPORT_REMEMBER_MS) {
      last = { at: performance.now(), report: make() };
    }
    return last.report;
  };
}
