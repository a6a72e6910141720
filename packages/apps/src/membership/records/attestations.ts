import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { bytes, choice, optional } from "@tallystick/ledger/app/fields";
import { countsFrom, countsTo, memberId, organisationId, until } from "../fields.ts";

/** The field for how well an identity was verified. */
export const level = choice(["low", "substantial", "high"], {
  en: "How well the identity was verified (levels of Regulation (EU) 910/2014, Art. 8).",
  zh: "身份核验等级（欧盟第 910/2014 号条例第 8 条）。",
});

/** The field for what binds an attestation to papers that stay with the registrar. */
export const commitment = bytes({
  length: 32,
  en: "Hash of the verified identity with a random salt; both stay with the registrar.",
  zh: "已核验身份与随机盐的摘要，二者均留存于登记机构。",
});

/** What registrars attest of members. */
export const attestations = defineTable({
  name: "attestations",
  en: "What a registrar attests of a member: how well it was verified, not who it is.",
  zh: "登记机构对成员的证明：核验等级，而非身份。",
  key: { member: memberId, registrar: organisationId },
  value: {
    level,
    commitment,
    by: memberId,
    fromHeight: countsFrom,
    until: optional(until),
    toHeight: countsTo,
  },
  indexes: { byMember: ["member", "registrar"], byRegistrar: ["registrar", "member"] },
});

/** Row of an attestation. */
export type Attestation = RowOf<typeof attestations>;
