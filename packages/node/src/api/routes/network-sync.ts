import { toBase64, toHex } from "@tallystick/core/bytes";
import * as z from "zod";
import { CometEngine } from "../../engine/cometbft/comet-engine.ts";
import { LIGHT_METHODS } from "../../engine/cometbft/rpc.ts";
import { manifestAppHash, SNAPSHOT_FORMAT } from "../../engine/consensus/snapshots/manifest.ts";
import { acceleratedSuite } from "../../suite.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { Problem } from "../problem.ts";
import { type Route, route } from "../route-spec.ts";

const TAG = "network";

/** What a node that joins a network asks of the other organisations' nodes (docs/reference/snapshot.md). */
export function networkSyncRoutes(context: ApiContext): Route[] {
  return [snapshotsRoute(context), lightRoute(context)];
}

/** One snapshot on offer. */
export const snapshotSchema = z.object({
  height: z.int(),
  format: z.int(),
  chunks: z.int(),
  bytes: z.int(),
  hash: z.string(),
  appHash: z.string(),
  vouchers: z.array(z.string()),
});

/** The snapshots on offer. */
export const snapshotsSchema = z.object({ snapshots: z.array(snapshotSchema) });

function snapshotsRoute({ engine, ledger }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/network/snapshots",
      operationId: "getSnapshots",
      tag: TAG,
      summary: "The snapshots that this node has, with this organisation's vouchers for them",
      description:
        "The chunks go from engine to engine. `vouchers` are COSE_Sign1 in base64; docs/reference/snapshot.md. Empty at a node that orders alone.",
      access: "public",
      answers: { 200: { description: "them", content: { [MEDIA.json]: snapshotsSchema } } },
    },
    ({ reply }) => {
      reply.header("cache-control", "no-store");
      const suite = acceleratedSuite(ledger.suite);
      const kept = engine instanceof CometEngine ? (engine.snapshots?.kept ?? []) : [];
      return {
        snapshots: kept.map(({ manifest, hash, vouchers }) => ({
          height: manifest.height,
          format: SNAPSHOT_FORMAT,
          chunks: manifest.chunks.length,
          bytes: manifest.chunks.reduce((sum, { bytes }) => sum + bytes, 0),
          hash: toHex(hash),
          appHash: toHex(manifestAppHash(suite, manifest)),
          vouchers: vouchers.map(toBase64),
        })),
      };
    },
  );
}

const number = z.string().regex(/^\d{1,16}$/);

function lightRoute({ engine }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/network/light/{method}",
      operationId: "getLight",
      tag: TAG,
      summary: "What a light client of CometBFT asks for: headers, commits, validators",
      description:
        "The engine's own answer, for the light client of an engine that joins. Nothing in it is secret, and nothing needs to be believed: it is signed by the validators.",
      access: "public",
      params: z.strictObject({ method: z.enum(LIGHT_METHODS) }),
      query: z.strictObject({
        height: number.optional(),
        page: number.optional(),
        per_page: number.optional(),
      }),
      answers: {
        200: {
          description: "as the engine says it",
          content: {
            [MEDIA.json]: z.looseObject({ result: z.unknown(), error: z.unknown() }).partial(),
          },
        },
      },
    },
    async ({ params, query, reply }) => {
      if (!(engine instanceof CometEngine)) {
        throw new Problem("not-found", "this node orders alone: it has no engine of a network");
      }
      reply.header("cache-control", "no-store");
      const given = Object.entries(query).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      );
      const asked: Record<string, string> = Object.fromEntries(given);
      try {
        return await engine.link.rpc.light(params.method, asked);
      } catch (cause) {
        throw new Problem("overloaded", "the engine does not answer", {
          ...{ headers: { "retry-after": "5" }, cause },
        });
      }
    },
  );
}
