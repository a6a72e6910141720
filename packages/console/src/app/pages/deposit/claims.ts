import type { DepositFile } from "./deposits.ts";

/** What the depositor says about the files. Empty texts are not said. */
export interface Claims {
  readonly labels: readonly string[];
  readonly source: string;
  readonly note: string;
  /** Also state the size and the media type of each file. */
  readonly facts: boolean;
  /** Also state the name of each file, in its note. */
  readonly names: boolean;
}

/** Nothing said: only the digest goes on the ledger. */
export const NO_CLAIMS: Claims = { labels: [], source: "", note: "", facts: false, names: false };

/** Longest texts that the ledger takes: packages/apps/src/evidence/fields.ts. */
export const CLAIM_CHARS = { label: 64, labels: 16, source: 256, note: 1024 } as const;

const MEDIA_TYPE = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*$/;

/** Input of `evidence.deposit` for one file. */
export function depositInput(
  file: DepositFile,
  alg: "sha-256" | "sm3",
  claims: Claims,
): Record<string, unknown> {
  const type = file.file.type;
  return {
    digests: [{ alg, value: file.digest }],
    ...(claims.facts && { size: file.file.size }),
    ...(claims.facts && MEDIA_TYPE.test(type) && type.length <= 127 && { mediaType: type }),
    ...common(claims),
    ...noteOf(file.path, claims),
  };
}

/** Input of `evidence.deposit-batch` for the root over many files. */
export function batchInput(
  root: string,
  size: number,
  alg: "sha-256" | "sm3",
  claims: Claims,
): Record<string, unknown> {
  return { root, size, algorithms: [alg], ...common(claims) };
}

function common({ labels, source }: Claims): Record<string, unknown> {
  return {
    ...(source.trim() !== "" && { source: source.trim() }),
    ...(labels.length > 0 && { labels }),
  };
}

function noteOf(path: string, { note, names }: Claims): Record<string, unknown> {
  const lines = [...(names ? [path] : []), ...(note.trim() === "" ? [] : [note.trim()])];
  const text = lines.join("\n").slice(0, CLAIM_CHARS.note);
  return text === "" ? {} : { note: text };
}

/** Labels as typed: between commas or line ends, each once, as many and as long as the ledger takes. */
export function labelsOf(text: string): string[] {
  const labels = text
    .split(/[,，、;；\n]/u)
    .map((label) => label.trim().slice(0, CLAIM_CHARS.label))
    .filter((label) => label !== "");
  return [...new Set(labels)].slice(0, CLAIM_CHARS.labels);
}
