import { defineView } from "@tallystick/ledger/app/define-view";
import { flag, group, list, optional, text, uint } from "@tallystick/ledger/app/fields";
import { LIMITS } from "@tallystick/ledger/limits";
import { appName } from "../fields.ts";
import { PARAMETERS, type ParameterName, parameterOf } from "../parameters.ts";
import { applications, pauses, trialMembers, trials } from "../records/applications.ts";
import { parameters } from "../records/head.ts";
import { quotas, usage } from "../records/quotas.ts";
import { next, pageInput, pageOf } from "./paging.ts";

/** Applications and their status. */
export const listApplications = defineView({
  name: "applications",
  title: { en: "Applications", zh: "应用列表" },
  summary: {
    en: "Applications of the ledger, their filing and whether they can be called.",
    zh: "账本的应用、备案及其是否可调用。",
  },
  tables: { applications },
  input: {},
  output: { applications: list(applications.row, { max: 64 }) },
  run: ({ tables }) => ({
    applications: tables.applications.scan("byName", { limit: LIMITS.applications }).rows,
  }),
});

/** One application. */
export const application = defineView({
  name: "application",
  title: { en: "An application", zh: "应用" },
  summary: {
    en: "An application: its filing, its status and what its trial has used of its caps.",
    zh: "应用的备案、状态与试点用量。",
  },
  tables: { applications, trials },
  proves: true,
  input: { app: appName },
  output: { application: optional(applications.row), trial: optional(trials.row) },
  run: ({ tables }, { app }) => ({
    application: tables.applications.get({ app }),
    trial: tables.trials.get({ app }),
  }),
});

/** Report on a trial. */
export const trialReport = defineView({
  name: "trial-report",
  title: { en: "Report of a trial", zh: "试点报告" },
  summary: {
    en: "A trial for its supervisor: caps, what was used of them, and who took part.",
    zh: "供监管机构查阅的试点报告：上限、用量与参与成员。",
  },
  tables: { applications, trials, trialMembers },
  input: { app: appName, ...pageInput },
  output: {
    application: optional(applications.row),
    trial: optional(trials.row),
    members: list(trialMembers.row, { max: 200 }),
    next,
  },
  run({ tables }, { app, ...page }) {
    const found = tables.trialMembers.scan("byApp", { prefix: [app], ...pageOf(page) });
    return {
      application: tables.applications.get({ app }),
      trial: tables.trials.get({ app }),
      members: found.rows,
      next: found.next,
    };
  },
});

/** Emergency pauses. */
export const listPauses = defineView({
  name: "pauses",
  title: { en: "Emergency pauses", zh: "紧急暂停列表" },
  summary: {
    en: "Emergency pauses, with whether each runs and whether it was ratified in time.",
    zh: "紧急暂停及其是否进行中、是否按期追认。",
  },
  tables: { pauses },
  input: pageInput,
  output: {
    pauses: list(
      group({
        pause: pauses.row,
        runs: flag({ en: "Whether it runs now.", zh: "是否进行中。" }),
        unratified: flag({
          en: "True when its time to be ratified went by.",
          zh: "逾期未追认。",
        }),
      }),
      { max: 200 },
    ),
    next,
  },
  run({ tables, time }, page) {
    const found = tables.pauses.scan("byNumber", pageOf(page));
    return {
      pauses: found.rows.map((pause) => ({
        pause,
        runs: pause.ended === undefined && time < pause.until,
        unratified: pause.ratified === undefined && time >= pause.ratifyBy,
      })),
      next: found.next,
    };
  },
});

/** Parameters. */
export const listParameters = defineView({
  name: "parameters",
  title: { en: "Parameters", zh: "参数" },
  summary: { en: "Parameters of governance with their bounds.", zh: "治理参数及其范围。" },
  tables: { parameters },
  input: {},
  output: {
    parameters: list(
      group({
        name: text({ max: 63, en: "Name.", zh: "名称。" }),
        value: uint({ en: "Value in force.", zh: "现行取值。" }),
        default: uint({ en: "Default.", zh: "默认值。" }),
        min: uint({ en: "Lowest.", zh: "最小值。" }),
        max: uint({ en: "Highest.", zh: "最大值。" }),
        meaning: text({ max: 300, en: "Meaning.", zh: "含义。" }),
      }),
      { max: 64 },
    ),
  },
  run: ({ tables }) => ({
    parameters: Object.entries(PARAMETERS).map(
      ([
        name,
        {
          value,
          min,
          max,
          text: { en, zh },
        },
      ]) => ({
        name,
        value: parameterOf(tables.parameters, name as ParameterName),
        default: value,
        ...{ min, max },
        meaning: `${en} ${zh}`,
      }),
    ),
  }),
});

/** Quotas in force. */
export const listQuotas = defineView({
  name: "quotas",
  title: { en: "Quotas", zh: "配额" },
  summary: { en: "Quotas of organisations.", zh: "各机构的配额。" },
  tables: { quotas },
  input: pageInput,
  output: { quotas: list(quotas.row, { max: 200 }), next },
  run({ tables }, page) {
    const found = tables.quotas.scan("byOrganisation", pageOf(page));
    return { quotas: found.rows, next: found.next };
  },
});

/** Usage where quotas hold. */
export const listUsage = defineView({
  name: "usage",
  title: { en: "Usage", zh: "用量" },
  summary: {
    en: "What organisations have used where a quota holds.",
    zh: "设有配额者的用量。",
  },
  tables: { usage },
  input: pageInput,
  output: { usage: list(usage.row, { max: 200 }), next },
  run({ tables }, page) {
    const found = tables.usage.scan("byOrganisation", pageOf(page));
    return { usage: found.rows, next: found.next };
  },
});
