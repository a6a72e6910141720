import { inWords } from "@tallystick/apps/receivable/words";
import type { Language, Sentence } from "../language.ts";
import { tableLines } from "../terminal/table.ts";
import { money } from "./read-input.ts";

type Row = Readonly<Record<string, unknown>>;

const HEADS = {
  goods: { en: "GOODS", zh: "物流" },
  papers: { en: "PAPERS", zh: "信息流" },
  money: { en: "MONEY", zh: "资金流" },
  mismatches: { en: "MISMATCHES", zh: "不符之处" },
} as const satisfies Record<string, Sentence>;

/** Goods, papers and money as people read them, and what does not fit between them. */
export function flowLines(answer: Row, language: Language): readonly string[] {
  const zh = language === "zh";
  const rowsOf = (name: string) => answer[name] as readonly Row[];
  const [certificate] = rowsOf("certificates");
  const papers = rowsOf("papers").map((one) => one["document"] as Row);
  const currency = certificate?.["currency"] ?? papers.find((one) => one["currency"])?.["currency"];
  const part = (
    name: keyof typeof HEADS,
    lines: readonly (readonly string[])[],
    none: Sentence,
  ) => [
    HEADS[name][language],
    ...(lines.length > 0 ? tableLines(lines, { indent: "  " }) : [`  ${none[language]}`]),
  ];
  const nothing = { en: "none on the ledger", zh: "账本上没有" };
  const mismatches = rowsOf("mismatches").map((one) => mismatchLine(one, language));
  return [
    ...part(
      "goods",
      rowsOf("goods").map((one) => documentLine(one, language)),
      nothing,
    ),
    ...part(
      "papers",
      papers.map((one) => documentLine(one, language)),
      nothing,
    ),
    ...part(
      "money",
      rowsOf("money").map((one) => legLine(one, currency, language)),
      nothing,
    ),
    ...part("mismatches", mismatches, {
      en: "none found, which does not mean that all is true",
      zh: "未发现不符，不代表内容属实",
    }),
    ...(answer["complete"] === true
      ? []
      : [zh ? "尚有更多记录未计入。" : "There is more on the ledger than was looked at."]),
  ];
}

function documentLine(row: Row, language: Language): string[] {
  const { document, kind, code, date, amount, currency } = row;
  return [
    String(document),
    inWords(kind === "acceptance" ? "goods-acceptance" : kind, language),
    String(code),
    String(date),
    amount === undefined || currency === undefined ? "-" : money(amount, currency),
  ];
}

function legLine(row: Row, currency: unknown, language: Language): string[] {
  const { certificate, request, kind, payer, payee, amount, bank, instruction, confirmed } = row;
  const zh = language === "zh";
  const said =
    confirmed === undefined
      ? inWords("payment-unconfirmed", language)
      : confirmed === true
        ? zh
          ? `${bank} 已确认（${instruction}）`
          : `confirmed by ${bank} (${instruction})`
        : zh
          ? `${bank} 已拒绝（${instruction}）`
          : `rejected by ${bank} (${instruction})`;
  return [
    `${certificate}/${request}`,
    inWords(kind, language),
    `${payer} -> ${payee}`,
    amount === undefined ? "-" : money(amount, currency),
    said,
  ];
}

function mismatchLine({ code, certificates, documents }: Row, language: Language): string[] {
  const of = (name: Sentence, numbers: unknown) => {
    const list = numbers as readonly unknown[];
    return list.length === 0 ? [] : [`${name[language]} ${list.join(", ")}`];
  };
  const named = [
    ...of({ en: "certificate", zh: "凭证" }, certificates),
    ...of({ en: "document", zh: "单据" }, documents),
  ];
  return [inWords(code, language), named.join("; ")];
}
