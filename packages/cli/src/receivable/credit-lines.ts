import type { Language, Sentence } from "../language.ts";
import { tableLines } from "../terminal/table.ts";
import { money } from "./read-input.ts";

type Row = Readonly<Record<string, unknown>>;

const FIGURES: Readonly<Record<string, Sentence>> = {
  promised: { en: "promised", zh: "承诺" },
  open: { en: "of it open", zh: "其中未到期或未结" },
  redeemedOnTime: { en: "redeemed on time", zh: "按时兑付" },
  redeemedLate: { en: "redeemed late", zh: "逾期兑付" },
  presentedLate: { en: "of it asked for late", zh: "其中付款请求晚于付款时刻" },
  overdue: { en: "overdue now", zh: "当前逾期" },
  cancelled: { en: "cancelled", zh: "协议注销" },
  recourseClaimed: { en: "claimed by recourse", zh: "被追索" },
  recoursePaid: { en: "paid on recourse", zh: "追索已清偿" },
};

/** Which ratio stands beside which figure. */
const RATIOS: Readonly<Record<string, string>> = {
  redeemedOnTime: "onTime",
  overdue: "overdue",
  cancelled: "cancelled",
  recoursePaid: "recoursePaid",
};

/** A credit record as people read it: sums in money, ratios in percent. */
export function creditLines(answer: Row, language: Language): readonly string[] {
  const { organisation, currency, open } = answer;
  const record = answer["record"] as Row | undefined;
  const ratios = answer["ratios"] as Row;
  const zh = language === "zh";
  if (record === undefined) {
    return [
      zh
        ? `${organisation}：账本上没有该机构 ${currency} 的履约记录。`
        : `${organisation}: nothing was promised in ${currency}, and nothing claimed.`,
    ];
  }
  const sums: Row = { ...record, open };
  const rows = Object.entries(FIGURES).map(([name, words]) => [
    words[language],
    money(sums[name], currency),
    percent(ratios[RATIOS[name] ?? ""]),
  ]);
  return [
    `${organisation}  ${currency}`,
    ...tableLines(rows, { indent: "  " }),
    zh
      ? "仅为汇总数字，不作评判，也不据此排除任何机构。"
      : "Sums, not a judgement; nobody is excluded from anything by them.",
  ];
}

/** Basis points as percent; nothing when there was nothing to divide by. */
function percent(basisPoints: unknown): string {
  if (basisPoints === undefined) return "";
  const points = Number(basisPoints);
  return `${Math.floor(points / 100)}.${String(points % 100).padStart(2, "0")} %`;
}
