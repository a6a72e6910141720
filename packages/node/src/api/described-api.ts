import { applicationList } from "@tallystick/apps/applications";
import { collectOutcomes, OUTCOMES } from "@tallystick/ledger/outcomes";
import { NODE_VERSION } from "../version.ts";
import type { ApiContext } from "./context.ts";
import { apiLimits } from "./limits.ts";
import { openApiDocument } from "./openapi.ts";
import type { Route } from "./route-spec.ts";
import { EventStreams } from "./routes/events.ts";
import { allRoutes } from "./routes/index-of-routes.ts";

/**
 * The routes of a node with every application of this program, to be described and not to be called:
 * no ledger stands behind them.
 */
export function describedRoutes(): Route[] {
  const registries = applicationList.map((app) => app.outcomes);
  const known: Pick<ApiContext, "apps" | "limits" | "outcomes"> = {
    apps: applicationList,
    limits: apiLimits,
    outcomes: new Map(collectOutcomes(OUTCOMES, ...registries).map((one) => [one.number, one])),
  };
  // Handlers look at the rest of the context only when they are called.
  const nothing = { ledger: {}, pages: {}, certificates: {} };
  return allRoutes({ ...nothing, ...known } as unknown as ApiContext, new EventStreams());
}

/** The OpenAPI document of this program, as docs/reference/openapi.json holds it. */
export function describedOpenApi(): Record<string, unknown> {
  return openApiDocument(describedRoutes(), { version: NODE_VERSION });
}
