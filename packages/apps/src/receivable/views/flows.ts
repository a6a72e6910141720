import { defineView } from "@tallystick/ledger/app/define-view";
import { choice, flag, group, list, optional } from "@tallystick/ledger/app/fields";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { organisationId } from "../../membership/fields.ts";
import { time } from "../../supervision/fields.ts";
import { BACKGROUND_MAX, documentNumber, FINDING_CODES } from "../documents/fields.ts";
import { newest } from "../documents/findings.ts";
import { FLOW_CODES, mismatchesOf } from "../documents/flows.ts";
import { type Document, documents as documentTable } from "../documents/records.ts";
import {
  amount,
  certificateNumber,
  instruction,
  requestKind,
  requestNumber,
  total,
} from "../fields.ts";
import { FLOW_CERTIFICATES_MAX, FLOW_GOODS_MAX, FLOW_MONEY_MAX } from "../limits.ts";
import { dayOfTime, textOfDay } from "../policy/calendar.ts";
import { policyNow } from "../policy/policy-at.ts";
import { type Certificate, certificates as certificateTable } from "../records/certificates.ts";
import {
  certificatesOfInvoice,
  flowTables,
  goodsOf,
  invoiced,
  moneyOf,
  newReach,
  papersOfCertificate,
  type Reach,
  shownMoney,
  versionsOf,
} from "./gather-flows.ts";

/** Papers that flows show: those cited, and the contracts behind them. */
const PAPERS_SHOWN = 2 * BACKGROUND_MAX;

const CODES = [...FLOW_CODES, ...FINDING_CODES] as const;

const mismatch = group({
  code: choice(CODES, { en: "What does not fit.", zh: "不符类别。" }),
  certificates: list(certificateNumber, { max: FLOW_CERTIFICATES_MAX }),
  documents: list(documentNumber, { max: PAPERS_SHOWN + FLOW_GOODS_MAX }),
});

const paper = group({
  document: documentTable.row,
  taken: optional(total("What the certificate takes of it", "凭证所占用的金额")),
});

const leg = group({
  certificate: certificateNumber,
  request: requestNumber,
  kind: requestKind,
  payer: organisationId,
  payee: organisationId,
  amount: optional(amount),
  time: time("When", "时间"),
  bank: optional(organisationId),
  instruction: optional(instruction),
  confirmed: optional(
    flag({
      en: "True: the bank says it was paid. False: it says it was not. Absent: redeemed free of payment, and no bank has said anything.",
      zh: "真：银行确认已付；假：银行声明未付；缺省：票款分离兑付，无银行声明。",
    }),
  ),
});

const output = {
  certificates: list(certificateTable.row, { max: FLOW_CERTIFICATES_MAX }),
  papers: list(paper, { max: PAPERS_SHOWN }),
  goods: list(documentTable.row, { max: FLOW_GOODS_MAX }),
  money: list(leg, { max: FLOW_MONEY_MAX }),
  mismatches: list(mismatch, {
    max: CODES.length,
    en: "What does not fit between the three; none does not mean that all is true.",
    zh: "三流之间的不符之处；无不符不代表内容属实。",
  }),
  complete: flag({
    en: "False when there is more than was looked at.",
    zh: "尚有未计入的记录时为假。",
  }),
};

type Readers = TableReaders<typeof flowTables>;

interface Cited {
  readonly document: Document;
  readonly taken?: bigint | undefined;
}

/** Goods, papers and money of certificates and what they settle, with what does not fit. */
function bind(
  { tables, time: now }: { readonly tables: Readers; readonly time: number },
  certificates: readonly Certificate[],
  cited: readonly Cited[],
  reach: Reach,
) {
  const offset = policyNow(tables).utcOffsetMinutes;
  const dateOf = (moment: number) => textOfDay(dayOfTime(moment, offset));
  const papers = new Map(cited.map((one) => [one.document.document, one]));
  for (const { document } of cited) {
    const contract =
      document.contract === undefined ? undefined : newest(tables, document.contract);
    if (contract === undefined || papers.has(contract.document)) continue;
    papers.set(contract.document, { document: contract });
  }
  const all = [...papers.values()].sort((a, b) => a.document.document - b.document.document);
  if (all.length > PAPERS_SHOWN) reach.complete = false;
  const shown = all.slice(0, PAPERS_SHOWN);
  const invoices = shown.filter(({ document }) => document.kind === "invoice");
  const contracts = shown.flatMap(({ document }) =>
    document.kind === "contract" ? [document] : [],
  );
  const versions = versionsOf(
    tables,
    shown.map(({ document }) => document),
  );
  const goods = goodsOf(
    tables,
    invoices.map(({ document }) => document),
    contracts,
    versions,
    reach,
  );
  const legs = certificates.flatMap(({ certificate }) => moneyOf(tables, certificate, reach));
  const money = shownMoney(legs, reach);
  const mismatches = mismatchesOf(tables, {
    invoices: invoices.map(({ document, taken }) => invoiced(tables, document, taken)),
    ...{ certificates, contracts, goods, versions, now, today: dateOf(now) },
    money: money.map((one) => ({ ...one, date: dateOf(one.time) })),
  });
  const told = { certificates: [...certificates], papers: shown, goods, money, mismatches };
  return { ...told, complete: reach.complete };
}

/** Goods, papers and money of a certificate. */
export const flows = defineView({
  name: "flows",
  title: { en: "Three flows of a certificate", zh: "凭证三流合一" },
  summary: {
    en: "Goods, papers and money behind a certificate as one: deliveries and acceptances, contract and invoices, payments and redemptions, and what does not fit between them. A list, never a claim of truth.",
    zh: "凭证背后的物流、信息流、资金流合一：交付与验收、合同与发票、付款与兑付，及其间不符之处。仅为清单，不构成真实性判断。",
  },
  tables: flowTables,
  input: { certificate: certificateNumber },
  output,
  run(ctx, key) {
    const reach = newReach();
    const row = ctx.tables.certificates.get(key);
    const cited = papersOfCertificate(ctx.tables, key.certificate, reach);
    return bind(ctx, row === undefined ? [] : [row], cited, reach);
  },
});

/** Goods, papers and money of an invoice. */
export const invoiceFlows = defineView({
  name: "invoice-flows",
  title: { en: "Three flows of an invoice", zh: "发票三流合一" },
  summary: {
    en: "Goods, papers and money of an invoice as one, with every certificate that settles it and what does not fit. A list, never a claim of truth.",
    zh: "某发票的物流、信息流、资金流合一，含结算该发票的各凭证及不符之处。仅为清单，不构成真实性判断。",
  },
  tables: flowTables,
  input: { invoice: documentNumber },
  output,
  run(ctx, { invoice }) {
    const reach = newReach();
    const document = newest(ctx.tables, invoice);
    if (document?.kind !== "invoice") return bind(ctx, [], [], reach);
    return bind(ctx, certificatesOfInvoice(ctx.tables, document, reach), [{ document }], reach);
  },
});
