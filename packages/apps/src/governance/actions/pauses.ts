import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { uint } from "@tallystick/ledger/app/fields";
import type { TableReader } from "@tallystick/ledger/app/table-access";
import { appName, reason, time } from "../fields.ts";
import { isProtected } from "../foundation.ts";
import { RATIFIED_PAUSE_MAX_MS } from "../limits.ts";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { parameterOf } from "../parameters.ts";
import { applications, type Pause, pauses } from "../records/applications.ts";
import { head, headOf, parameters } from "../records/head.ts";

const pauseNumber = uint({ min: 1, en: "Number of the pause.", zh: "暂停编号。" });
const until = time("When it ends by itself", "自动结束时刻");

/** Pauses an application in an emergency. */
export const pauseApplication = defineAction({
  name: "pause-application",
  title: { en: "Pause an application", zh: "紧急暂停应用" },
  summary: {
    en: "Pauses an application in an emergency. The pause ends by itself, and stays on record as unratified unless it is ratified by then.",
    zh: "紧急暂停应用；到期自动结束，未在期内追认的将留存未追认记录。",
  },
  tables: { head, parameters, applications, pauses },
  roles: ["consortium"],
  input: { app: appName, reason },
  output: { pause: pauseNumber, until },
  refusals: [OUTCOMES.noSuchApp, OUTCOMES.appProtected, OUTCOMES.wrongStatus, OUTCOMES.resting],
  run({ tables, block, caller, index }, { app, reason }) {
    const row = tables.applications.get({ app });
    if (row === undefined) return refuse(OUTCOMES.noSuchApp);
    if (isProtected(app)) return refuse(OUTCOMES.appProtected);
    const paused = row.pausedUntil !== undefined && row.pausedUntil > block.time;
    if (row.status !== "live" || paused)
      return refuse(OUTCOMES.wrongStatus, { status: row.status });
    const rest = restUntil(tables.pauses, app, parameterOf(tables.parameters, "pause-rest-ms"));
    if (rest > block.time) return refuse(OUTCOMES.resting, { until: rest });
    const counters = headOf(tables.head);
    const pause = counters.pauses + 1;
    tables.head.put({ ...counters, pauses: pause });
    const end = block.time + parameterOf(tables.parameters, "pause-ms");
    const facts = { from: block.time, until: end, ratifyBy: end, by: caller.member, entry: index };
    tables.pauses.put({ pause, app, reason, ...facts });
    tables.applications.put({ ...row, pausedUntil: end });
    return ok({ pause, until: end });
  },
});

/** Ratifies a pause. */
export const ratifyPause = defineAction({
  name: "ratify-pause",
  title: { en: "Ratify a pause", zh: "追认暂停" },
  summary: {
    en: "Ratifies a running pause, and says until when it lasts: 90 days at most.",
    zh: "追认进行中的暂停，并确定其截止时刻（至多 90 天）。",
  },
  tables: { applications, pauses },
  roles: ["consortium"],
  input: { pause: pauseNumber, until },
  output: {},
  refusals: [OUTCOMES.noSuchPause, OUTCOMES.timeNotPast],
  run({ tables, block }, { pause, until }) {
    const row = tables.pauses.get({ pause });
    const app = row && tables.applications.get({ app: row.app });
    if (row === undefined || app === undefined || !runs(row, block.time)) {
      return refuse(OUTCOMES.noSuchPause);
    }
    const wrong = until < block.time || until > block.time + RATIFIED_PAUSE_MAX_MS;
    if (wrong) return refuse(OUTCOMES.timeNotPast, { member: "until" });
    tables.pauses.put({ ...row, ratified: block.time, until });
    tables.applications.put({ ...app, pausedUntil: until });
    return ok({});
  },
});

/** Ends a pause early. */
export const endPause = defineAction({
  name: "end-pause",
  title: { en: "End a pause", zh: "结束暂停" },
  summary: { en: "Ends a running pause early.", zh: "提前结束进行中的暂停。" },
  tables: { applications, pauses },
  roles: ["consortium"],
  input: { pause: pauseNumber },
  output: {},
  refusals: [OUTCOMES.noSuchPause],
  run({ tables, block }, { pause }) {
    const row = tables.pauses.get({ pause });
    const app = row && tables.applications.get({ app: row.app });
    if (row === undefined || app === undefined || !runs(row, block.time)) {
      return refuse(OUTCOMES.noSuchPause);
    }
    tables.pauses.put({ ...row, ended: block.time });
    const { pausedUntil: _, ...rest } = app;
    tables.applications.put(rest);
    return ok({});
  },
});

function runs({ until, ended }: Pause, at: number): boolean {
  return ended === undefined && at < until;
}

/** Until when an application rests from pauses that nobody ratified. */
function restUntil(table: TableReader<typeof pauses>, app: string, restMs: number): number {
  const [last] = table.scan("byApp", { prefix: [app], reverse: true, limit: 1 }).rows;
  if (last === undefined || last.ratified !== undefined) return 0;
  return (last.ended ?? last.until) + restMs;
}
