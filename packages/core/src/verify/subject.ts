/**
 * What a record speaks of: a file by its digests, a batch of digests by its root, or neither. Read
 * from the signed statement, never from the unsigned parts of the receipt.
 */
import { DIGEST_LENGTH, type DigestTag, isDigestTag } from "../algorithms.ts";
import type { CborMap, CborValue } from "../cbor.ts";
import { readArray, readBytes, readMap, readUint, SchemaError } from "../schema.ts";
import type { Statement } from "../statement.ts";

/** A digest with its algorithm. */
export interface TaggedDigest {
  readonly alg: DigestTag;
  readonly value: Uint8Array;
}

/** What a statement is about. */
export type Subject =
  | { readonly kind: "file"; readonly digests: readonly TaggedDigest[]; readonly size?: number }
  | { readonly kind: "batch"; readonly root: Uint8Array; readonly size: number }
  | { readonly kind: "unreadable" }
  | { readonly kind: "other" };

const DEPOSIT = "evidence.deposit";
const DEPOSIT_BATCH = "evidence.deposit-batch";
const DIGESTS_MAX = 4;

/** The subject of a statement; `unreadable` when its action has one that is not in a known form. */
export function subjectOf(statement: Pick<Statement, "action" | "input">): Subject {
  try {
    if (statement.action === DEPOSIT) return fileSubject(statement.input);
    if (statement.action === DEPOSIT_BATCH) return batchSubject(statement.input);
    return { kind: "other" };
  } catch (cause) {
    if (cause instanceof SchemaError) return { kind: "unreadable" };
    throw cause;
  }
}

function fileSubject(input: CborMap): Subject {
  const digests = readArray(input.get("digests"), "digests", 1, DIGESTS_MAX).map((item) => {
    const map = readMap(item, "digest", ["alg", "value"]);
    return readDigest(map.get("alg"), map.get("value"));
  });
  if (new Set(digests.map(({ alg }) => alg)).size !== digests.length) {
    throw new SchemaError("digests", "of different algorithms");
  }
  if (!input.has("size")) return { kind: "file", digests };
  return { kind: "file", digests, size: readUint(input.get("size"), "size") };
}

function batchSubject(input: CborMap): Subject {
  return {
    kind: "batch",
    root: readBytes(input.get("root"), "root", 32),
    size: readUint(input.get("size"), "size"),
  };
}

function readDigest(alg: CborValue | undefined, value: CborValue | undefined): TaggedDigest {
  if (typeof alg !== "string" || !isDigestTag(alg)) throw new SchemaError("alg", "a digest tag");
  return { alg, value: readBytes(value, "digest", DIGEST_LENGTH[alg]) };
}
