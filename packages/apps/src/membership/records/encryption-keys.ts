import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import {
  coseEncryptionKey,
  countsFrom,
  countsTo,
  encryptionKeyId,
  memberId,
  organisationId,
} from "../fields.ts";

/** Keys to which terms are sealed. Never deleted: what was sealed to one names it for ever. */
export const encryptionKeys = defineTable({
  name: "encryption-keys",
  en: "Keys to which organisations have terms sealed. They sign nothing.",
  zh: "机构接收密封条款的加密密钥，不用于签名。",
  key: { keyId: encryptionKeyId },
  value: {
    organisation: organisationId,
    key: coseEncryptionKey,
    by: memberId,
    fromHeight: countsFrom,
    toHeight: countsTo,
  },
  indexes: { byOrganisation: ["organisation", "fromHeight", "keyId"] },
});

/** Row of an encryption key. */
export type EncryptionKeyRow = RowOf<typeof encryptionKeys>;
