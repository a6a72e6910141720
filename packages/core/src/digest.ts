/** Digests of file contents, computed piece by piece, for every digest tag that a record may carry. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha384, sha512 } from "@noble/hashes/sha2.js";
import { type DigestTag, isSaltedTag, SALT_LENGTH } from "./algorithms.ts";
import { sha256Stream } from "./sha256-stream.ts";
import { sm3 } from "./sm3.ts";

/** A digest in the making. After `digest()` it is spent. */
export interface Digest {
  /** Takes the next piece of the content, of any length. */
  update(piece: Uint8Array): void;
  /** The digest of all pieces: a fresh array, as long as DIGEST_LENGTH says. */
  digest(): Uint8Array;
}

const HASH = { "sha-256": sha256Stream, "sha-384": sha384, "sha-512": sha512, sm3 } as const;

/**
 * Splits a tag into its hash and its salt. A salted commitment is HMAC (RFC 2104) with the 32-byte salt as key and the
 * content as message. Throws RangeError when the salt is missing, is not 32 bytes, or comes with a tag that takes none.
 */
export function digestPlan(
  tag: DigestTag,
  salt?: Uint8Array,
): { readonly hash: "sha-256" | "sha-384" | "sha-512" | "sm3"; readonly key?: Uint8Array } {
  if (!isSaltedTag(tag)) {
    if (salt !== undefined) throw new RangeError(`${tag} takes no salt`);
    return { hash: tag };
  }
  if (salt?.length !== SALT_LENGTH) throw new RangeError(`${tag} takes a salt of 32 bytes`);
  return { hash: tag === "hmac-sm3" ? "sm3" : "sha-256", key: salt };
}

/** A digest in plain JavaScript: for browsers, and the reference for the faster one in suite/node-digest.ts. */
export function createDigest(tag: DigestTag, salt?: Uint8Array): Digest {
  const { hash, key } = digestPlan(tag, salt);
  const state = key === undefined ? HASH[hash].create() : hmac.create(HASH[hash], key);
  return {
    update(piece) {
      state.update(piece);
    },
    digest: () => state.digest(),
  };
}
