import { quorumOf } from "@tallystick/core/trust";
import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { flag, group, list, uint } from "@tallystick/ledger/app/fields";
import { LIMITS } from "@tallystick/ledger/limits";
import { applicationName, fromHeight, program, version } from "./fields.ts";
import { UPGRADE_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { agreements, readiness, versions, voters } from "./records.ts";
import { activationFault, schedule } from "./schedule.ts";

/** An organisation agrees to a version from a height on. */
export const agree = defineAction({
  name: "agree",
  title: { en: "Agree to a version", zh: "同意版本" },
  summary: {
    en: "Agrees, for the operator's organisation, that an application has a version from a height on. It is decided once more than two thirds of the organisations have agreed to the same; the version in force withdraws what is decided.",
    zh: "代表本机构同意某应用自某高度起采用某版本；超过三分之二的机构同意同一方案后即告决定；填写现行版本则撤回已定方案。",
  },
  tables: { versions, voters, agreements },
  roles: ["operator"],
  input: { app: applicationName, version, fromHeight },
  output: {
    decided: flag({ en: "Whether enough have agreed.", zh: "同意者是否足够。" }),
    agreed: uint({ en: "Organisations that have agreed.", zh: "已同意的机构数。" }),
    needed: uint({ en: "Organisations that must agree.", zh: "需要同意的机构数。" }),
  },
  refusals: [
    OUTCOMES.notAVoter,
    OUTCOMES.noSuchApplication,
    OUTCOMES.versionPast,
    OUTCOMES.heightPast,
  ],
  run({ tables, block, caller }, activation) {
    const { organisation, member } = caller;
    if (!tables.voters.has({ organisation })) return refuse(OUTCOMES.notAVoter);
    const fault = activationFault(tables, activation, block.height);
    if (fault !== undefined) return refuse(fault);
    tables.agreements.put({ ...activation, organisation, member, since: block.height });
    const { app, version: chosen, fromHeight: height } = activation;
    const all = { limit: LIMITS.pageRows };
    const same = tables.agreements.scan("byPlan", { ...all, prefix: [app, chosen, height] });
    const agreed = same.rows.length;
    const needed = quorumOf(tables.voters.scan("byOrganisation", all).rows.length);
    if (agreed >= needed) schedule(tables, activation, block.height);
    return ok({ decided: agreed >= needed, agreed, needed });
  },
});

/** The organisations have decided, through governance. */
export const activate = defineAction({
  name: "activate",
  title: { en: "Activate a version", zh: "启用版本" },
  summary: {
    en: "Gives an application a version from a height on, by decision of the organisations. The version in force withdraws what is decided.",
    zh: "由各机构决定某应用自某高度起采用某版本；填写现行版本则撤回已定方案。",
  },
  tables: { versions },
  roles: ["consortium"],
  input: { app: applicationName, version, fromHeight },
  output: {},
  refusals: [OUTCOMES.noSuchApplication, OUTCOMES.versionPast, OUTCOMES.heightPast],
  run({ tables, block }, activation) {
    const fault = activationFault(tables, activation, block.height);
    if (fault !== undefined) return refuse(fault);
    schedule(tables, activation, block.height);
    return ok({});
  },
});

/** A node says what its program can execute. */
export const report = defineAction({
  name: "report",
  title: { en: "Report readiness", zh: "报告就绪" },
  summary: {
    en: "States, for the operator's organisation, the newest version of each application that its program can execute. Nodes do it by themselves when they start.",
    zh: "代表本机构声明其程序可执行的各应用最新版本；节点启动时自动提交。",
  },
  tables: { readiness },
  roles: ["operator"],
  input: {
    program,
    applications: list(group({ app: applicationName, newest: version }), {
      min: 1,
      max: LIMITS.applications,
    }),
  },
  output: {},
  refusals: [],
  run({ tables, block, caller }, input) {
    const { organisation, member } = caller;
    tables.readiness.put({ ...input, organisation, member, since: block.height });
    return ok({});
  },
});
