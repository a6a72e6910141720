import { concatBytes } from "@tallystick/core/bytes";
import * as z from "zod";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { uintText } from "../parameters.ts";
import { binary, type Route, route } from "../route-spec.ts";
import { asBuffer } from "./statements.ts";

const TAG = "ledger";

/** Whose signatures count, and how that came about. */
export function trustRoutes(context: ApiContext): Route[] {
  return [trustRoute(context), updatesRoute(context)];
}

function trustRoute({ ledger }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/trust",
      operationId: "getTrust",
      tag: TAG,
      summary: "The trust file of this ledger",
      description:
        "What verifiers need. Whoever checks receipts against the node that issued them gets it from somewhere else, or compares the ledger id.",
      access: "public",
      crossOrigin: true,
      answers: {
        200: {
          description: "docs/reference/trust-file.md",
          content: { [MEDIA.json]: z.looseObject({ format: z.literal("tallystick-trust/1") }) },
        },
      },
    },
    ({ reply }) => {
      reply.type("application/json; charset=utf-8").header("cache-control", "no-store");
      return ledger.trust;
    },
  );
}

function updatesRoute({ engine, trustUpdates }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/trust/updates",
      operationId: "getTrustUpdates",
      tag: TAG,
      summary: "Proofs that take a trust file from one set of organisations to the next",
      description:
        "A CBOR sequence of state answers, one for each change after a height, each signed by the organisations before it (docs/reference/roster.md). Empty when there has been none.",
      access: "public",
      crossOrigin: true,
      query: z.strictObject({
        after: uintText("height from which the last set of organisations that is known certifies"),
      }),
      answers: {
        200: { description: "the proofs", content: { [MEDIA.sequence]: binary("updates") } },
      },
    },
    ({ query, reply }) => {
      const updates = engine.read((reader) => trustUpdates(reader, query.after));
      reply.type(MEDIA.sequence).header("cache-control", "no-store");
      return asBuffer(concatBytes(...updates));
    },
  );
}
