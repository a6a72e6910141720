import { defineView } from "@tallystick/ledger/app/define-view";
import { list, optional, uint } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { documentNumber } from "../documents/fields.ts";
import {
  corrections as correctionTable,
  discrepancies as discrepancyTable,
  documents as documentTable,
} from "../documents/records.ts";
import { certificateNumber } from "../fields.ts";
import { policyNow, policyTables } from "../policy/policy-at.ts";
import { policies as policyTable } from "../policy/records.ts";
import { next, PAGE_MAX, pageInput, pageOf } from "./paging.ts";

/** One trade paper, with proof. */
export const document = defineView({
  name: "document",
  title: { en: "A trade paper", zh: "一份贸易单据" },
  summary: {
    en: "A contract, invoice, delivery or acceptance by digest and fields, and what it was corrected by; provably so.",
    zh: "合同、发票、交付或验收单据的摘要与要素及其更正，可证明。",
  },
  tables: { documents: documentTable, corrections: correctionTable },
  proves: true,
  input: { document: documentNumber },
  output: {
    document: optional(documentTable.row),
    correctedBy: optional(documentNumber),
  },
  run: ({ tables }, key) => ({
    document: tables.documents.get(key),
    correctedBy: tables.corrections.get(key)?.by,
  }),
});

/** Trade papers of a seller. */
export const documents = defineView({
  name: "documents",
  title: { en: "Trade papers", zh: "贸易单据" },
  summary: {
    en: "Trade papers of a seller, or those under a contract, the latest first.",
    zh: "某卖方或某合同项下的贸易单据，最近的在前。",
  },
  tables: { documents: documentTable },
  input: {
    seller: optional(organisationId),
    buyer: optional(organisationId),
    contract: optional(documentNumber),
    ...pageInput,
  },
  output: { documents: list(documentTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { seller, buyer, contract, ...page }) {
    const query = { reverse: true, ...pageOf(page) };
    const found =
      contract !== undefined
        ? tables.documents.scan("byContract", { prefix: [contract], ...query })
        : buyer !== undefined
          ? tables.documents.scan("byBuyer", { prefix: [buyer], ...query })
          : tables.documents.scan("bySeller", {
              prefix: seller === undefined ? [] : [seller],
              ...query,
            });
    return { documents: found.rows, next: found.next };
  },
});

/** What did not fit. */
export const discrepancies = defineView({
  name: "discrepancies",
  title: { en: "Discrepancies", zh: "差异清单" },
  summary: {
    en: "What did not fit when trade papers were held against each other and against their earlier uses: of one certificate, one seller, one buyer, or all, the latest first. A list, never a claim of truth.",
    zh: "贸易单据之间及与既往使用之间的差异：按凭证、卖方、买方或全部列出，最近的在前。仅为清单，不构成真实性判断。",
  },
  tables: { discrepancies: discrepancyTable },
  input: {
    certificate: optional(certificateNumber),
    seller: optional(organisationId),
    buyer: optional(organisationId),
    ...pageInput,
  },
  output: { discrepancies: list(discrepancyTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { certificate, seller, buyer, ...page }) {
    const query = { reverse: true, ...pageOf(page) };
    const found =
      certificate !== undefined
        ? tables.discrepancies.scan("byCertificate", { prefix: [certificate], ...query })
        : seller !== undefined
          ? tables.discrepancies.scan("bySeller", { prefix: [seller], ...query })
          : buyer !== undefined
            ? tables.discrepancies.scan("byBuyer", { prefix: [buyer], ...query })
            : tables.discrepancies.scan("byFound", query);
    return { discrepancies: found.rows, next: found.next };
  },
});

/** What the network allows, with proof. */
export const policy = defineView({
  name: "policy",
  title: { en: "Policy", zh: "业务规则" },
  summary: {
    en: "What the network allows: the version in force, or the one asked for; provably so.",
    zh: "网络业务规则：现行版本或指定版本，可证明。",
  },
  tables: policyTables,
  proves: true,
  input: { version: optional(uint({ min: 1, en: "The version.", zh: "版本。" })) },
  output: { policy: optional(policyTable.row) },
  run: ({ tables }, { version }) => ({
    policy: version === undefined ? policyNow(tables) : tables.policies.get({ version }),
  }),
});
