import { isDigestTag } from "@tallystick/core/algorithms";
import { createDigest } from "@tallystick/core/digest";
import { SLICE_BYTES } from "../limits.ts";

/** A digest to compute: its tag, and the 32-byte key of an `hmac-*` commitment. */
export interface WantedDigest {
  readonly alg: string;
  readonly salt?: Uint8Array;
}

/**
 * Reads a file once, slice by slice, and computes several digests of it.
 *
 * In portable code, not with the browser's `crypto.subtle`: that one takes a file whole, knows no
 * SM3, and is missing on pages that came over plain HTTP.
 *
 * @param onProgress called after every slice with the bytes read so far
 * @returns the digests in the order of `wanted`
 * @throws RangeError for a tag that cannot be computed; DOMException from the file or the signal
 */
export async function digestBlob(
  file: Blob,
  wanted: readonly WantedDigest[],
  options: { onProgress?: (bytes: number) => void; signal?: AbortSignal } = {},
): Promise<Uint8Array[]> {
  const running = wanted.map(({ alg, salt }) => {
    if (!isDigestTag(alg)) throw new RangeError(`no digest ${alg}`);
    return createDigest(alg, salt);
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
