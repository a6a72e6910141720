import * as z from "zod";
import { EXPIRY_KINDS, warningOf } from "../../access/expiries.ts";
import { permissionMatrix } from "../../access/permissions.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { type Route, route } from "../route-spec.ts";

const TAG = "access";

/** Who may do what, and what is about to end. @param routes every route of the node, looked at when asked */
export function accessFactRoutes(context: ApiContext, routes: () => readonly Route[]): Route[] {
  return [permissionsRoute(context, routes), expiriesRoute(context)];
}

const text = z.object({ en: z.string(), zh: z.string() });
const permissionsSchema = z.object({
  actions: z.array(
    z.object({
      action: z.string(),
      title: text,
      roles: z.array(z.string()),
      grantable: z.boolean().meta({ description: "a granted capability opens it to others" }),
    }),
  ),
  routes: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      needs: z.string().meta({ description: "anybody, reader, or a capability" }),
    }),
  ),
  node: z.array(z.object({ capability: z.string(), en: z.string(), zh: z.string() })),
});

function permissionsRoute(context: ApiContext, routes: () => readonly Route[]): Route {
  return route(
    {
      method: "GET",
      path: "/v1/permissions",
      operationId: "getPermissions",
      tag: TAG,
      summary: "Who may call which action and which route (docs/reference/permissions.md)",
      access: "public",
      crossOrigin: true,
      answers: {
        200: { description: "the matrix", content: { [MEDIA.json]: permissionsSchema } },
      },
    },
    ({ reply }) => {
      reply.header("cache-control", "private, max-age=3600");
      return permissionMatrix(context.apps, routes());
    },
  );
}

function expiriesRoute(context: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/expiries",
      operationId: "listExpiries",
      tag: TAG,
      summary: "Certificates, keys and tokens that end within 90 days, or ended in the last 30",
      access: "token",
      capability: "node.expiries",
      answers: {
        200: {
          description: "the next first",
          content: {
            [MEDIA.json]: z.object({
              expiries: z.array(
                z.object({
                  kind: z.enum(EXPIRY_KINDS),
                  name: z.string(),
                  owner: z.string().optional(),
                  ends: z.int().meta({ description: "milliseconds since 1970 UTC" }),
                  days: z.int().meta({ description: "0: has ended; 7, 30, 90: ends within" }),
                }),
              ),
            }),
          },
        },
      },
    },
    ({ reply }) => {
      const now = Date.now();
      reply.header("cache-control", "no-store");
      const expiries = context.access
        .expiries(now)
        .map((one) => ({ ...one, days: warningOf(one, now) }));
      return { expiries };
    },
  );
}
