import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { optional, text, uint } from "@tallystick/ledger/app/fields";
import { coseKey, keyId, memberId, organisationId, role } from "./fields.ts";

const since = uint({ en: "Height of the block that wrote it.", zh: "写入该记录的区块高度。" });

/** The organisations that run the ledger. */
export const organisations = defineTable({
  name: "organisations",
  en: "Organisations of the ledger.",
  zh: "账本的机构。",
  key: { organisation: organisationId },
  value: {
    name: text({ max: 200, en: "Name for people.", zh: "机构名称。" }),
    key: coseKey,
    since,
  },
  indexes: {},
});

/** Who may sign statements. */
export const members = defineTable({
  name: "members",
  en: "Members of the ledger.",
  zh: "账本的成员。",
  key: { member: memberId },
  value: { organisation: organisationId, role, since },
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
  },
  indexes: { byMember: ["member", "fromHeight"], byKeyId: ["keyId"] },
});

/** Row of an organisation. */
export type Organisation = RowOf<typeof organisations>;
/** Row of a member. */
export type Member = RowOf<typeof members>;
/** Row of a key. */
export type Key = RowOf<typeof keys>;
