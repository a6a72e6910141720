import { defineView } from "@tallystick/ledger/app/define-view";
import { list, optional } from "@tallystick/ledger/app/fields";
import { encryptionKeyId, organisationId } from "../fields.ts";
import { encryptionKeys as table } from "../records/encryption-keys.ts";
import { next, PAGE_MAX, pageQuery, paging } from "./paging.ts";

/** The encryption keys of an organisation. */
export const encryptionKeys = defineView({
  name: "encryption-keys",
  title: { en: "Encryption keys", zh: "加密密钥列表" },
  summary: {
    en: "Keys to which terms are sealed, of one organisation or all, past and present.",
    zh: "某机构或全部机构现有及历史的加密密钥。",
  },
  tables: { encryptionKeys: table },
  input: { organisation: optional(organisationId), ...paging },
  output: { keys: list(table.row, { max: PAGE_MAX }), next },
  run({ tables }, { organisation, ...page }) {
    const prefix = organisation === undefined ? [] : [organisation];
    const { rows, next: further } = tables.encryptionKeys.scan(
      "byOrganisation",
      pageQuery(page, prefix),
    );
    return { keys: rows, next: further };
  },
});

/** One encryption key, with proof of whose it is or that it is nobody's. */
export const encryptionKey = defineView({
  name: "encryption-key",
  title: { en: "An encryption key", zh: "查询加密密钥" },
  summary: {
    en: "Whose an encryption key is and at which heights it counts, provably, or that it is not enrolled.",
    zh: "查询加密密钥的归属与有效高度，可证明其是否登记。",
  },
  tables: { encryptionKeys: table },
  proves: true,
  input: { keyId: encryptionKeyId },
  output: { key: optional(table.row) },
  run: ({ tables }, { keyId }) => ({ key: tables.encryptionKeys.get({ keyId }) }),
});
