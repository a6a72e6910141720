import { toHex } from "@tallystick/core/bytes";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { problemKinds } from "../problems.ts";
import { binary, type Route, route } from "../route-spec.ts";
import { outcomesSchema, statusSchema } from "../schemas.ts";
import { asBuffer } from "./statements.ts";

const TAG = "ledger";

/** Facts about the ledger and the node. */
export function factRoutes(context: ApiContext): Route[] {
  return [statusRoute(context), genesisRoute(context), outcomesRoute(context)];
}

function statusRoute({ engine, ledger, apps, version, network }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/status",
      operationId: "getStatus",
      tag: TAG,
      summary: "Which ledger this is and where it stands",
      access: "public",
      crossOrigin: true,
      answers: { 200: { description: "the facts", content: { [MEDIA.json]: statusSchema } } },
    },
    ({ reply }) => {
      reply.header("cache-control", "no-store");
      const { height, time, logSize, logRoot, stateRoot } = engine.read(
        (reader) => reader.checkpoint,
      );
      return {
        ledger: toHex(ledger.id),
        name: ledger.name,
        suite: ledger.suite,
        version,
        organisation: ledger.organisation,
        engine: network.engine,
        applications: apps.map(({ name }) => name),
        height,
        certifiedHeight: engine.status().certifiedHeight,
        time,
        logSize,
        logRoot: toHex(logRoot),
        stateRoot: toHex(stateRoot),
      };
    },
  );
}

function genesisRoute({ ledger }: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/genesis",
      operationId: "getGenesis",
      tag: TAG,
      summary: "The genesis document; its hash is the ledger id",
      access: "public",
      crossOrigin: true,
      answers: {
        200: {
          description: "docs/reference/genesis.md",
          content: { [MEDIA.genesis]: binary("genesis.cbor") },
        },
      },
    },
    ({ reply }) => {
      reply.type(MEDIA.genesis).header("cache-control", "private, max-age=86400");
      return asBuffer(ledger.genesis);
    },
  );
}

function outcomesRoute({ outcomes }: ApiContext): Route {
  const answer = {
    outcomes: [...outcomes.values()],
    problems: Object.entries(problemKinds).map(([code, kind]) => ({ code, ...kind })),
  };
  return route(
    {
      method: "GET",
      path: "/v1/outcomes",
      operationId: "getOutcomes",
      tag: TAG,
      summary: "Every outcome and every problem code, with what to do",
      access: "public",
      crossOrigin: true,
      answers: { 200: { description: "them", content: { [MEDIA.json]: outcomesSchema } } },
    },
    ({ reply }) => {
      reply.header("cache-control", "private, max-age=3600");
      return answer;
    },
  );
}
