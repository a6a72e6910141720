import { readFileSync, statSync } from "node:fs";
import { type ClaimResult, verifyClaims } from "@tallystick/core/claims/verify-claims";
import { CLAIMS_BYTES_MAX } from "@tallystick/core/limits";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { answer, shade } from "../answer.ts";
import { CommandError, exitCodes } from "../failure.ts";
import type { Language, Sentence } from "../language.ts";
import { formatTime } from "../terminal/quantities.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import type { FoundTrust } from "./find-trust.ts";
import {
  layerLines,
  trustJson,
  trustLines,
  VERDICT_MEANING,
  VERDICT_WORDS,
  verdictWord,
} from "./verdict-table.ts";

const STOOD: Sentence = {
  en: "As the ledger stood after block {height}, {time}; it may have changed since.",
  zh: "以上为第 {height} 块（{time}）时的账本状态，此后可能已变。",
};

/** Reads a file of claims, but never more than one may have. @throws CommandError */
export function readClaims(path: string): Uint8Array {
  try {
    if (statSync(path).size > CLAIMS_BYTES_MAX)
      throw new Error("it is too large to be a file of claims");
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    throw new CommandError("claims-unreadable", `${path}: ${(cause as Error).message}`, "", cause);
  }
}

/**
 * Checks a file of claims, and says of each claim in words whether it is so.
 * @returns the exit code: 0 when all layers pass and every claim holds
 */
export function verifyClaimsFile(
  path: string,
  found: FoundTrust | undefined,
  options: { readonly json?: boolean; readonly language: Language },
): number {
  const trust = found?.trust;
  const input = { claims: readClaims(path), now: Date.now(), suites: nodeSuite };
  const { valid, layers, claims, summary } = verifyClaims({ ...input, ...(trust && { trust }) });
  const { language } = options;
  const json = { claimsFile: path, valid, layers, claims, summary, trust: trustJson(found) };
  answer(options, json, () => [
    ...layerLines(layers, language),
    "",
    ...claimLines(claims, language),
    ...(summary === null
      ? []
      : [
          "",
          STOOD[language]
            .replace("{height}", String(summary.height))
            .replace("{time}", formatTime(summary.time)),
        ]),
    "",
    ...trustLines(found, language),
    "",
    verdictWord(valid, language),
  ]);
  return valid ? exitCodes.ok : exitCodes.failed;
}

/** Every claim on a line of its own: verdict, what it says, and why it does not hold. */
export function claimLines(claims: readonly ClaimResult[], language: Language): readonly string[] {
  const rows = claims.map(({ verdict, words, detail }) => [
    VERDICT_WORDS[verdict][language],
    printable(words[language]) + (verdict === "pass" ? "" : `  [${printable(detail[language])}]`),
  ]);
  return tableLines(rows, {
    indent: "  ",
    paint: (cell, column, row) => {
      const verdict = claims[row]?.verdict;
      return column === 0 && verdict !== undefined ? shade(VERDICT_MEANING[verdict], cell) : cell;
    },
  });
}
