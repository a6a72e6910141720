import { readFileSync, statSync } from "node:fs";
import { toHex } from "@tallystick/core/bytes";
import type { CborValue } from "@tallystick/core/cbor";
import { STATE_ANSWER_BYTES_MAX } from "@tallystick/core/limits";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import {
  type StateAnswerResult,
  type StateRecord,
  verifyStateAnswer,
} from "@tallystick/core/verify-state-answer";
import { answer, toJsonLine } from "../answer.ts";
import { CommandError, exitCodes } from "../failure.ts";
import type { FileDigests, WantedDigest } from "../files/digest-file.ts";
import type { Language, Sentence } from "../language.ts";
import { formatTime } from "../terminal/quantities.ts";
import { printable } from "../terminal/width.ts";
import { countSentence, depositKey, depositsOf } from "./count-deposits.ts";
import type { FoundTrust } from "./find-trust.ts";
import { layerLines, trustJson, trustLines, verdictWord } from "./verdict-table.ts";

/** Digests a file, with progress or without. */
export type Digester = (path: string, wanted: readonly WantedDigest[]) => Promise<FileDigests>;

const NOT_ABOUT: Sentence = {
  en: "The proof is about another file.",
  zh: "该证明与此文件无关。",
};

/** Reads a proof, but never more of a file than a proof may have. @throws CommandError */
function readProof(path: string): Uint8Array {
  try {
    if (statSync(path).size > STATE_ANSWER_BYTES_MAX)
      throw new Error("it is too large to be a proof");
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    throw new CommandError("proof-unreadable", `${path}: ${(cause as Error).message}`, "", cause);
  }
}

/**
 * Checks a proof of records present or absent, and what it says about a file when that is given.
 * @returns the exit code: 0 when the proof is valid, and about the file
 */
export async function verifyProof(
  proofPath: string,
  filePath: string | undefined,
  found: FoundTrust | undefined,
  options: { readonly json?: boolean; readonly language: Language },
  digester: Digester,
): Promise<number> {
  const trust = found?.trust;
  const input = { answer: readProof(proofPath), now: Date.now(), suites: nodeSuite };
  const result = verifyStateAnswer({ ...input, ...(trust && { trust }) });
  const records = result.summary?.records ?? [];
  const deposits =
    filePath === undefined
      ? []
      : depositsOf(records, await digestsFor(filePath, records, digester));
  const about = filePath === undefined || deposits.length > 0;
  const valid = result.valid && about;
  const { language } = options;
  const json = {
    file: filePath ?? null,
    proof: proofPath,
    valid,
    ...(filePath !== undefined && { deposits }),
    layers: result.layers,
    summary: result.summary,
    trust: trustJson(found),
  };
  answer(options, json, () => [
    ...layerLines(result.layers, language),
    "",
    ...recordLines(result, language),
    ...(about ? deposits.map((one) => countSentence(one)[language]) : [NOT_ABOUT[language]]),
    "",
    ...trustLines(found, language),
    "",
    verdictWord(valid, language),
  ]);
  return valid ? exitCodes.ok : exitCodes.failed;
}

async function digestsFor(
  filePath: string,
  records: readonly StateRecord[],
  digester: Digester,
): Promise<ReadonlyMap<string, string>> {
  const tags = new Set(
    records.map((record) => depositKey(record)?.alg).filter((alg) => alg !== undefined),
  );
  // A salted commitment cannot be recomputed without its salt, which a proof does not carry.
  const wanted = [...tags].filter((alg) => !alg.startsWith("hmac-")).map((alg) => ({ alg }));
  const { digests } = await digester(filePath, wanted);
  return new Map(wanted.map(({ alg }, at) => [alg, toHex(digests[at] ?? new Uint8Array())]));
}

function recordLines({ summary }: StateAnswerResult, language: Language): readonly string[] {
  if (summary === null) return [];
  const words = { present: { en: "present", zh: "存在" }, absent: { en: "absent", zh: "不存在" } };
  const lines = summary.records.map(({ app, table, key, value }) => {
    const state = (value === null ? words.absent : words.present)[language];
    const fields = value === null ? "" : ` ${toJsonLine(value)}`;
    return `  ${state}  ${app}.${table} ${keyText(key)}${printable(fields)}`;
  });
  return [...lines, `  ${formatTime(summary.time)}`];
}

function keyText(key: readonly CborValue[]): string {
  return printable(toJsonLine(key));
}
