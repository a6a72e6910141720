import type { DigestTag } from "../../src/algorithms.ts";
import { utf8 } from "../../src/bytes.ts";
import { createDigest } from "../../src/digest.ts";
import { type FileFacts, requiredDigests } from "../../src/verify.ts";

/** The file of the examples. */
export const FILE = utf8("Harbour log, 1 September 2026.\n港口日志，2026年9月1日。\n");

/** One digest of some content. */
export function digestOf(alg: DigestTag, content: Uint8Array, salt?: Uint8Array): Uint8Array {
  const digest = createDigest(alg, salt);
  digest.update(content);
  return digest.digest();
}

/** What a caller hands to verify() for a file: exactly the digests that the receipt asks for. */
export function factsFor(receipt: Uint8Array, content: Uint8Array): FileFacts {
  const digests = requiredDigests(receipt).map(
    ({ alg, salt }) => [alg, digestOf(alg as DigestTag, content, salt)] as const,
  );
  return { digests: new Map(digests), size: content.length };
}
