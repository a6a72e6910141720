import type { ApiContext } from "../context.ts";
import type { Route } from "../route-spec.ts";
import { accessFactRoutes } from "./access-facts.ts";
import { sessionRoutes } from "./access-sessions.ts";
import { tokenRoutes } from "./access-tokens.ts";
import { appRoutes } from "./apps.ts";
import { blockRoutes } from "./blocks.ts";
import { certificateRoutes } from "./certificates.ts";
import { describedAppRoutes } from "./described-apps.ts";
import { digestRoutes } from "./digests.ts";
import { type EventStreams, eventRoutes } from "./events.ts";
import { factRoutes } from "./facts.ts";
import { foundRecordRoutes } from "./found-records.ts";
import { listedStatementRoutes } from "./listed-statements.ts";
import { lookRoutes } from "./looks.ts";
import { networkRoutes } from "./network.ts";
import { networkSyncRoutes } from "./network-sync.ts";
import { operationRoutes } from "./operations.ts";
import { pageRoutes } from "./pages.ts";
import { recordRoutes } from "./records.ts";
import { rowRoutes } from "./rows.ts";
import { stateRoutes } from "./state.ts";
import { statementRoutes } from "./statements.ts";
import { tlogRoutes } from "./tlog.ts";
import { trustRoutes } from "./trust.ts";

/** Every route of a node, in the order of the API's documentation. */
export function allRoutes(context: ApiContext, streams: EventStreams): Route[] {
  const routes: Route[] = [
    ...statementRoutes(context),
    ...listedStatementRoutes(context),
    ...recordRoutes(context),
    ...certificateRoutes(context),
    ...blockRoutes(context),
    ...stateRoutes(context),
    ...rowRoutes(context),
    ...describedAppRoutes(context),
    ...foundRecordRoutes(context),
    ...appRoutes(context),
    ...lookRoutes(context),
    ...digestRoutes(context),
    ...eventRoutes(context, streams),
    ...factRoutes(context),
    ...networkRoutes(context),
    ...networkSyncRoutes(context),
    ...trustRoutes(context),
    ...tlogRoutes(context),
    ...tokenRoutes(context),
    ...sessionRoutes(context),
    ...accessFactRoutes(context, () => routes),
    ...operationRoutes(context),
    ...pageRoutes(context),
  ];
  return routes;
}
