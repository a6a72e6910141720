/**
 * What claims about receivables say, in the words of a bank. A claim that is not one of these, or whose
 * value is not of the form expected, gets the plain words: nothing here may say more than the claim does.
 */
import type { CborValue } from "../cbor.ts";
import { formatMoney } from "../money.ts";
import type { Sentence } from "../verify/result.ts";
import type { ClaimContext } from "./claim-context.ts";
import { type Claim, isInteger, rowText } from "./claims.ts";

const APP = "receivable";

/** `{value}` is the claim's value, in the form that the kind says. */
interface Known {
  readonly table: "certificates" | "parts";
  /** Path, test, and for some the one value for which these words are true. */
  readonly says: readonly [path: string, test: Claim["test"], value?: string];
  readonly kind?: "name" | "names" | "time" | "amount" | "end";
  readonly en: string;
  readonly zh: string;
}

const KNOWN: readonly Known[] = [
  {
    table: "certificates",
    says: ["", "absent"],
    en: "there is no such certificate",
    zh: "无此凭证",
  },
  {
    table: "certificates",
    says: ["debtor", "is"],
    kind: "name",
    en: "{value} has promised to pay",
    zh: "付款承诺人为 {value}",
  },
  {
    table: "certificates",
    says: ["payee", "is"],
    kind: "name",
    en: "it was issued to {value}",
    zh: "收款人为 {value}",
  },
  {
    table: "certificates",
    says: ["drawer", "is"],
    kind: "name",
    en: "it was drawn by {value}",
    zh: "出票人为 {value}",
  },
  {
    table: "certificates",
    says: ["currency", "is"],
    kind: "name",
    en: "its currency is {value}",
    zh: "币种为 {value}",
  },
  {
    table: "certificates",
    says: ["amount", "is"],
    kind: "amount",
    en: "it was issued for {value}",
    zh: "票面金额为 {value}",
  },
  {
    table: "certificates",
    says: ["due", "is"],
    kind: "time",
    en: "it falls due at {value}",
    zh: "到期时间为 {value}",
  },
  {
    table: "certificates",
    says: ["payBy", "is"],
    kind: "time",
    en: "it has to be paid by {value}",
    zh: "最后付款时刻为 {value}",
  },
  { table: "parts", says: ["", "absent"], en: "no part begins there", zh: "该处无子区间" },
  {
    table: "parts",
    says: ["holder", "is"],
    kind: "name",
    en: "it is held by {value}",
    zh: "由 {value} 持有",
  },
  {
    table: "parts",
    says: ["end", "is"],
    kind: "end",
    en: "it amounts to {value}",
    zh: "金额为 {value}",
  },
  {
    table: "parts",
    says: ["status", "is", "received"],
    en: "it has been received, and has neither ended nor been marked overdue",
    zh: "已签收，未终止，未标记逾期",
  },
  { table: "parts", says: ["status", "is", "matured"], en: "it is overdue", zh: "已逾期" },
  { table: "parts", says: ["status", "is", "terminated"], en: "it has ended", zh: "已终止" },
  {
    table: "parts",
    says: ["flag", "is", "circulable"],
    en: "it circulates freely: it is neither locked nor pledged",
    zh: "可流通，未锁定、未质押",
  },
  {
    table: "parts",
    says: ["flag", "is", "non-transferable"],
    en: "it may not be passed on, and is neither locked nor pledged",
    zh: "不得转让，未锁定、未质押",
  },
  { table: "parts", says: ["flag", "is", "pledged"], en: "it is pledged", zh: "已质押" },
  {
    table: "parts",
    says: ["lock.kind", "is"],
    kind: "name",
    en: "a request locks it: {value}",
    zh: "已被请求锁定：{value}",
  },
  {
    table: "parts",
    says: ["flag", "is", "locked"],
    en: "a request on it waits for an answer",
    zh: "有请求待答复，已锁定",
  },
  { table: "parts", says: ["lock", "absent"], en: "no request locks it", zh: "无请求锁定" },
  { table: "parts", says: ["pledge", "absent"], en: "it is not pledged", zh: "未质押" },
  {
    table: "parts",
    says: ["pledge.pledgee", "is"],
    kind: "name",
    en: "it is pledged to {value}",
    zh: "质押给 {value}",
  },
  { table: "parts", says: ["financed", "absent"], en: "it has not been financed", zh: "未融资" },
  {
    table: "parts",
    says: ["financed.financier", "is"],
    kind: "name",
    en: "it was financed by {value}",
    zh: "已由 {value} 融资",
  },
  { table: "parts", says: ["guarantors", "absent"], en: "nobody guarantees it", zh: "无保证人" },
  {
    table: "parts",
    says: ["guarantors", "is"],
    kind: "names",
    en: "it is guaranteed by {value}",
    zh: "由 {value} 保证",
  },
  { table: "parts", says: ["settled", "is", "redeemed"], en: "it was redeemed", zh: "已兑付" },
  { table: "parts", says: ["settled", "is", "cancelled"], en: "it was cancelled", zh: "已注销" },
];

const NOT_OVERDUE: Sentence = {
  en: "it is not overdue: it may be paid until {value} or later",
  zh: "未逾期：最后付款时刻不早于 {value}",
};

const LOCK_OVER: Sentence = {
  en: "the request that locked it ran out before {value}",
  zh: "锁定该部分的请求已于 {value} 前失效",
};

/** Words for a claim about a row of the application `receivable`; undefined where there are none. */
export function receivableWords(claim: Claim, context: ClaimContext): Sentence | undefined {
  const { row, path, test, value } = claim;
  if (row.app !== APP || path.some((step) => typeof step !== "string")) return undefined;
  const place = placeOf(claim);
  if (place === undefined) return undefined;
  const name = path.join(".");
  // Only what may be paid after the checkpoint is not overdue at the checkpoint.
  if (row.table === "certificates" && name === "payBy" && test === "at-least") {
    if (!isInteger(value) || value < context.time) return undefined;
    const until = timeText(value);
    return until === undefined ? undefined : joined(place, NOT_OVERDUE, until);
  }
  if (row.table === "parts" && name === "lock.until" && test === "before") {
    const until = isInteger(value) && value <= context.time ? timeText(value) : undefined;
    return until === undefined ? undefined : joined(place, LOCK_OVER, until);
  }
  const known = KNOWN.find(
    ({ table, says }) =>
      table === row.table &&
      says[0] === name &&
      says[1] === test &&
      (says[2] === undefined || says[2] === value),
  );
  if (known === undefined) return undefined;
  const text = known.kind === undefined ? "" : valueText(known.kind, claim, context);
  return text === undefined ? undefined : joined(place, known, text);
}

function joined(place: Sentence, { en, zh }: Sentence, value: string): Sentence {
  return {
    en: `${place.en}: ${en.replace("{value}", () => value)}`,
    zh: `${place.zh}：${zh.replace("{value}", () => value)}`,
  };
}

/** Which certificate, and which of its units: there may be several in one file. */
function placeOf({ row }: Claim): Sentence | undefined {
  const [certificate, start] = row.key;
  if (!isInteger(certificate)) return undefined;
  if (row.table === "certificates" && row.key.length === 1) {
    return { en: `Certificate ${certificate}`, zh: `凭证 ${certificate}` };
  }
  if (row.table !== "parts" || !isInteger(start)) return undefined;
  return {
    en: `Certificate ${certificate}, part from unit ${start}`,
    zh: `凭证 ${certificate}，自第 ${start} 单位起的部分`,
  };
}

function valueText(
  kind: NonNullable<Known["kind"]>,
  claim: Claim,
  context: ClaimContext,
): string | undefined {
  const { value, row } = claim;
  if (kind === "name") return nameText(value);
  if (kind === "names") {
    const names = Array.isArray(value) ? value.map(nameText) : [];
    return names.length === 0 || names.includes(undefined) ? undefined : names.join(", ");
  }
  if (!isInteger(value)) return undefined;
  if (kind === "time") return timeText(value);
  const currency = currencyOf(claim, context);
  if (currency === undefined) return undefined;
  const from = kind === "end" ? row.key[1] : 0;
  return isInteger(from) && value >= from
    ? formatMoney(BigInt(value) - BigInt(from), currency)
    : undefined;
}

/** An id; any other text could be a sentence of its own. */
function nameText(value: CborValue | undefined): string | undefined {
  return typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(value)
    ? value
    : undefined;
}

/** The currency of the certificate, when the file proves its row. */
function currencyOf({ row }: Claim, { rows }: ClaimContext): string | undefined {
  const [certificate] = row.key;
  const name = { app: APP, table: "certificates", key: [certificate as CborValue] };
  const found = rows.get(rowText(name))?.value;
  const currency = found instanceof Map ? found.get("currency") : undefined;
  return typeof currency === "string" && /^[A-Z]{3}$/.test(currency) ? currency : undefined;
}

function timeText(value: number | bigint): string | undefined {
  const time = Number(value);
  return time >= 0 && time < 253_402_300_800_000 ? new Date(time).toISOString() : undefined;
}
