import { defineView } from "@tallystick/ledger/app/define-view";
import { cursor, list, optional, uint } from "@tallystick/ledger/app/fields";
import { memberId, organisationId, until } from "../fields.ts";
import {
  certificateAuthorities,
  certificates as certificateTable,
  fingerprint,
} from "../records/certificates.ts";

const PAGE_DEFAULT = 20;
const PAGE_MAX = 100;

const limit = optional(
  uint({ min: 1, max: PAGE_MAX, en: "Rows at most.", zh: "最多返回的行数。" }),
);
const after = optional(cursor());
const next = optional(cursor({ en: "Cursor of the next page.", zh: "下一页的游标。" }));

/** Authorities, of one organisation or all. */
export const authorities = defineView({
  name: "authorities",
  title: { en: "Certificate authorities", zh: "证书颁发机构" },
  summary: {
    en: "X.509 authorities that organisations vouch for, past ones included.",
    zh: "各机构绑定的 X.509 颁发机构，含已撤销者。",
  },
  tables: { certificateAuthorities },
  input: { organisation: optional(organisationId), limit, after },
  output: { authorities: list(certificateAuthorities.row, { max: PAGE_MAX }), next },
  run({ tables }, { organisation, limit: rows = PAGE_DEFAULT, after: from }) {
    const prefix = organisation === undefined ? [] : [organisation];
    const query = { prefix, limit: rows, after: from };
    const page = tables.certificateAuthorities.scan("byOrganisation", query);
    return { authorities: page.rows, next: page.next };
  },
});

/** Certificates of a member, or all by when they end. */
export const certificates = defineView({
  name: "certificates",
  title: { en: "Certificates", zh: "证书列表" },
  summary: {
    en: "Certificates by when they end: of one member, or of everybody.",
    zh: "按到期时间排列的证书：某成员或全部。",
  },
  tables: { certificates: certificateTable },
  input: { member: optional(memberId), from: optional(until), to: optional(until), limit, after },
  output: { certificates: list(certificateTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { member, from, to, limit: rows = PAGE_DEFAULT, after: position }) {
    const query = { from, to, limit: rows, after: position };
    const page =
      member === undefined
        ? tables.certificates.scan("byNotAfter", query)
        : tables.certificates.scan("byMember", { ...query, prefix: [member] });
    return { certificates: page.rows, next: page.next };
  },
});

/** One certificate, with proof of whose it is or that it is nobody's. */
export const certificate = defineView({
  name: "certificate",
  title: { en: "A certificate", zh: "查询证书" },
  summary: {
    en: "Whose a certificate is and at which heights it counts, provably, or that it is not bound.",
    zh: "查询证书的归属与有效高度，可证明其是否绑定。",
  },
  tables: { certificates: certificateTable },
  proves: true,
  input: { fingerprint },
  output: { certificate: optional(certificateTable.row) },
  run({ tables }, { fingerprint: id }) {
    return { certificate: tables.certificates.get({ fingerprint: id }) };
  },
});
