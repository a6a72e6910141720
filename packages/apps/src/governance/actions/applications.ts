import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { optional } from "@tallystick/ledger/app/fields";
import { activeAt } from "../../membership/standing.ts";
import { appName, entry, reason } from "../fields.ts";
import { isProtected } from "../foundation.ts";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { applications, filing, sandbox, trialMembers, trials } from "../records/applications.ts";
import { membershipTables } from "../voters.ts";

/** Files an application. */
export const fileApplication = defineAction({
  name: "file-application",
  title: { en: "File an application", zh: "应用备案" },
  summary: {
    en: "Files an application with its five fields and the number that the authority gave. The organisations then decide whether it goes live.",
    zh: "提交应用的五项备案内容与备案编号，由各机构表决是否上线。",
  },
  tables: { applications },
  roles: ["operator"],
  input: { app: appName, filing },
  output: { entry },
  refusals: [OUTCOMES.noSuchApp, OUTCOMES.wrongStatus],
  run({ tables, block, caller, index }, { app, filing }) {
    const row = tables.applications.get({ app });
    if (row === undefined) return refuse(OUTCOMES.noSuchApp);
    if (row.status === "live") return refuse(OUTCOMES.wrongStatus, { status: row.status });
    const filed = { filing, filedBy: caller.member, entry: index };
    if (row.status === "suspended") tables.applications.put({ ...row, ...filed });
    else tables.applications.put({ ...row, ...filed, status: "filed", since: block.time });
    return ok({ entry: index });
  },
});

/** Lets an application go live. */
export const approveApplication = defineAction({
  name: "approve-application",
  title: { en: "Approve an application", zh: "批准应用" },
  summary: {
    en: "Lets an application go live as it was filed, for good or as a trial with caps. A filing that was changed since is not approved.",
    zh: "按备案批准应用上线（正式或设上限的试点）；备案已变更的不予批准。",
  },
  tables: { applications, trials, trialMembers },
  reads: membershipTables,
  roles: ["consortium"],
  input: { app: appName, filed: entry, sandbox: optional(sandbox) },
  output: {},
  refusals: [
    OUTCOMES.noSuchApp,
    OUTCOMES.notFiled,
    OUTCOMES.noSuchSupervisor,
    OUTCOMES.timeNotPast,
  ],
  run({ tables, reads, block }, { app, filed, sandbox: caps }) {
    const row = tables.applications.get({ app });
    if (row === undefined) return refuse(OUTCOMES.noSuchApp);
    if (row.filing === undefined || row.entry !== filed) return refuse(OUTCOMES.notFiled);
    if (caps !== undefined) {
      const supervisor = reads.organisations.get({ organisation: caps.supervisor });
      const known = supervisor !== undefined && activeAt(supervisor, block.height);
      if (!known) return refuse(OUTCOMES.noSuchSupervisor);
      if (caps.until <= block.time) return refuse(OUTCOMES.timeNotPast, { member: "until" });
      if (!tables.trials.has({ app })) {
        tables.trials.put({ app, members: 0, statements: 0, value: 0n });
      }
    }
    const { reason: _, ...kept } = row;
    tables.applications.put({ ...kept, status: "live", since: block.time, sandbox: caps });
    return ok({});
  },
});

/** Stops an application. */
export const suspendApplication = defineAction({
  name: "suspend-application",
  title: { en: "Suspend an application", zh: "停用应用" },
  summary: {
    en: "Stops an application until it is resumed. Its data stays as it is, and can be read and proved.",
    zh: "停用应用直至恢复；其数据保持不变，仍可查询与证明。",
  },
  tables: { applications },
  roles: ["consortium"],
  input: { app: appName, reason },
  output: {},
  refusals: [OUTCOMES.noSuchApp, OUTCOMES.appProtected, OUTCOMES.wrongStatus],
  run({ tables, block }, { app, reason }) {
    const row = tables.applications.get({ app });
    if (row === undefined) return refuse(OUTCOMES.noSuchApp);
    if (isProtected(app)) return refuse(OUTCOMES.appProtected);
    if (row.status !== "live") return refuse(OUTCOMES.wrongStatus, { status: row.status });
    tables.applications.put({ ...row, status: "suspended", since: block.time, reason });
    return ok({});
  },
});

/** Lets a suspended application run again. */
export const resumeApplication = defineAction({
  name: "resume-application",
  title: { en: "Resume an application", zh: "恢复应用" },
  summary: {
    en: "Lets a suspended application run again.",
    zh: "恢复已停用的应用。",
  },
  tables: { applications },
  roles: ["consortium"],
  input: { app: appName },
  output: {},
  refusals: [OUTCOMES.noSuchApp, OUTCOMES.wrongStatus],
  run({ tables, block }, { app }) {
    const row = tables.applications.get({ app });
    if (row === undefined) return refuse(OUTCOMES.noSuchApp);
    const { reason: _, ...kept } = row;
    if (row.status !== "suspended") return refuse(OUTCOMES.wrongStatus, { status: row.status });
    tables.applications.put({ ...kept, status: "live", since: block.time });
    return ok({});
  },
});

/** The kill switch of a trial. */
export const stopTrial = defineAction({
  name: "stop-trial",
  title: { en: "Stop a trial", zh: "终止试点" },
  summary: {
    en: "Stops an application under trial at once, by its supervisor. Nothing else stops.",
    zh: "监管机构立即终止试点应用，不影响其他应用。",
  },
  tables: { applications },
  roles: ["operator"],
  input: { app: appName, reason },
  output: {},
  refusals: [OUTCOMES.noSuchApp, OUTCOMES.wrongStatus, OUTCOMES.notSupervisor],
  run({ tables, block, caller }, { app, reason }) {
    const row = tables.applications.get({ app });
    if (row === undefined) return refuse(OUTCOMES.noSuchApp);
    if (row.sandbox === undefined || row.status !== "live") {
      return refuse(OUTCOMES.wrongStatus, { status: row.status });
    }
    if (row.sandbox.supervisor !== caller.organisation) return refuse(OUTCOMES.notSupervisor);
    tables.applications.put({ ...row, status: "suspended", since: block.time, reason });
    return ok({});
  },
});
