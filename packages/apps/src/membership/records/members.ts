import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { choice, flag, optional, text, uint } from "@tallystick/ledger/app/fields";
import {
  coseKey,
  keyId,
  keyPurposes,
  memberId,
  memberKind,
  organisationId,
  role,
  until,
} from "../fields.ts";
import { since } from "./since.ts";

/** The field for a name that a member shows. */
export const displayName = optional(
  text({
    max: 100,
    en: "Name that the member shows; on the ledger for ever, so not a real name.",
    zh: "成员展示名称，将永久留存于账本，请勿填写真实姓名。",
  }),
);

/** Who may sign statements. */
export const members = defineTable({
  name: "members",
  en: "Members of the ledger.",
  zh: "账本的成员。",
  key: { member: memberId },
  value: {
    organisation: organisationId,
    role,
    since,
    kind: optional(memberKind),
    displayName,
    status: optional(
      choice(["active", "suspended", "removed"], {
        en: "What was decided last. Absent: active since enrolment.",
        zh: "最近一次决定的状态，缺省为自登记起有效。",
      }),
    ),
    statusFrom: optional(
      uint({
        en: "First height of that status; before it, the other holds.",
        zh: "该状态生效的首个高度，此前为另一状态。",
      }),
    ),
    pseudonym: optional(
      flag({
        en: "True for a pseudonym: the registrar knows who it is, the ledger does not.",
        zh: "假名成员：登记机构知其身份，账本不知。",
      }),
    ),
  },
  indexes: { byOrganisation: ["organisation", "role", "member"] },
});

/** The members' keys, past and present. Never deleted: old receipts need them. */
export const keys = defineTable({
  name: "keys",
  en: "Keys of members, with the heights at which they count.",
  zh: "成员密钥及其有效高度。",
  key: { keyId },
  value: {
    member: memberId,
    key: coseKey,
    fromHeight: uint({
      en: "First height at which statements of the key are accepted.",
      zh: "接受该密钥签名的首个高度。",
    }),
    toHeight: optional(
      uint({
        en: "Last such height; absent while the key is in force.",
        zh: "最后有效高度，有效期内为空。",
      }),
    ),
    purposes: optional(keyPurposes),
    notAfter: optional(until),
  },
  indexes: { byMember: ["member", "fromHeight"], byKeyId: ["keyId"] },
});

/** Row of a member. */
export type Member = RowOf<typeof members>;
/** Row of a key. */
export type Key = RowOf<typeof keys>;
