import type { LayerResult, Verdict, VerifyResult } from "@tallystick/core/verify";
import { LAYER_TITLES } from "@tallystick/core/verify/texts";
import { shade } from "../answer.ts";
import type { Language, Sentence } from "../language.ts";
import type { Meaning } from "../terminal/paint.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { type FoundTrust, groupDigits, trustSourceWords } from "./find-trust.ts";

/** Verdicts in words. */
export const VERDICT_WORDS: Readonly<Record<Verdict, Sentence>> = {
  pass: { en: "pass", zh: "通过" },
  fail: { en: "FAIL", zh: "不通过" },
  absent: { en: "absent", zh: "无此项" },
  "not-checkable": { en: "not checkable", zh: "无法校验" },
};

/** What a verdict means to the eye. */
export const VERDICT_MEANING: Readonly<Record<Verdict, Meaning>> = {
  pass: "good",
  fail: "bad",
  absent: "quiet",
  "not-checkable": "strong",
};

const WORDS = {
  valid: { en: "VALID", zh: "有效" },
  notValid: { en: "NOT VALID", zh: "无效" },
  trust: { en: "Trust", zh: "信任文件" },
  fingerprint: { en: "SHA-256", zh: "SHA-256" },
  compare: {
    en: "The verdict rests on this trust file: compare its SHA-256 with the one the organisations publish.",
    zh: "结论以此信任文件为准：请将其 SHA-256 与各机构公布的值核对。",
  },
  noTrust: {
    en: "No trust file was found, so nobody's signature could be checked. Give one with --trust.",
    zh: "未找到信任文件，无法校验任何机构签名。请用 --trust 指定。",
  },
} as const satisfies Record<string, Sentence>;

/** Every layer of a verdict on a line of its own: verdict, what was looked at, the finding. */
export function layerLines(layers: readonly LayerResult[], language: Language): readonly string[] {
  const rows = layers.map(({ layer, verdict, detail }) => [
    VERDICT_WORDS[verdict][language],
    LAYER_TITLES[layer][language],
    printable(detail[language]),
  ]);
  return tableLines(rows, {
    indent: "  ",
    paint: (cell, column, row) => {
      const verdict = layers[row]?.verdict;
      return column === 0 && verdict !== undefined ? shade(VERDICT_MEANING[verdict], cell) : cell;
    },
  });
}

/** The verdict in one word. */
export function verdictWord(valid: boolean, language: Language): string {
  return shade(valid ? "good" : "bad", (valid ? WORDS.valid : WORDS.notValid)[language]);
}

/** Whom the verdict rests on. */
export function trustLines(found: FoundTrust | undefined, language: Language): readonly string[] {
  if (found === undefined) return [WORDS.noTrust[language]];
  const where = `${printable(found.path)} (${trustSourceWords[found.source][language]})`;
  return [
    `${WORDS.trust[language]}: ${where}`,
    `${WORDS.fingerprint[language]}: ${groupDigits(found.fingerprint)}`,
    ...(found.source === "beside" ? [WORDS.compare[language]] : []),
  ];
}

/** The whole report on one receipt. */
export function reportLines(
  result: VerifyResult,
  found: FoundTrust | undefined,
  language: Language,
): readonly string[] {
  return [
    ...layerLines(result.layers, language),
    "",
    ...trustLines(found, language),
    "",
    verdictWord(result.valid, language),
  ];
}

/** The same for programs. */
export function reportJson(
  result: VerifyResult,
  found: FoundTrust | undefined,
): Record<string, unknown> {
  const { valid, layers, summary } = result;
  return { valid, layers, summary, trust: trustJson(found) };
}

/** Whom the verdict rests on, for programs. */
export function trustJson(found: FoundTrust | undefined): Record<string, unknown> | null {
  if (found === undefined) return null;
  const { path, source, fingerprint, trust } = found;
  return { path, source, sha256: fingerprint, ledger: trust.ledgerId };
}
