import { Readable } from "node:stream";
import * as z from "zod";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { diskSchema } from "../network-schemas.ts";
import { booleanText } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { binary, type Route, route } from "../route-spec.ts";

/** For those who run the node: health, readiness, metrics, backup. */
export function operationRoutes(context: ApiContext): Route[] {
  return [
    healthRoute(context),
    readyRoute(context),
    metricsRoute(context),
    diskRoute(context),
    backupRoute(context),
  ];
}

const state = z.object({ status: z.string(), fault: z.string().optional() });

function healthRoute({ engine }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/healthz",
      operationId: "getHealth",
      tag: "operations",
      summary: "The process works",
      description: "503 once the engine has failed for good: the process is to be restarted.",
      access: "public",
      open: true,
      answers: {
        200: { description: "it does", content: { [MEDIA.json]: state } },
        503: { description: "it does not", content: { [MEDIA.json]: state } },
      },
    },
    ({ reply }) => {
      reply.header("cache-control", "no-store");
      const { fault } = engine.status();
      // A node whose ledger goes over to a network has done its part: it must not be started again.
      if (fault === undefined || fault.code === "handed-over") return { status: "ok" };
      reply.code(503);
      return { status: "failed", fault: fault.code };
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
      open: true,
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

function diskRoute({ disk }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/admin/disk",
      operationId: "getDiskUse",
      tag: "operations",
      summary: "What the node takes of its disk, and what is left",
      access: "token",
      answers: { 200: { description: "it", content: { [MEDIA.json]: diskSchema } } },
    },
    async ({ reply }) => {
      reply.header("cache-control", "no-store");
      return disk();
    },
  );
}

function backupRoute({ backup, limits }: ApiContext): Route {
  let underWay = false;
  return route(
    {
      method: "GET",
      path: "/v1/admin/backup",
      operationId: "getBackup",
      tag: "operations",
      summary: "A consistent copy of the node, while it runs",
      description:
        "`tallystick restore` takes it; docs/reference/backup.md is its format. The keys are in it, encrypted. One at a time.",
      access: "token",
      capability: "node.backup",
      stream: true,
      query: z.strictObject({
        passphrase: booleanText(
          "put the passphrase in as well, if the data directory holds it: whoever has such a backup has the keys",
        ).optional(),
      }),
      answers: {
        200: { description: "the copy", content: { "application/octet-stream": binary("backup") } },
      },
    },
    ({ query, reply }) => {
      if (underWay) {
        throw new Problem("overloaded", "a backup is being taken", {
          headers: { "retry-after": "10" },
        });
      }
      underWay = true;
      const stream = Readable.from(backup({ includePassphrase: query.passphrase === true }), {
        objectMode: false,
      });
      stream.once("close", () => {
        underWay = false;
      });
      // A reader that takes nothing would hold the store's old pages for ever.
      reply.raw.setTimeout(limits.eventStallMs, () => stream.destroy());
      reply.type("application/octet-stream").header("cache-control", "no-store");
      reply.header("content-disposition", 'attachment; filename="tallystick.backup"');
      return reply.send(stream);
    },
  );
}
