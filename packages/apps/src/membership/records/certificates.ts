import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { bytes, optional, text, uint } from "@tallystick/ledger/app/fields";
import { countsFrom, countsTo, memberId, organisationId, until } from "../fields.ts";

/** The field for what names a certificate. */
export const fingerprint = bytes({
  length: 32,
  en: "Hash of the certificate (DER) under the suite of the ledger, as `openssl x509 -fingerprint` prints it.",
  zh: "证书（DER）以账本杂凑算法计算的摘要，与 openssl x509 -fingerprint 的输出一致。",
});

/** The field for an X.509 certificate. */
export const certificateDer = bytes({
  min: 1,
  max: 8192,
  en: "The certificate, DER.",
  zh: "证书（DER）。",
});

/** The field for the organisation that certificates of a shared authority must name. */
export const requiredOrganisation = optional(
  text({
    max: 64,
    en: "The only organisation name (attribute O) that its certificates may carry. For an authority that also serves others.",
    zh: "证书中机构名称（O）必须与此一致；颁发机构同时服务其他单位时填写。",
  }),
);

/** Certificate authorities that an organisation vouches for. */
export const certificateAuthorities = defineTable({
  name: "certificate-authorities",
  en: "X.509 authorities whose certificates enrol members of an organisation.",
  zh: "可凭其证书登记本机构成员的 X.509 证书颁发机构。",
  key: {
    organisation: organisationId,
    fingerprint,
  },
  value: {
    certificate: certificateDer,
    subject: text({ max: 500, en: "Its subject, for people.", zh: "证书主体（供阅读）。" }),
    notAfter: until,
    fromHeight: countsFrom,
    toHeight: countsTo,
    requiredOrganisation,
  },
  indexes: { byOrganisation: ["organisation", "fingerprint"], byNotAfter: ["notAfter"] },
});

/** Row of a certificate authority. */
export type CertificateAuthority = RowOf<typeof certificateAuthorities>;

/** Certificates by which members are known outside the ledger. */
export const certificates = defineTable({
  name: "certificates",
  en: "X.509 certificates bound to members. The end of one does not end a key on the ledger.",
  zh: "与成员绑定的 X.509 证书，证书到期不影响账本密钥。",
  key: { fingerprint },
  value: {
    member: memberId,
    organisation: organisationId,
    authority: bytes({
      length: 32,
      en: "Fingerprint of the organisation's authority that it was verified under.",
      zh: "核验所依据的本机构颁发机构的指纹。",
    }),
    serial: bytes({ min: 1, max: 20, en: "Its serial number.", zh: "证书序列号。" }),
    publicKey: bytes({
      length: 32,
      en: "Hash of its SubjectPublicKeyInfo under the suite of the ledger.",
      zh: "证书公钥信息（SubjectPublicKeyInfo）的摘要。",
    }),
    notBefore: uint({
      en: "First moment of its validity, milliseconds since 1970 UTC.",
      zh: "有效期起始时刻，自 1970 年起的毫秒数（UTC）。",
    }),
    notAfter: until,
    fromHeight: countsFrom,
    toHeight: countsTo,
  },
  indexes: { byMember: ["member", "notAfter"], byNotAfter: ["notAfter"] },
});

/** Row of a certificate. */
export type CertificateRow = RowOf<typeof certificates>;
