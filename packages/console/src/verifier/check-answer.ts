import { toHex } from "@tallystick/core/bytes";
import type { CborValue } from "@tallystick/core/cbor";
import { CLAIMS_FORMAT, decodeClaims } from "@tallystick/core/claims/claims";
import { type ClaimResult, verifyClaims } from "@tallystick/core/claims/verify-claims";
import { decodeStateAnswer } from "@tallystick/core/state-answer";
import { parseTrust } from "@tallystick/core/trust";
import type { LayerResult } from "@tallystick/core/verify";
import { type StateRecord, verifyStateAnswer } from "@tallystick/core/verify-state-answer";
import type { AnswerTask } from "./protocol.ts";
import { testedSuite } from "./tested-suite.ts";

/** One record of an answer, ready to be shown. */
export interface ShownRecord {
  readonly app: string;
  readonly table: string;
  /** Fields of the key as text; bytes are hex. */
  readonly key: readonly string[];
  readonly present: boolean;
  /** Fields of the row as name and text. */
  readonly fields: readonly (readonly [name: string, text: string])[];
  /** For a deposit: which digest, and which of the deposits of that digest, 0 the first. */
  readonly deposit: {
    readonly alg: string;
    readonly digest: string;
    readonly ordinal: number;
  } | null;
}

/** The verdict on a state answer, or on a file of claims. */
export interface AnswerCheck {
  readonly valid: boolean;
  readonly layers: readonly LayerResult[];
  /** null when the bytes are not a state answer. */
  readonly summary: {
    readonly ledger: string;
    readonly height: number;
    readonly time: number;
    readonly logSize: number;
  } | null;
  readonly records: readonly ShownRecord[];
  /** null for a state answer alone; else what the file claims of its records. */
  readonly claims: readonly ClaimResult[] | null;
  readonly milliseconds: number;
}

/** Whether bytes are a state answer or a file of claims, whatever their name. */
export function looksLikeAnswer(bytes: Uint8Array): boolean {
  return decodes(decodeStateAnswer, bytes) || decodes(decodeClaims, bytes);
}

function decodes(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): boolean {
  try {
    decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Whether bytes call themselves a file of claims, so that a damaged one is judged as one. */
function saysClaims(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes).includes(CLAIMS_FORMAT);
}

/** Verifies one state answer or file of claims. Never throws for any answer; throws for a bad trust text. */
export function checkAnswer({ answer, trust }: AnswerTask): AnswerCheck {
  const input = {
    answer,
    now: Date.now(),
    suites: testedSuite,
    ...(trust !== null && { trust: parseTrust(trust) }),
  };
  const start = performance.now();
  const isClaims = !decodes(decodeStateAnswer, answer) && saysClaims(answer);
  const file = isClaims ? verifyClaims({ ...input, claims: answer }) : null;
  const result = file ?? verifyStateAnswer(input);
  const milliseconds = performance.now() - start;
  const { valid, layers, summary } = result;
  const claims = file?.claims ?? null;
  if (summary === null) return { valid, layers, summary, records: [], claims, milliseconds };
  const { records, ...figures } = summary;
  return { valid, layers, summary: figures, records: records.map(shown), claims, milliseconds };
}

function shown({ app, table, key, value }: StateRecord): ShownRecord {
  const fields = value instanceof Map ? [...value] : [];
  return {
    app,
    table,
    key: key.map(text),
    present: value !== null,
    fields: fields.map(([name, member]) => [String(name), text(member)]),
    deposit: depositOf(app, table, key),
  };
}

function depositOf(app: string, table: string, key: readonly CborValue[]): ShownRecord["deposit"] {
  const [alg, digest, ordinal] = key;
  if (app !== "evidence" || (table !== "deposits" && table !== "aliases")) return null;
  if (typeof alg !== "string" || typeof ordinal !== "number") return null;
  return digest instanceof Uint8Array ? { alg, digest: toHex(digest), ordinal } : null;
}

/** A CBOR value as one line of text; bytes are hex. */
function text(value: CborValue): string {
  if (typeof value === "string") return value;
  return JSON.stringify(value, (_, member: unknown) => {
    if (member instanceof Uint8Array) return toHex(member);
    if (member instanceof Map) return Object.fromEntries(member);
    return typeof member === "bigint" ? member.toString() : member;
  });
}
