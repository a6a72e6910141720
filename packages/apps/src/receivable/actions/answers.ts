import {
  type Accepted,
  defineAction,
  ok,
  type Refused,
  refuse,
} from "@tallystick/ledger/app/define-action";
import { flag, optional } from "@tallystick/ledger/app/fields";
import { certificateNumber, reason, requestNumber } from "../fields.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import type { Request } from "../records/requests.ts";
import { complete } from "../rules/complete.ts";
import { certificateScope, type Here, lifeTables, organisationReads } from "../rules/context.ts";
import { hasRoom } from "../rules/exposure.ts";
import { OPEN_REFUSALS, type Open, openRequest } from "../rules/request.ts";
import { close, STATE_REFUSALS, whyNot } from "../rules/standing.ts";
import { decline } from "../transitions.ts";

const answering = {
  tables: lifeTables,
  reads: organisationReads,
  roles: ["operator"],
  recordClass: "receivable.certificates",
  scope: certificateScope,
} as const;

/** Names the request that an answer is about. */
const which = { certificate: certificateNumber, request: requestNumber };
const said = { ...which, reason: optional(reason) };

/** Whoever was asked says yes. */
export const accept = defineAction({
  ...answering,
  name: "accept",
  title: { en: "Accept a request", zh: "接受请求" },
  summary: {
    en: "The organisation that was asked accepts. What was asked happens in this statement; with a payment, when the bank confirms it, and until then the part stays locked.",
    zh: "被请求机构接受请求，所请求事项即时完成；附付款的待银行确认时完成，其间保持锁定。",
  },
  input: which,
  output: {
    completed: flag({ en: "False: it waits for the payment.", zh: "为假表示等待付款。" }),
  },
  refusals: [...OPEN_REFUSALS, OUTCOMES.notForYou, OUTCOMES.totalTooLarge, ...STATE_REFUSALS],
  run(ctx, key) {
    const { tables, block, caller, index } = ctx;
    const open = openRequest(ctx, key);
    if ("outcome" in open) return open;
    const { request, part, certificate } = open;
    if (request.to !== caller.organisation) return refuse(OUTCOMES.notForYou);
    const { payment } = request;
    const answered = { member: caller.member, time: block.time };
    if (payment !== undefined) {
      if (block.time > payment.until) return refuse(OUTCOMES.requestExpired);
      tables.requests.put({ ...request, state: "awaiting-payment", answered });
      tables.parts.put({ ...part, lock: { ...part.lock, until: payment.until } });
      return ok({ completed: false });
    }
    if (request.kind === "receipt" && !hasRoom(tables, certificate)) {
      return refuse(OUTCOMES.totalTooLarge);
    }
    const at = { index, time: block.time };
    if (complete(tables, certificate, part, request, at) === undefined) return whyNot(part);
    tables.requests.put({ ...request, state: "accepted", answered });
    return ok({ completed: true });
  },
});

/** Leads a request to nothing: the part is exactly what it was before. */
function undo(
  { tables, caller, block }: Here,
  { request, part }: Open,
  state: Request["state"],
  why?: string,
): Accepted<Record<string, never>> | Refused<(typeof STATE_REFUSALS)[number]> {
  const before = decline(part, request.kind);
  if (before === undefined) return whyNot(part);
  tables.parts.put(before);
  const answered = { member: caller.member, time: block.time, ...(why && { reason: why }) };
  close(tables, { ...request, state, answered });
  return ok({});
}

/** Whoever was asked says no. */
export const refuseRequest = defineAction({
  ...answering,
  name: "refuse",
  title: { en: "Refuse a request", zh: "拒绝请求" },
  summary: {
    en: "The organisation that was asked refuses; the part is what it was before.",
    zh: "被请求机构拒绝请求，子区间恢复如前。",
  },
  input: said,
  output: {},
  refusals: [...OPEN_REFUSALS, OUTCOMES.notForYou, ...STATE_REFUSALS],
  run(ctx, { reason: why, ...key }) {
    const open = openRequest(ctx, key);
    if ("outcome" in open) return open;
    if (open.request.to !== ctx.caller.organisation) return refuse(OUTCOMES.notForYou);
    return undo(ctx, open, "refused", why);
  },
});

/** Whoever asked takes it back. */
export const withdraw = defineAction({
  ...answering,
  name: "withdraw",
  title: { en: "Withdraw a request", zh: "撤回请求" },
  summary: {
    en: "The organisation that asked withdraws before the answer; the part is what it was before.",
    zh: "请求方在答复前撤回，子区间恢复如前。",
  },
  input: said,
  output: {},
  refusals: [...OPEN_REFUSALS, OUTCOMES.notYourOffer, ...STATE_REFUSALS],
  run(ctx, { reason: why, ...key }) {
    const open = openRequest(ctx, key);
    if ("outcome" in open) return open;
    if (open.request.from !== ctx.caller.organisation) return refuse(OUTCOMES.notYourOffer);
    return undo(ctx, open, "withdrawn", why);
  },
});

/** Tidies a request that has run out. */
export const clearRequest = defineAction({
  ...answering,
  name: "clear-request",
  title: { en: "Clear a request", zh: "清理逾期请求" },
  summary: {
    en: "Writes down that a request has run out, unanswered or unpaid. Its lock was gone already; anybody may tidy it.",
    zh: "登记已逾期未答复或未付款的请求；其锁定已自动失效，任何成员均可清理。",
  },
  roles: ["member", "operator"],
  input: which,
  output: {},
  refusals: [
    OUTCOMES.noSuchRequest,
    OUTCOMES.requestAnswered,
    OUTCOMES.requestOpen,
    ...STATE_REFUSALS,
  ],
  run({ tables, block }, key) {
    const request = tables.requests.get(key);
    if (request === undefined) return refuse(OUTCOMES.noSuchRequest);
    if (request.state !== "offered" && request.state !== "awaiting-payment") {
      return refuse(OUTCOMES.requestAnswered);
    }
    const part = tables.parts.get(request);
    if (part?.lock?.request !== request.request) return refuse(OUTCOMES.requestAnswered);
    if (block.time <= part.lock.until)
      return refuse(OUTCOMES.requestOpen, { until: part.lock.until });
    const before = decline(part, request.kind);
    if (before === undefined) return whyNot(part);
    tables.parts.put(before);
    close(tables, { ...request, state: request.state === "offered" ? "expired" : "unpaid" });
    return ok({});
  },
});
