import { defineView } from "@tallystick/ledger/app/define-view";
import { flag, group, list, optional } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { number, time } from "../../supervision/fields.ts";
import { amount, certificateNumber } from "../fields.ts";
import { certificates as certificateTable } from "../records/certificates.ts";
import { endorsements as endorsementTable } from "../records/endorsements.ts";
import { parts as partTable } from "../records/parts.ts";
import { terms as termsTable } from "../records/requests.ts";
import { next, PAGE_MAX, pageInput, pageOf } from "./paging.ts";

/** One certificate, with proof. */
export const certificate = defineView({
  name: "certificate",
  title: { en: "A certificate", zh: "一张凭证" },
  summary: {
    en: "What was promised, by whom, for when; provably there or not.",
    zh: "凭证的承诺内容、承诺人与到期日，可证明其是否存在。",
  },
  tables: { certificates: certificateTable },
  proves: true,
  input: { certificate: certificateNumber },
  output: { certificate: optional(certificateTable.row) },
  run: ({ tables }, key) => ({ certificate: tables.certificates.get(key) }),
});

/** Every part of one certificate: the leaves of its tree. */
export const tree = defineView({
  name: "tree",
  title: { en: "Tree of an issue", zh: "凭证拆分树" },
  summary: {
    en: "The parts of a certificate in the order of their units: who holds each, on which tier, in what state. The view endorsements says how they came there.",
    zh: "凭证各子区间（按单位次序）：持有人、层级与状态；流转过程见 endorsements 视图。",
  },
  tables: { certificates: certificateTable, parts: partTable },
  input: { certificate: certificateNumber, ...pageInput },
  output: {
    certificate: optional(certificateTable.row),
    parts: list(partTable.row, { max: PAGE_MAX }),
    next,
  },
  run({ tables }, { certificate: number, ...page }) {
    const found = tables.parts.scan("byCertificate", { prefix: [number], ...pageOf(page) });
    const row = tables.certificates.get({ certificate: number });
    return { certificate: row, parts: found.rows, next: found.next };
  },
});

/** Everything that was passed on under one certificate: the branches of its tree. */
export const endorsements = defineView({
  name: "endorsements",
  title: { en: "Endorsements of an issue", zh: "凭证背书记录" },
  summary: {
    en: "Every completed step on the units of a certificate, the first one first.",
    zh: "凭证各单位已完成的流转，按时间先后。",
  },
  tables: { endorsements: endorsementTable },
  input: { certificate: certificateNumber, ...pageInput },
  output: { endorsements: list(endorsementTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { certificate: which, ...page }) {
    const found = tables.endorsements.scan("byCertificate", { prefix: [which], ...pageOf(page) });
    return { endorsements: found.rows, next: found.next };
  },
});

/** A certificate that somebody owes, and what of it is still to be paid. */
const obligation = group({
  certificate: certificateTable.row,
  unpaid: amount,
  overdue: flag({
    en: "True when it should have been paid and was not, in whole.",
    zh: "已过付款期限仍未全部付清时为真。",
  }),
});

/** What a debtor has to pay, by due date. */
export const obligations = defineView({
  name: "obligations",
  title: { en: "Obligations by maturity", zh: "到期应付" },
  summary: {
    en: "Certificates that an organisation has promised to pay, the first due first, with what is unpaid.",
    zh: "某机构承诺付款的凭证（先到期者在前）及未付金额。",
  },
  tables: { certificates: certificateTable },
  input: {
    organisation: organisationId,
    from: optional(time("Due at or after", "到期时间不早于")),
    to: optional(time("Due before", "到期时间早于")),
    ...pageInput,
  },
  output: { obligations: list(obligation, { max: PAGE_MAX }), next },
  run({ tables, time: now }, { organisation, from, to, ...page }) {
    const query = { prefix: [organisation], from, to, ...pageOf(page) };
    const found = tables.certificates.scan("byDebtor", query);
    const rows = found.rows.map((row) => {
      const unpaid = row.amount - row.redeemed - row.cancelled;
      return { certificate: row, unpaid, overdue: unpaid > 0n && now > row.payBy };
    });
    return { obligations: rows, next: found.next };
  },
});

/** Certificates that an organisation has drawn. */
export const drawn = defineView({
  name: "drawn",
  title: { en: "Certificates drawn", zh: "出票列表" },
  summary: {
    en: "Certificates that an organisation has drawn, the latest first.",
    zh: "某机构开立的凭证，最近的在前。",
  },
  tables: { certificates: certificateTable },
  input: { organisation: organisationId, ...pageInput },
  output: { certificates: list(certificateTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { organisation, ...page }) {
    const query = { prefix: [organisation], reverse: true, ...pageOf(page) };
    const found = tables.certificates.scan("byDrawer", query);
    return { certificates: found.rows, next: found.next };
  },
});

/** Sealed terms, with proof. */
export const terms = defineView({
  name: "terms",
  title: { en: "Sealed terms", zh: "密封条款" },
  summary: {
    en: "The sealed terms of a certificate or of a request, provably there or not; only those they were sealed for can open them.",
    zh: "凭证或请求的密封条款，可证明其是否存在；仅密封对象可开启。",
  },
  tables: { terms: termsTable },
  proves: true,
  input: {
    certificate: certificateNumber,
    number: number(
      "The request; the certificate's own number for its own terms.",
      "请求编号；凭证自身条款填凭证编号。",
    ),
  },
  output: { terms: optional(termsTable.row) },
  run: ({ tables }, key) => ({ terms: tables.terms.get(key) }),
});
