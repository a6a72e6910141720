/**
 * Claims in words, in English and Chinese. The words are made from the plain form of a claim and from
 * the rows of its file, never read from the file: words that somebody wrote could say anything.
 */
import { toHex } from "../bytes.ts";
import type { CborValue } from "../cbor.ts";
import type { Sentence } from "../verify/result.ts";
import type { ClaimContext } from "./claim-context.ts";
import type { Claim, ClaimTest } from "./claims.ts";
import { receivableWords } from "./receivable-words.ts";

/** Characters of one value in words; a longer one is cut, and says so. */
const VALUE_LENGTH_MAX = 200;

const FORMS: Readonly<Record<ClaimTest, Sentence>> = {
  is: { en: "{member} is {value}", zh: "{member} 为 {value}" },
  absent: { en: "there is no {member}", zh: "没有 {member}" },
  before: { en: "{member} is less than {value}", zh: "{member} 小于 {value}" },
  "at-least": { en: "{member} is {value} or more", zh: "{member} 不小于 {value}" },
};

/** What a claim says: in the words of its application where core knows them, else plainly. */
export function claimWords(claim: Claim, context: ClaimContext): Sentence {
  return receivableWords(claim, context) ?? plainWords(claim);
}

function plainWords({ row, path, test, value }: Claim): Sentence {
  const where = `${row.app} / ${row.table} ${valueWords(row.key)}: `;
  const member = path.length === 0 ? null : path.map(stepWords).join(".");
  const fill = (lang: "en" | "zh") => {
    const named = member ?? { en: "row", zh: "此行" }[lang];
    const given = value === undefined ? "" : valueWords(value);
    return (
      where + FORMS[test][lang].replace("{member}", () => named).replace("{value}", () => given)
    );
  };
  return { en: fill("en"), zh: fill("zh") };
}

/** A step that could be taken for anything else stands in quotes. */
function stepWords(step: string | number): string {
  if (typeof step === "number") return `${step}`;
  return /^[A-Za-z][A-Za-z0-9-]*$/.test(step) ? step : JSON.stringify(step);
}

/** A value as one line of text: texts in quotes, bytes as hex, maps and arrays as JSON. */
export function valueWords(value: CborValue): string {
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (member instanceof Uint8Array) return toHex(member);
    if (member instanceof Map) return Object.fromEntries(member);
    return typeof member === "bigint" ? member.toString() : member;
  });
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text;
}
