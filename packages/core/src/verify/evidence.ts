/** Everything that is read out of a receipt before any layer is judged. */
import { type Algorithm, SUITES, type SuiteName } from "../algorithms.ts";
import { decodeBatchLeaf } from "../batch-leaf.ts";
import { toHex } from "../bytes.ts";
import { CborError } from "../cbor.ts";
import { decodeEntry, type Entry } from "../entry.ts";
import { FormatError } from "../format-error.ts";
import { type DecodedReceipt, decodeReceipt } from "../receipt.ts";
import { SchemaError } from "../schema.ts";
import { decodeStatement, type Statement } from "../statement.ts";
import type { LayerResult } from "./result.ts";
import { type Subject, subjectOf, type TaggedDigest } from "./subject.ts";
import { type LayerCode, result } from "./texts.ts";

/** A receipt taken apart. */
export interface Evidence {
  readonly receipt: DecodedReceipt;
  readonly entry: Entry;
  readonly statement: Statement;
  readonly suite: SuiteName;
  readonly subject: Subject;
  /** The digest in the receipt's batch part; null when that is not a leaf; undefined without one. */
  readonly batchDigest: TaggedDigest | null | undefined;
}

/** The receipt taken apart, or the failed `format` layer. */
export function readEvidence(bytes: Uint8Array): Evidence | LayerResult {
  const receipt = attempt("receipt-malformed", () => decodeReceipt(bytes));
  if ("layer" in receipt) return receipt;
  const entry = attempt("entry-malformed", () => decodeEntry(receipt.entry));
  if ("layer" in entry) return entry;
  const statement = attempt("statement-malformed", () => decodeStatement(entry.statement));
  if ("layer" in statement) return statement;
  // decodeReceipt has made sure that all the headers are of one suite, the signer is judged later.
  const suite = receipt.headers[0]?.suite ?? "intl";
  const accepted: readonly Algorithm[] = SUITES[suite].algorithms;
  if (!accepted.includes(statement.algorithm)) return result("format", "suites-mixed");
  const batchDigest = receipt.batch && leafDigest(receipt.batch.leaf);
  return { receipt, entry, statement, suite, subject: subjectOf(statement), batchDigest };
}

function attempt<T extends object>(code: LayerCode, read: () => T): T | LayerResult {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof FormatError) return result("format", code, { reason: cause.message });
    throw cause;
  }
}

function leafDigest(leaf: Uint8Array): TaggedDigest | null {
  try {
    const { alg, digest } = decodeBatchLeaf(leaf);
    return { alg, value: digest };
  } catch (cause) {
    if (cause instanceof SchemaError || cause instanceof CborError) return null;
    throw cause;
  }
}

/** The digests that the receipt ties to its place in the log: those of the record, or the one of the batch part. */
export function digestsOf({ subject, batchDigest }: Evidence): readonly TaggedDigest[] {
  if (subject.kind === "file") return subject.digests;
  return subject.kind === "batch" && batchDigest ? [batchDigest] : [];
}

/** A digest for display. */
export function digestText({ alg, value }: TaggedDigest): { alg: string; value: string } {
  return { alg, value: toHex(value) };
}
