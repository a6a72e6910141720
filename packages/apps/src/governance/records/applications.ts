import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { bigUint, choice, group, optional, text, uint } from "@tallystick/ledger/app/fields";
import { appName, entry, memberId, organisationId, reason, time } from "../fields.ts";

const words = (max: number, en: string, zh: string) => text({ max, multiline: true, en, zh });

/** What is filed before an application goes live. */
export const filing = group(
  {
    project: words(200, "Name of the project.", "项目名称。"),
    responsible: words(
      200,
      "Who answers for it: an office or its holder's public title.",
      "责任人（职务或部门）。",
    ),
    businessModel: words(2000, "Business model.", "业务模式。"),
    risks: words(2000, "Business risks.", "业务风险。"),
    controls: words(2000, "Risk-control measures.", "风控措施。"),
    number: text({
      max: 100,
      en: "Filing number that the authority gave.",
      zh: "主管部门的备案编号。",
    }),
    authority: optional(
      choice(["finance", "standardisation", "information-security", "judiciary", "other"], {
        en: "Which authority is competent for this kind of application.",
        zh: "此类应用的主管部门。",
      }),
    ),
    securityOwner: optional(
      words(200, "Who answers for security: an office.", "安全责任人（部门）。"),
    ),
  },
  { en: "The filing: five fields and the filing number.", zh: "备案：五项内容与备案编号。" },
);

/** A trial with caps. */
export const sandbox = group(
  {
    supervisor: organisationId,
    until: time("Until when the trial runs", "试点截止时刻"),
    members: optional(uint({ min: 1, en: "Members at most.", zh: "参与成员上限。" })),
    statements: optional(uint({ min: 1, en: "Statements at most.", zh: "声明数上限。" })),
    value: optional(
      bigUint({ en: "Value moved at most, minor units.", zh: "金额上限（最小货币单位）。" }),
    ),
  },
  {
    en: "Caps of a trial, and the organisation that may stop it at once.",
    zh: "试点的上限，以及可随时终止试点的监管机构。",
  },
);

/** The applications of the ledger. */
export const applications = defineTable({
  name: "applications",
  en: "Applications of the ledger and whether they may be called.",
  zh: "账本的应用及其是否可调用。",
  key: { app: appName },
  value: {
    status: choice(["unfiled", "filed", "live", "suspended"], {
      en: "Only what is live can be called.",
      zh: "仅上线应用可调用。",
    }),
    since: time("Since when", "自何时"),
    filing: optional(filing),
    filedBy: optional(memberId),
    reason: optional(reason),
    pausedUntil: optional(time("Until when it is paused", "紧急暂停截止时刻")),
    sandbox: optional(sandbox),
    entry: optional(entry),
  },
  indexes: { byName: ["app"], byStatus: ["status", "app"] },
});

/** What a trial has used of its caps. */
export const trials = defineTable({
  name: "trials",
  en: "What a trial has used of its caps.",
  zh: "试点已用额度。",
  key: { app: appName },
  value: {
    members: uint({ en: "Members so far.", zh: "已参与成员数。" }),
    statements: uint({ en: "Statements so far.", zh: "已用声明数。" }),
    value: bigUint({ en: "Value moved so far, minor units.", zh: "已用金额（最小货币单位）。" }),
  },
  indexes: {},
});

/** Who has taken part in a trial. */
export const trialMembers = defineTable({
  name: "trial-members",
  en: "Members that have taken part in a trial.",
  zh: "试点参与成员。",
  key: { app: appName, member: memberId },
  value: { since: time("Since when", "自何时") },
  indexes: { byApp: ["app", "member"] },
});

/** Emergency pauses. */
export const pauses = defineTable({
  name: "pauses",
  en: "Emergency pauses: they end by themselves, and must be ratified or count as unratified.",
  zh: "紧急暂停：到期自动结束，须事后追认，否则记为未追认。",
  key: { pause: uint({ min: 1, en: "Number of the pause.", zh: "暂停编号。" }) },
  value: {
    app: appName,
    reason,
    from: time("From when", "起始时刻"),
    until: time("When it ends by itself", "自动结束时刻"),
    ratifyBy: time("Until when it must be ratified", "追认期限"),
    ratified: optional(time("When it was ratified", "追认时刻")),
    ended: optional(time("When it was ended early", "提前结束时刻")),
    by: memberId,
    entry,
  },
  indexes: { byApp: ["app", "pause"], byNumber: ["pause"] },
});

/** Row of an application. */
export type Application = RowOf<typeof applications>;
/** Row of a pause. */
export type Pause = RowOf<typeof pauses>;
