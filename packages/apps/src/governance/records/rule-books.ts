import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { optional, text, uint } from "@tallystick/ledger/app/fields";
import { digest, entry, memberId, organisationId, time, title } from "../fields.ts";

/** The field for a version of the rule book. */
export const ruleBookVersion = uint({
  min: 1,
  en: "Version of the rule book.",
  zh: "公约版本。",
});

/** The field for where a text is found. */
export const location = optional(
  text({ max: 500, en: "Where the text is found (URL).", zh: "文本所在（URL）。" }),
);

/** Versions of the rule book. */
export const ruleBooks = defineTable({
  name: "rule-books",
  en: "Versions of the rules that the organisations have agreed on.",
  zh: "各机构约定的管理规则与平台公约的各版本。",
  key: { version: ruleBookVersion },
  value: {
    title,
    digest,
    location,
    effective: time("From when it is in force", "生效时刻"),
    published: time("When it was published", "发布时刻"),
    entry,
  },
  indexes: { byVersion: ["version"] },
});

/** Who has accepted which version. */
export const acceptances = defineTable({
  name: "acceptances",
  en: "Organisations that have accepted a version, by the signature of a member.",
  zh: "各机构以成员签名接受公约的记录。",
  key: { version: ruleBookVersion, organisation: organisationId },
  value: { member: memberId, at: time("When", "接受时刻"), entry },
  indexes: { byVersion: ["version", "organisation"], byOrganisation: ["organisation", "version"] },
});

/** Row of a rule book. */
export type RuleBook = RowOf<typeof ruleBooks>;
