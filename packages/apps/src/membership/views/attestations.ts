import { defineView } from "@tallystick/ledger/app/define-view";
import { list, optional } from "@tallystick/ledger/app/fields";
import { memberId, organisationId } from "../fields.ts";
import { attestations as attestationTable } from "../records/attestations.ts";
import { next, PAGE_MAX, pageQuery, paging } from "./paging.ts";

/** What is attested of a member, or by a registrar. */
export const attestations = defineView({
  name: "attestations",
  title: { en: "Attestations", zh: "身份证明列表" },
  summary: {
    en: "What registrars attest of a member, or what one registrar attests. Withdrawn and expired ones are listed too.",
    zh: "对某成员的身份证明，或某登记机构的全部证明，含已撤回与过期的。",
  },
  tables: { attestations: attestationTable },
  input: { member: optional(memberId), registrar: optional(organisationId), ...paging },
  output: { attestations: list(attestationTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { member, registrar, ...page }) {
    const [index, first, second] =
      member === undefined
        ? (["byRegistrar", registrar, undefined] as const)
        : (["byMember", member, registrar] as const);
    const prefix = [first, second].filter((value) => value !== undefined);
    const { rows, next: further } = tables.attestations.scan(index, pageQuery(page, prefix));
    return { attestations: rows, next: further };
  },
});

/** One attestation, with proof that it stands, has ended, or never was. */
export const attestation = defineView({
  name: "attestation",
  title: { en: "An attestation", zh: "查询身份证明" },
  summary: {
    en: "What a registrar attests of a member, provably, or that it attests nothing.",
    zh: "查询登记机构对成员的证明，可证明其有无。",
  },
  tables: { attestations: attestationTable },
  proves: true,
  input: { member: memberId, registrar: organisationId },
  output: { attestation: optional(attestationTable.row) },
  run({ tables }, key) {
    return { attestation: tables.attestations.get(key) };
  },
});
