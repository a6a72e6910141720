/**
 * Leaves of a batch: the digests that one `evidence.deposit-batch` statement deposits by the root of
 * an RFC 9162 tree. Leaf data is CBOR [algorithm tag, digest]. docs/reference/receipt.md.
 */
import { DIGEST_LENGTH, type DigestTag, isDigestTag } from "./algorithms.ts";
import { decodeCbor, encodeCbor } from "./cbor.ts";
import { HASH_BYTES } from "./log-tree.ts";
import { readArray, readBytes, SchemaError } from "./schema.ts";

/** One digest of a batch. */
export interface BatchLeaf {
  readonly alg: DigestTag;
  readonly digest: Uint8Array;
}

/** Leaf data of a digest. Throws SchemaError when the digest has not the length of its algorithm. */
export function encodeBatchLeaf({ alg, digest }: BatchLeaf): Uint8Array {
  readBytes(digest, "digest", DIGEST_LENGTH[alg]);
  return encodeCbor([alg, digest]);
}

/** Reads leaf data. Throws SchemaError or CborError. */
export function decodeBatchLeaf(bytes: Uint8Array): BatchLeaf {
  const fields = readArray(decodeCbor(bytes), "batch leaf", 2);
  const alg = fields[0];
  if (typeof alg !== "string" || !isDigestTag(alg)) {
    throw new SchemaError("batch leaf", "[algorithm tag, digest]");
  }
  return { alg, digest: readBytes(fields[1], "digest", DIGEST_LENGTH[alg]) };
}

/** Hash of one message, 32 bytes. The result is copied at once, so it may be the same array each time. */
export type HashFunction = (message: Uint8Array) => Uint8Array;

/**
 * Leaf hashes of many digests of one algorithm. The encoding of a leaf differs only in the digest, so
 * one message is filled again and again.
 * @param digests whole digests, concatenated
 */
export function batchLeafHashes(
  hash: HashFunction,
  alg: DigestTag,
  digests: Uint8Array,
): Uint8Array[] {
  const length = DIGEST_LENGTH[alg];
  const count = digests.length / length;
  if (!Number.isInteger(count))
    throw new SchemaError("digests", `whole digests of ${length} bytes`);
  const leaf = encodeBatchLeaf({ alg, digest: new Uint8Array(length) });
  const message = new Uint8Array(1 + leaf.length);
  message.set(leaf, 1);
  const at = message.length - length;
  const hashes = new Uint8Array(count * HASH_BYTES);
  const list = new Array<Uint8Array>(count);
  for (let i = 0; i < count; i++) {
    message.set(digests.subarray(i * length, (i + 1) * length), at);
    const place = hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
    place.set(hash(message));
    list[i] = place;
  }
  return list;
}
