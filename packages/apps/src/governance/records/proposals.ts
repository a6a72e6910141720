import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { optional, text, uint } from "@tallystick/ledger/app/fields";
import {
  calls,
  choiceOf,
  covers,
  digest,
  entry,
  kind,
  memberId,
  organisationId,
  policyRules,
  policySnapshot,
  proposalNumber,
  proposalStatus,
  reason,
  time,
  title,
} from "../fields.ts";

/** How each kind of proposal is decided. */
export const policies = defineTable({
  name: "policies",
  en: "How each kind of proposal is decided.",
  zh: "各类提案的表决规则。",
  key: { kind },
  value: { title, covers, ...policyRules },
  indexes: { byKind: ["kind"] },
});

/** Which kind an action belongs to, so that nobody chooses an easier one. */
export const coverage = defineTable({
  name: "coverage",
  en: "Which policy covers an action: the exact name before `application.*`.",
  zh: "操作所属的表决规则：先匹配全名，再匹配 `应用.*`。",
  key: {
    action: text({
      max: 127,
      en: "`application.action` or `application.*`.",
      zh: "操作名或通配。",
    }),
  },
  value: { kind },
  indexes: { byKind: ["kind", "action"] },
});

/** What was proposed and what became of it. */
export const proposals = defineTable({
  name: "proposals",
  en: "Proposals, with what they carry out and what became of them.",
  zh: "提案及其内容与结果。",
  key: { proposal: proposalNumber },
  value: {
    kind,
    title,
    text: optional(digest),
    calls,
    by: memberId,
    organisation: organisationId,
    opened: time("When it was opened", "发起时刻"),
    closes: time("When ballots end", "投票截止时刻"),
    policy: policySnapshot,
    status: proposalStatus,
    decided: optional(time("When it was decided", "表决完成时刻")),
    enactAfter: optional(time("From when it can be enacted", "可执行的最早时刻")),
    expires: optional(time("Until when it can be enacted", "可执行的最晚时刻")),
    entry: optional(entry),
  },
  indexes: {
    byNumber: ["proposal"],
    byStatus: ["status", "proposal"],
    byOrganisation: ["organisation", "status", "proposal"],
  },
});

/** One ballot of each organisation. */
export const ballots = defineTable({
  name: "ballots",
  en: "Ballots, one of each organisation; the log has the earlier ones.",
  zh: "投票，每机构一票；先前的投票见日志。",
  key: { proposal: proposalNumber, organisation: organisationId },
  value: {
    choice: choiceOf,
    member: memberId,
    height: uint({ en: "Height of the block.", zh: "区块高度。" }),
    entry,
  },
  indexes: { byProposal: ["proposal", "organisation"] },
});

/** Vetoes. */
export const vetoes = defineTable({
  name: "vetoes",
  en: "Vetoes of organisations against proposals.",
  zh: "机构对提案的否决。",
  key: { proposal: proposalNumber, organisation: organisationId },
  value: { reason, member: memberId, entry },
  indexes: { byProposal: ["proposal", "organisation"] },
});

/** Row of a policy. */
export type PolicyRow = RowOf<typeof policies>;
/** How a proposal is decided. */
export type Policy = Omit<PolicyRow, "kind" | "title" | "covers">;
/** Row of a proposal. */
export type Proposal = RowOf<typeof proposals>;
/** Row of a ballot. */
export type Ballot = RowOf<typeof ballots>;
/** Row of a veto. */
export type Veto = RowOf<typeof vetoes>;
