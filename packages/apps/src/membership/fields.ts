import { bytes, choice, optional, text, uint } from "@tallystick/ledger/app/fields";

/** Ids of members and organisations. */
export const ID_PATTERN = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** The field for a member's id. */
export const memberId = text({
  max: 63,
  pattern: ID_PATTERN,
  en: "Id of the member: a-z 0-9 . _ -",
  zh: "成员标识：a-z 0-9 . _ -",
});

/** The field for an organisation's id. */
export const organisationId = text({
  max: 63,
  pattern: ID_PATTERN,
  en: "Id of the organisation: a-z 0-9 . _ -",
  zh: "机构标识：a-z 0-9 . _ -",
});

/** The field for a role. */
export const role = choice(["operator", "member"], {
  en: "Operators manage the members of their organisation.",
  zh: "管理员负责管理本机构的成员。",
});

/** The field for a key's identifier. */
export const keyId = bytes({
  length: 32,
  en: "Identifier of the key: COSE Key Thumbprint (RFC 9679) under the hash of the ledger.",
  zh: "密钥标识：以账本杂凑算法计算的 COSE 密钥指纹（RFC 9679）。",
});

/** The field for a public key. */
export const coseKey = bytes({
  min: 32,
  max: 128,
  en: "Public key as COSE_Key, deterministic CBOR.",
  zh: "COSE_Key 格式的公钥（确定性 CBOR）。",
});

/** The height from which a change counts. */
export const fromHeight = optional(
  uint({
    min: 1,
    en: "First height at which the change counts. Default: the next block.",
    zh: "变更生效的首个高度，默认为下一区块。",
  }),
);
