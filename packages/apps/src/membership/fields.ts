import { bytes, choice, list, optional, text, uint } from "@tallystick/ledger/app/fields";

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

/** The field for the identifier of an encryption key. */
export const encryptionKeyId = bytes({
  length: 32,
  en: "Identifier of the encryption key: COSE Key Thumbprint (RFC 9679) under the hash of the ledger, the kid of a recipient.",
  zh: "加密密钥标识：以账本杂凑算法计算的 COSE 密钥指纹（RFC 9679），即收件方 kid。",
});

/** The field for a public encryption key. */
export const coseEncryptionKey = bytes({
  min: 32,
  max: 128,
  en: "Public encryption key as COSE_Key, deterministic CBOR: X25519, or SM2 in suite gm.",
  zh: "COSE_Key 格式的加密公钥（确定性 CBOR）：X25519，国密套件为 SM2。",
});

/** Heights that a change may be set for: more than a ledger of a block a second reaches in 30,000 years. */
export const HEIGHT_MAX = 1_000_000_000_000;

/** The height from which a change counts. */
export const fromHeight = optional(
  uint({
    min: 1,
    max: HEIGHT_MAX,
    en: "First height at which the change counts. Default: the next block.",
    zh: "变更生效的首个高度，默认为下一区块。",
  }),
);

/** What an organisation is on the ledger; it may be several. */
export const ORGANISATION_KINDS = [
  "validator",
  "observer",
  "management",
  "notary",
  "court",
  "regulator",
  "application-gateway",
  "registrar",
] as const;

/** One kind of organisation. */
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

/** The field for what an organisation is. */
export const organisationKind = choice(ORGANISATION_KINDS, {
  en: "What the organisation is: a validator signs checkpoints, a registrar verifies identities.",
  zh: "机构类别：验证节点签署检查点，登记机构核验身份。",
});

/** The field for all kinds of an organisation. */
export const organisationKinds = list(organisationKind, {
  min: 1,
  max: ORGANISATION_KINDS.length,
  en: "What the organisation is, each kind once.",
  zh: "机构的全部类别，不得重复。",
});

/** The field for a name that people read. */
export const name = text({ max: 200, en: "Name for people.", zh: "机构名称。" });

/** The fields that say who an organisation is before the law. */
export const legalIdentity = {
  legalName: optional(
    text({ max: 200, en: "Name in the public register.", zh: "登记机关登记的名称。" }),
  ),
  uscc: optional(
    text({
      min: 18,
      max: 18,
      pattern: /^[0-9A-HJ-NP-RT-UW-Y]{18}$/,
      en: "Unified social credit code (GB 32100-2015), 18 characters with its check character.",
      zh: "统一社会信用代码（GB 32100-2015），18 位，含校验码。",
    }),
  ),
  lei: optional(
    text({
      min: 20,
      max: 20,
      pattern: /^[0-9A-Z]{18}[0-9]{2}$/,
      en: "Legal entity identifier (ISO 17442), 20 characters with its check digits.",
      zh: "全球法人识别编码（ISO 17442），20 位，含校验码。",
    }),
  ),
} as const;

/** The field for where an organisation is reached. */
export const contact = optional(
  text({
    max: 200,
    en: "Where the organisation is reached: an office, not a person.",
    zh: "机构的联系方式（部门，而非个人）。",
  }),
);

/** The field for a height from which something counts. */
export const countsFrom = uint({
  en: "First height at which it counts.",
  zh: "生效的首个高度。",
});

/** The field for the last height at which something counts. */
export const countsTo = optional(
  uint({
    en: "Last height at which it counts; absent while no end is set.",
    zh: "最后有效高度，未定终止时为空。",
  }),
);

/** The field for a time after which something no longer counts. */
export const until = uint({
  en: "Last moment at which it counts: block time, milliseconds since 1970 UTC.",
  zh: "最后有效时刻：区块时间，自 1970 年起的毫秒数（UTC）。",
});

/** What a member is. */
export const memberKind = choice(["person", "service", "device"], {
  en: "A person, a service that acts by itself, or a device. Absent: person.",
  zh: "个人、自动服务或设备，缺省为个人。",
});

/** What a key may sign. */
export const KEY_PURPOSES = ["records", "administration", "governance"] as const;

/** One purpose of a key. */
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** The field for what a key may sign. */
export const keyPurposes = list(
  choice(KEY_PURPOSES, {
    en: "records: applications; administration: membership; governance: proposals, ballots, supervision.",
    zh: "records：业务应用；administration：成员管理；governance：提案、表决与监管。",
  }),
  {
    min: 1,
    max: KEY_PURPOSES.length,
    en: "What the key may sign. Absent: everything its member may.",
    zh: "密钥的用途，缺省为成员可做的一切。",
  },
);

/** Ids of roles. */
export const roleId = text({
  max: 63,
  pattern: ID_PATTERN,
  en: "Id of the role: a-z 0-9 . _ -",
  zh: "角色标识：a-z 0-9 . _ -",
});

/** A right to call one action, or every action of an application. */
const CAPABILITY_PATTERN = /^[a-z][a-z0-9-]{0,62}\.(\*|[a-z][a-z0-9-]{0,62})$/;

/** Capabilities in one role or delegation. */
export const CAPABILITIES_MAX = 64;

/** The field for one capability. */
export const capability = text({
  max: 127,
  pattern: CAPABILITY_PATTERN,
  en: "An action such as evidence.deposit, or all of an application: evidence.*",
  zh: "某个操作，如 evidence.deposit，或某应用的全部操作：evidence.*",
});

/** The field for a set of capabilities. */
export const capabilities = list(capability, {
  min: 1,
  max: CAPABILITIES_MAX,
  en: "The actions it opens.",
  zh: "所开放的操作。",
});

/** The fields that narrow a right; what is absent does not narrow. */
export const scope = {
  app: optional(
    text({
      max: 63,
      pattern: /^[a-z][a-z0-9-]*$/,
      en: "Only actions of this application.",
      zh: "仅限该应用的操作。",
    }),
  ),
  recordClass: optional(
    text({
      max: 127,
      pattern: /^[a-z][a-z0-9.-]*$/,
      en: "Only records of this class.",
      zh: "仅限该类别的记录。",
    }),
  ),
  organisation: optional(organisationId),
} as const;
