import { Readable } from "node:stream";
import * as z from "zod";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { binary, type Route, route } from "../route-spec.ts";

/** For those who run the node: health, readiness, metrics, backup. */
export function operationRoutes(context: ApiContext): Route[] {
  return [healthRoute(), readyRoute(context), metricsRoute(context), backupRoute(context)];
}

const state = z.object({ status: z.string() });

function healthRoute(): Route {
  return route(
    {
      method: "GET",
      path: "/healthz",
      operationId: "getHealth",
      tag: "operations",
      summary: "The process is alive",
      access: "public",
      answers: { 200: { description: "it is", content: { [MEDIA.json]: state } } },
    },
    ({ reply }) => {
      reply.header("cache-control", "no-store");
      return { status: "ok" };
    },
  );
}

function readyRoute({ ready }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/readyz",
      operationId: "getReadiness",
      tag: "operations",
      summary: "The node takes statements",
      access: "public",
      answers: {
        200: { description: "it does", content: { [MEDIA.json]: state } },
        503: { description: "it is starting or stopping", content: { [MEDIA.json]: state } },
      },
    },
    ({ reply }) => {
      reply.header("cache-control", "no-store");
      if (ready()) return { status: "ready" };
      reply.code(503).header("retry-after", "1");
      return { status: "not-ready" };
    },
  );
}

function metricsRoute({ metrics }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/metrics",
      operationId: "getMetrics",
      tag: "operations",
      summary: "Figures for Prometheus (docs/operate/monitoring.md)",
      access: "public",
      answers: {
        200: {
          description: "text exposition format",
          content: { "text/plain": binary("metrics") },
        },
      },
    },
    async ({ reply }) => {
      reply.type(metrics.registry.contentType).header("cache-control", "no-store");
      return await metrics.registry.metrics();
    },
  );
}

function backupRoute({ backup }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/admin/backup",
      operationId: "getBackup",
      tag: "operations",
      summary: "A consistent copy of the node, while it runs",
      description:
        "`tallystick restore` takes it. Keys are in it, encrypted; the passphrase is not.",
      access: "token",
      stream: true,
      answers: {
        200: { description: "the copy", content: { "application/octet-stream": binary("backup") } },
      },
    },
    ({ reply }) => {
      reply.type("application/octet-stream").header("cache-control", "no-store");
      reply.header("content-disposition", 'attachment; filename="tallystick.backup"');
      return Readable.from(backup(), { objectMode: false });
    },
  );
}
