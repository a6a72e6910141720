/** Verification of a file of claims, offline. docs/reference/claims.md lists the steps. */
import type { CborValue } from "../cbor.ts";
import type { LayerName, LayerResult, Sentence, Verdict } from "../verify/result.ts";
import {
  type StateAnswerInput,
  type StateAnswerResult,
  verifyStateAnswer,
} from "../verify-state-answer.ts";
import type { ClaimContext } from "./claim-context.ts";
import { type Claim, ClaimsError, type DecodedClaims, decodeClaims, rowText } from "./claims.ts";
import { judgeClaim } from "./judge-claim.ts";
import { claimWords, valueWords } from "./words.ts";

/** What {@link verifyClaims} takes: as for a state answer, with the file of claims in its place. */
export interface ClaimsInput extends Omit<StateAnswerInput, "answer"> {
  /** Bytes of the file. */
  readonly claims: Uint8Array;
}

/** Why a claim has its verdict. */
export type ClaimCode = "claim-holds" | "claim-false" | "claim-row-missing" | "claim-unconfirmed";

/** The verdict on one claim. */
export interface ClaimResult extends Claim {
  readonly verdict: Verdict;
  readonly code: ClaimCode;
  /** The claim itself in words. They are made here: what a file says about itself is not believed. */
  readonly words: Sentence;
  /** Why it has this verdict. */
  readonly detail: Sentence;
}

/** The verdicts on a file of claims. */
export interface ClaimsResult {
  /** True when every layer passes and every claim holds. */
  readonly valid: boolean;
  /** format, ledger, checkpoint-signatures, time and state: of all answers in the file together. */
  readonly layers: readonly LayerResult[];
  readonly claims: readonly ClaimResult[];
  /** null when the bytes are not a file of claims. As for a state answer, with the rows of all of them. */
  readonly summary: StateAnswerResult["summary"];
}

const FORMAT: Readonly<Record<"good" | "bad" | "unread", readonly [Verdict, string, Sentence]>> = {
  good: [
    "pass",
    "claims-well-formed",
    {
      en: "The file is complete and well-formed, and all its rows are of one checkpoint.",
      zh: "文件完整，格式正确，且各行均属同一检查点。",
    },
  ],
  bad: [
    "fail",
    "claims-malformed",
    {
      en: "These bytes are not a file of claims about one checkpoint.",
      zh: "这些字节不是关于同一检查点的主张文件。",
    },
  ],
  unread: [
    "not-checkable",
    "claims-unread",
    {
      en: "Not checked, because the file could not be read.",
      zh: "文件无法读取，未作校验。",
    },
  ],
};

const CODES: Readonly<Record<ClaimCode, readonly [Verdict, string, string]>> = {
  "claim-holds": ["pass", "The proved row says so.", "已证明的行与此相符。"],
  "claim-false": [
    "fail",
    "The proved row says otherwise: {found}.",
    "已证明的行与此不符，实为：{found}。",
  ],
  "claim-row-missing": [
    "fail",
    "The file does not prove the row that this is about.",
    "文件未证明该主张所涉的行。",
  ],
  "claim-unconfirmed": [
    "not-checkable",
    "The row in the file says so, but the row itself is not proved.",
    "文件中的行与此相符，但该行本身未获证明。",
  ],
};

/** Judges every layer of a file of claims, and every claim. Never throws, whatever the bytes. */
export function verifyClaims(input: ClaimsInput): ClaimsResult {
  let file: DecodedClaims;
  try {
    file = decodeClaims(input.claims);
  } catch (error) {
    return unreadable(error instanceof ClaimsError ? error.message : "malformed");
  }
  try {
    return judge(file, input);
  } catch {
    // No input is known that gets here; a fault must never look like a pass.
    return unreadable("internal");
  }
}

function judge(file: DecodedClaims, { claims: _, ...given }: ClaimsInput): ClaimsResult {
  const results = file.answers.map((answer) => verifyStateAnswer({ ...given, answer }));
  // An answer that decoded before and now does not hold a row: its bytes are no answer after all.
  if (results.some(({ summary }) => summary === null)) return unreadable("a row is not CBOR");
  const layers = mergedLayers(results);
  const records = results.flatMap(({ summary }) => summary?.records ?? []);
  const rows = new Map(records.map((record) => [rowText(record), record]));
  const confirmed = layers.every(({ verdict }) => verdict === "pass");
  const [first] = results;
  const context = { rows, time: first?.summary?.time ?? 0 };
  const claims = file.claims.map((claim) => claimResult(claim, context, confirmed));
  return {
    valid: confirmed && claims.every(({ verdict }) => verdict === "pass"),
    layers,
    claims,
    summary: first?.summary ? { ...first.summary, records } : null,
  };
}

/** The worst verdict on each layer: one bad answer spoils the file. */
function mergedLayers(results: readonly StateAnswerResult[]): readonly LayerResult[] {
  const [first] = results;
  const merged = (first?.layers ?? []).map((layer, at) => {
    const all = results.map(({ layers }) => layers[at] ?? layer);
    return (
      all.find(({ verdict }) => verdict === "fail") ??
      all.find(({ verdict }) => verdict === "not-checkable") ??
      layer
    );
  });
  return merged.map((layer) => (layer.layer === "format" ? formatLayer("good") : layer));
}

function claimResult(claim: Claim, context: ClaimContext, confirmed: boolean): ClaimResult {
  const words = claimWords(claim, context);
  const record = context.rows.get(rowText(claim.row));
  if (record === undefined) return told(claim, words, "claim-row-missing");
  const { holds, found } = judgeClaim(claim, record.value);
  if (!holds) return told(claim, words, "claim-false", found);
  return told(claim, words, confirmed ? "claim-holds" : "claim-unconfirmed");
}

function told(claim: Claim, words: Sentence, code: ClaimCode, found?: CborValue): ClaimResult {
  const [verdict, en, zh] = CODES[code];
  const nothing = { en: "nothing stands there", zh: "该处无内容" };
  const text = (lang: "en" | "zh") => (found === undefined ? nothing[lang] : valueWords(found));
  const detail = {
    en: en.replace("{found}", () => text("en")),
    zh: zh.replace("{found}", () => text("zh")),
  };
  return { ...claim, verdict, code, words, detail };
}

function unreadable(reason: string): ClaimsResult {
  const others: readonly LayerName[] = ["ledger", "checkpoint-signatures", "time", "state"];
  const layers = [
    formatLayer("bad", { reason }),
    ...others.map((layer) => ({ ...formatLayer("unread"), layer })),
  ];
  return { valid: false, layers, claims: [], summary: null };
}

function formatLayer(
  kind: keyof typeof FORMAT,
  data?: Readonly<Record<string, unknown>>,
): LayerResult {
  const [verdict, code, detail] = FORMAT[kind];
  return { layer: "format", verdict, code, detail, ...(data && { data }) };
}
