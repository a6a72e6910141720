import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { bytes, text } from "@tallystick/ledger/app/fields";
import { countsFrom, countsTo, organisationId, until } from "../fields.ts";

/** Certificate authorities that an organisation vouches for. */
export const certificateAuthorities = defineTable({
  name: "certificate-authorities",
  en: "X.509 authorities whose certificates enrol members of an organisation.",
  zh: "可凭其证书登记本机构成员的 X.509 证书颁发机构。",
  key: {
    organisation: organisationId,
    fingerprint: bytes({
      length: 32,
      en: "Hash of the certificate (DER) under the suite of the ledger.",
      zh: "证书（DER）以账本杂凑算法计算的摘要。",
    }),
  },
  value: {
    certificate: bytes({ min: 1, max: 8192, en: "The certificate, DER.", zh: "证书（DER）。" }),
    subject: text({ max: 500, en: "Its subject, RFC 4514.", zh: "证书主体（RFC 4514）。" }),
    notAfter: until,
    fromHeight: countsFrom,
    toHeight: countsTo,
  },
  indexes: { byOrganisation: ["organisation", "fingerprint"], byNotAfter: ["notAfter"] },
});

/** Row of a certificate authority. */
export type CertificateAuthority = RowOf<typeof certificateAuthorities>;
