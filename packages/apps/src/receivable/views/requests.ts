import { defineView } from "@tallystick/ledger/app/define-view";
import { choice, flag, group, list, optional } from "@tallystick/ledger/app/fields";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { organisationId } from "../../membership/fields.ts";
import { amount, certificateNumber, currency, instruction, requestNumber } from "../fields.ts";
import { certificates as certificateTable } from "../records/certificates.ts";
import {
  consents as consentTable,
  payments as paymentTable,
  type Request,
  requests as requestTable,
  terms as termsTable,
} from "../records/requests.ts";
import { next, PAGE_MAX, pageInput, pageOf } from "./paging.ts";

const STATES = [
  "offered",
  "awaiting-payment",
  "accepted",
  "refused",
  "withdrawn",
  "expired",
  "unpaid",
] as const;

/** A request with what is at stake. */
const seen = group({
  request: requestTable.row,
  amount,
  currency,
  debtor: organisationId,
  late: flag({
    en: "True when it has run out: it can no longer be answered.",
    zh: "已逾期、不能再答复时为真。",
  }),
});

type Tables = TableReaders<{ readonly certificates: typeof certificateTable }>;

function shown(tables: Tables, request: Request, now: number) {
  const certificate = tables.certificates.get(request);
  if (certificate === undefined) throw new Error("a request is about a certificate");
  const { state, payment } = request;
  const until = state === "awaiting-payment" ? (payment?.until ?? 0) : request.expires;
  return {
    request,
    amount: request.end - request.start,
    currency: certificate.currency,
    debtor: certificate.debtor,
    late: (state === "offered" || state === "awaiting-payment") && now > until,
  };
}

const tables = { certificates: certificateTable, requests: requestTable };
const input = {
  organisation: organisationId,
  state: optional(
    choice(STATES, {
      en: "What became of them; offered when left out.",
      zh: "请求状态，默认待答复。",
    }),
  ),
  ...pageInput,
};
const output = { requests: list(seen, { max: PAGE_MAX }), next };

/** What waits for an organisation's answer. */
export const inbox = defineView({
  name: "inbox",
  title: { en: "Requests to answer", zh: "待办请求" },
  summary: {
    en: "Requests to an organisation, the latest first: by default those that wait for its answer.",
    zh: "发给某机构的请求，最近的在前；默认仅列待答复者。",
  },
  tables,
  input,
  output,
  run(ctx, { organisation, state = "offered", ...page }) {
    const query = { prefix: [organisation, state], reverse: true, ...pageOf(page) };
    const found = ctx.tables.requests.scan("byInbox", query);
    return {
      requests: found.rows.map((row) => shown(ctx.tables, row, ctx.time)),
      next: found.next,
    };
  },
});

/** What an organisation has offered. */
export const outbox = defineView({
  name: "outbox",
  title: { en: "Requests made", zh: "已发请求" },
  summary: {
    en: "Requests that an organisation has made, the latest first: by default those that wait for an answer.",
    zh: "某机构发起的请求，最近的在前；默认仅列待答复者。",
  },
  tables,
  input,
  output,
  run(ctx, { organisation, state = "offered", ...page }) {
    const query = { prefix: [organisation, state], reverse: true, ...pageOf(page) };
    const found = ctx.tables.requests.scan("byOutbox", query);
    return {
      requests: found.rows.map((row) => shown(ctx.tables, row, ctx.time)),
      next: found.next,
    };
  },
});

/** Payments that a bank has been named for. */
export const paymentsAwaited = defineView({
  name: "payments-awaited",
  title: { en: "Payments to confirm", zh: "待确认付款" },
  summary: {
    en: "Requests on which title moves when this bank confirms a payment: by default those that wait for it now.",
    zh: "待某银行确认付款后转移权利的请求；默认仅列当前待付款者。",
  },
  tables,
  input,
  output,
  run(ctx, { organisation, state = "awaiting-payment", ...page }) {
    const query = { prefix: [organisation, state], reverse: true, ...pageOf(page) };
    const found = ctx.tables.requests.scan("byBank", query);
    return {
      requests: found.rows.map((row) => shown(ctx.tables, row, ctx.time)),
      next: found.next,
    };
  },
});

/** One request, with proof. */
export const request = defineView({
  name: "request",
  title: { en: "A request", zh: "一项请求" },
  summary: {
    en: "A request, what was answered, and its sealed terms, provably there or not.",
    zh: "某项请求、其答复及密封条款，可证明其是否存在。",
  },
  tables: { requests: requestTable, terms: termsTable },
  proves: true,
  input: { certificate: certificateNumber, request: requestNumber },
  output: { request: optional(requestTable.row), terms: optional(termsTable.row) },
  run: ({ tables: { requests, terms } }, key) => ({
    request: requests.get(key),
    terms: terms.get({ certificate: key.certificate, number: key.request }),
  }),
});

/** What a bank said of one payment, with proof. */
export const payment = defineView({
  name: "payment",
  title: { en: "A payment", zh: "一笔付款" },
  summary: {
    en: "What a bank said of a payment by its number, provably there or not.",
    zh: "银行对某付款指令的确认或拒绝，可证明其是否存在。",
  },
  tables: { payments: paymentTable },
  proves: true,
  input: { bank: organisationId, instruction },
  output: { payment: optional(paymentTable.row) },
  run: ({ tables: { payments } }, key) => ({ payment: payments.get(key) }),
});

/** Whose transfers an organisation takes without being asked. */
export const consents = defineView({
  name: "consents",
  title: { en: "Standing consents", zh: "长期同意" },
  summary: {
    en: "From whom an organisation takes transfers without being asked each time.",
    zh: "某机构预先同意接受转让的来源机构。",
  },
  tables: { consents: consentTable },
  input: { organisation: organisationId, ...pageInput },
  output: { consents: list(consentTable.row, { max: PAGE_MAX }), next },
  run(ctx, { organisation, ...page }) {
    const query = { prefix: [organisation], ...pageOf(page) };
    const found = ctx.tables.consents.scan("byReceiver", query);
    return { consents: found.rows, next: found.next };
  },
});
