import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { sm3 } from "@tallystick/core/sm3";

/** A digest that is fed piece by piece. */
export interface RunningDigest {
  update(piece: Uint8Array): unknown;
  digest(): Uint8Array;
}

const PLAIN: Readonly<Record<string, { create(): RunningDigest }>> = {
  "sha-256": sha256,
  "sha-384": sha384,
  "sha-512": sha512,
  sm3,
};

/**
 * Starts a digest by its tag. Portable code instead of the browser's `crypto.subtle`: that one
 * takes a file whole, knows no SM3, and is missing on pages that came over plain HTTP.
 *
 * @param salt the 32-byte key of an `hmac-*` commitment
 * @returns undefined when the tag is unknown or its salt is missing
 */
export function startDigest(alg: string, salt?: Uint8Array): RunningDigest | undefined {
  if (alg === "hmac-sha-256") return salt && hmac.create(sha256, salt);
  if (alg === "hmac-sm3") return salt && hmac.create(sm3, salt);
  return PLAIN[alg]?.create();
}

/** Bytes read at a time: large enough that reading costs little, small enough to stay responsive. */
export const SLICE_BYTES = 4 * 1024 * 1024;

/**
 * Reads a file once, slice by slice, and computes several digests of it.
 *
 * @param onProgress called after every slice with the bytes read so far
 * @returns the digests in the order of `specs`
 * @throws TypeError for a tag that cannot be computed; DOMException from the file or the signal
 */
export async function digestBlob(
  file: Blob,
  specs: readonly { readonly alg: string; readonly salt?: Uint8Array }[],
  options: { onProgress?: (bytes: number) => void; signal?: AbortSignal } = {},
): Promise<Uint8Array[]> {
  const running = specs.map(({ alg, salt }) => {
    const digest = startDigest(alg, salt);
    if (digest === undefined) throw new TypeError(`no digest ${alg}`);
    return digest;
  });
  for (let offset = 0; offset < file.size; offset += SLICE_BYTES) {
    options.signal?.throwIfAborted();
    const end = Math.min(offset + SLICE_BYTES, file.size);
    const slice = new Uint8Array(await file.slice(offset, end).arrayBuffer());
    for (const digest of running) digest.update(slice);
    options.onProgress?.(end);
  }
  return running.map((digest) => digest.digest());
}
