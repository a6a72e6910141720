import { defineView } from "@tallystick/ledger/app/define-view";
import { cursor, list, optional, uint } from "@tallystick/ledger/app/fields";
import { keyId, memberId, organisationId } from "./fields.ts";
import { keys as keyTable, members as memberTable } from "./records/members.ts";
import { organisations as organisationTable } from "./records/organisations.ts";

const PAGE_DEFAULT = 50;
const PAGE_MAX = 200;

const limit = optional(
  uint({ min: 1, max: PAGE_MAX, en: "Rows at most.", zh: "最多返回的行数。" }),
);
const after = optional(cursor());
const next = optional(cursor({ en: "Cursor of the next page.", zh: "下一页的游标。" }));

/** Members, of one organisation or all. */
export const members = defineView({
  name: "members",
  title: { en: "Members", zh: "成员列表" },
  summary: {
    en: "Members by organisation, role and id.",
    zh: "按机构、角色与标识排列的成员。",
  },
  tables: { members: memberTable },
  input: { organisation: optional(organisationId), limit, after },
  output: { members: list(memberTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { organisation, limit: rows = PAGE_DEFAULT, after: from }) {
    const prefix = organisation === undefined ? [] : [organisation];
    const page = tables.members.scan("byOrganisation", { prefix, limit: rows, after: from });
    return { members: page.rows, next: page.next };
  },
});

/** One member, with proof of enrolment or of its absence. */
export const member = defineView({
  name: "member",
  title: { en: "A member", zh: "查询成员" },
  summary: {
    en: "A member and its organisation, provably enrolled or not.",
    zh: "查询成员及其机构，可证明是否登记。",
  },
  tables: { members: memberTable, organisations: organisationTable },
  proves: true,
  input: { member: memberId },
  output: {
    member: optional(memberTable.row),
    organisation: optional(organisationTable.row),
  },
  run({ tables }, { member: id }) {
    const row = tables.members.get({ member: id });
    const organisation = row && tables.organisations.get({ organisation: row.organisation });
    return { member: row, organisation };
  },
});

/** The keys of a member. */
export const keys = defineView({
  name: "keys",
  title: { en: "Keys of a member", zh: "成员的密钥" },
  summary: {
    en: "A member's keys, past and present, in the order in which they came into force.",
    zh: "成员现有及历史密钥，按生效先后排列。",
  },
  tables: { keys: keyTable },
  input: { member: memberId, limit, after },
  output: { keys: list(keyTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { member: id, limit: rows = PAGE_DEFAULT, after: from }) {
    const page = tables.keys.scan("byMember", { prefix: [id], limit: rows, after: from });
    return { keys: page.rows, next: page.next };
  },
});

/** One key, with proof of whose it is or that it is nobody's. */
export const key = defineView({
  name: "key",
  title: { en: "A key", zh: "查询密钥" },
  summary: {
    en: "Whose a key is and at which heights it counts, provably, or that it is not enrolled.",
    zh: "查询密钥的归属与有效高度，可证明其是否登记。",
  },
  tables: { keys: keyTable },
  proves: true,
  input: { keyId },
  output: { key: optional(keyTable.row) },
  run({ tables }, { keyId: id }) {
    return { key: tables.keys.get({ keyId: id }) };
  },
});

/** One organisation, with proof. */
export const organisation = defineView({
  name: "organisation",
  title: { en: "An organisation", zh: "查询机构" },
  summary: {
    en: "An organisation of the ledger, provably there or not.",
    zh: "查询账本的机构，可证明其是否存在。",
  },
  tables: { organisations: organisationTable },
  proves: true,
  input: { organisation: organisationId },
  output: { organisation: optional(organisationTable.row) },
  run({ tables }, { organisation: id }) {
    return { organisation: tables.organisations.get({ organisation: id }) };
  },
});
