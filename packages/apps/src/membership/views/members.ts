import { defineView } from "@tallystick/ledger/app/define-view";
import { list, optional } from "@tallystick/ledger/app/fields";
import { keyId, memberId, organisationId } from "../fields.ts";
import { keys as keyTable, members as memberTable } from "../records/members.ts";
import { organisations as organisationTable } from "../records/organisations.ts";
import { HISTORY_PAGE, historyKeys, next, PAGE_MAX, pageQuery, paging } from "./paging.ts";

/** Members, of one organisation or all. */
export const members = defineView({
  name: "members",
  title: { en: "Members", zh: "成员列表" },
  summary: {
    en: "Members by organisation, role and id.",
    zh: "按机构、角色与标识排列的成员。",
  },
  tables: { members: memberTable },
  input: { organisation: optional(organisationId), ...paging },
  output: { members: list(memberTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { organisation, ...page }) {
    const prefix = organisation === undefined ? [] : [organisation];
    const { rows, next: further } = tables.members.scan("byOrganisation", pageQuery(page, prefix));
    return { members: rows, next: further };
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
  input: { member: memberId, ...paging },
  output: { keys: list(keyTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { member: id, ...page }) {
    const { rows, next: further } = tables.keys.scan("byMember", pageQuery(page, [id]));
    return { keys: rows, next: further };
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

/** The whole key history of a member, with proof of every key. */
export const keyHistory = defineView({
  name: "key-history",
  title: { en: "Key history of a member", zh: "成员的密钥历史" },
  summary: {
    en: "Keys of a member with the heights at which each counts or counted: by which key a receipt of any height is judged. Ask once to learn the keys, and again naming them, for an answer that its proofs prove.",
    zh: "成员的密钥及其有效高度：据此判断任一高度回执的签名密钥。先查询得知密钥，再列出密钥查询，即得可逐一证明的答复。",
  },
  tables: { members: memberTable, keys: keyTable },
  proves: true,
  input: { member: memberId, keyIds: historyKeys, after: paging.after },
  output: {
    member: optional(memberTable.row),
    keys: list(keyTable.row, { max: HISTORY_PAGE }),
    next,
  },
  run({ tables }, { member: id, keyIds, after }) {
    const row = tables.members.get({ member: id });
    // An order cannot be proved, only rows: so a proof is asked for the rows by their names.
    if (keyIds !== undefined) {
      const named = keyIds.flatMap((known) => tables.keys.get({ keyId: known }) ?? []);
      return { member: row, keys: named.filter(({ member: owner }) => owner === id) };
    }
    const page = tables.keys.scan("byMember", { prefix: [id], limit: HISTORY_PAGE, after });
    return { member: row, keys: page.rows, next: page.next };
  },
});
