import { type ActionContext, defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { choice, optional, text, uint } from "@tallystick/ledger/app/fields";
import { documentDigest, number, reason, time } from "../fields.ts";
import { SUPERVISION_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { incidentNotes, incidents, securityOwners } from "../records.ts";

/** How long after its discovery an incident must be reported, ms. */
export const REPORT_MS = {
  minor: 72 * 3_600_000,
  major: 24 * 3_600_000,
  critical: 3_600_000,
} as const;

/** Clocks of those who discover an incident may run ahead of the ledger's by this much, ms. */
const SKEW_MS = 300_000;

const incident = number("The incident.", "安全事件编号。");

/** Names who answers for security. */
export const nameSecurityOwner = defineAction({
  name: "name-security-owner",
  title: { en: "Name the security owner", zh: "指定安全责任人" },
  summary: {
    en: "Names who answers for security in the operator's organisation.",
    zh: "指定本机构的安全责任人。",
  },
  tables: { securityOwners },
  roles: ["operator"],
  input: {
    owner: text({ max: 200, en: "Name or office.", zh: "姓名或职务。" }),
    contact: text({ max: 200, en: "How to reach them.", zh: "联系方式。" }),
  },
  output: {},
  refusals: [],
  run({ tables, block, caller }, input) {
    const { organisation } = caller;
    tables.securityOwners.put({ ...input, organisation, since: block.time });
    return ok({});
  },
});

/** Records an incident. */
export const openIncident = defineAction({
  name: "open-incident",
  title: { en: "Record an incident", zh: "登记安全事件" },
  summary: {
    en: "Records a security incident of the caller's organisation. Nobody can change or delete it; from its discovery runs the time by which it must be reported: 1 hour, 24 or 72 by severity.",
    zh: "登记本机构的安全事件，任何人不得更改或删除；自发现起按严重程度须在 1、24 或 72 小时内报告。",
  },
  tables: { incidents },
  roles: ["operator", "member"],
  input: {
    severity: choice(["minor", "major", "critical"], { en: "How grave it is.", zh: "严重程度。" }),
    discovered: time("When it was discovered", "发现时间"),
    summary: text({ max: 2000, multiline: true, en: "What happened.", zh: "事件经过。" }),
    document: optional(documentDigest),
  },
  output: { incident, due: time("It must be reported", "报告期限") },
  refusals: [OUTCOMES.untilPast],
  run(ctx, input) {
    const { tables, block, index } = ctx;
    if (input.discovered > block.time + SKEW_MS) return refuse(OUTCOMES.untilPast);
    const due = input.discovered + REPORT_MS[input.severity];
    tables.incidents.put({ ...input, ...byNow(ctx), incident: index, due, notes: 0 });
    return ok({ incident: index, due });
  },
});

/** Adds to an incident. */
export const addNote = defineAction({
  name: "add-note",
  title: { en: "Add to an incident", zh: "追加事件说明" },
  summary: {
    en: "Adds a note to an incident, by its organisation. What stands there stays.",
    zh: "由所属机构对事件追加说明，原有内容不变。",
  },
  tables: { incidents, incidentNotes },
  roles: ["operator", "member"],
  input: {
    incident,
    text: text({ max: 2000, multiline: true, en: "The note.", zh: "说明内容。" }),
  },
  output: { note: uint({ en: "0 is the first.", zh: "0 为首条。" }) },
  refusals: [OUTCOMES.notFound, OUTCOMES.notTheSubject],
  run(ctx, { incident: which, text: said }) {
    const { tables, caller } = ctx;
    const row = tables.incidents.get({ incident: which });
    if (row === undefined) return refuse(OUTCOMES.notFound);
    if (row.organisation !== caller.organisation) return refuse(OUTCOMES.notTheSubject);
    const note = row.notes;
    tables.incidentNotes.put({ incident: which, note, ...byNow(ctx), text: said });
    tables.incidents.put({ ...row, notes: note + 1 });
    return ok({ note });
  },
});

/** Says that it has been reported. */
export const reportIncident = defineAction({
  name: "report-incident",
  title: { en: "Report an incident", zh: "报告安全事件" },
  summary: {
    en: "Records that an incident has been reported to the competent authority, with the digest of the report.",
    zh: "登记已向主管机关报告，并附报告摘要。",
  },
  tables: { incidents },
  roles: ["operator"],
  input: {
    incident,
    to: text({ max: 200, en: "To whom.", zh: "报告对象。" }),
    document: documentDigest,
  },
  output: {},
  refusals: [OUTCOMES.notFound, OUTCOMES.notTheSubject, OUTCOMES.alreadyDone],
  run(ctx, { incident: which, to, document }) {
    const { tables, caller } = ctx;
    const row = tables.incidents.get({ incident: which });
    if (row === undefined) return refuse(OUTCOMES.notFound);
    if (row.organisation !== caller.organisation) return refuse(OUTCOMES.notTheSubject);
    if (row.reported !== undefined) return refuse(OUTCOMES.alreadyDone);
    tables.incidents.put({ ...row, reported: { ...byNow(ctx), to, document } });
    return ok({});
  },
});

/** Closes an incident that has been reported. */
export const closeIncident = defineAction({
  name: "close-incident",
  title: { en: "Close an incident", zh: "结束安全事件" },
  summary: {
    en: "Closes an incident that has been reported, with what was done about it.",
    zh: "结束已报告的安全事件，并说明处置情况。",
  },
  tables: { incidents },
  roles: ["operator"],
  input: { incident, reason },
  output: {},
  refusals: [OUTCOMES.notFound, OUTCOMES.notTheSubject, OUTCOMES.notReported, OUTCOMES.alreadyDone],
  run(ctx, { incident: which, reason: why }) {
    const { tables, caller } = ctx;
    const row = tables.incidents.get({ incident: which });
    if (row === undefined) return refuse(OUTCOMES.notFound);
    if (row.organisation !== caller.organisation) return refuse(OUTCOMES.notTheSubject);
    if (row.reported === undefined) return refuse(OUTCOMES.notReported);
    if (row.closed !== undefined) return refuse(OUTCOMES.alreadyDone);
    tables.incidents.put({ ...row, closed: { ...byNow(ctx), reason: why } });
    return ok({});
  },
});

// biome-ignore lint/complexity/noBannedTypes: any context will do
function byNow({ caller, block }: Pick<ActionContext<{}>, "caller" | "block">) {
  return { organisation: caller.organisation, member: caller.member, time: block.time };
}
