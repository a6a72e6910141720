import { isDigestTag } from "@tallystick/core/algorithms";
import { createDigest } from "@tallystick/core/digest";
import { READ_BYTES, SLICE_BYTES, WHOLE_FILE_BYTES_MAX } from "../limits.ts";

/** A digest to compute: its tag, and the 32-byte key of an `hmac-*` commitment. */
export interface WantedDigest {
  readonly alg: string;
  readonly salt?: Uint8Array;
}

/** Algorithms that browsers have of their own, by digest tag. */
const NATIVE: Readonly<Record<string, string>> = {
  "sha-256": "SHA-256",
  "sha-384": "SHA-384",
  "sha-512": "SHA-512",
};

/**
 * Reads a file once and computes several digests of it.
 *
 * Where it can, the browser's own `crypto.subtle` hashes, which uses the processor's instructions. It
 * takes a file whole, so it gets files that fit into memory, one large one at a time. All others
 * (larger files, SM3, commitments, pages that came over plain HTTP) go slice by slice through portable
 * code.
 *
 * @param onProgress called after every slice with the bytes read so far
 * @returns the digests in the order of `wanted`
 * @throws RangeError for a tag that cannot be computed; DOMException from the file or the signal
 */
export async function digestBlob(
  file: Blob,
  wanted: readonly WantedDigest[],
  options: DigestOptions = {},
): Promise<Uint8Array[]> {
  const native = wanted.every(({ alg }) => Object.hasOwn(NATIVE, alg)) && "subtle" in crypto;
  if (!native || file.size > wholeBytesMax()) return bySlices(file, wanted, options);
  if (file.size <= SLICE_BYTES) return atOnce(file, wanted, options);
  // Several workers may each hold a large file: one does at a time, whichever worker it is in.
  const { signal } = options;
  const lock = { ...(signal && { signal }) };
  try {
    return await navigator.locks.request("tallystick-large-file", lock, () =>
      atOnce(file, wanted, options),
    );
  } catch (error) {
    // There was no room for it after all, or the page came from a disk, where there are no locks.
    const bySmaller = error instanceof RangeError || (error as Error).name === "SecurityError";
    if (!bySmaller) throw error;
    return bySlices(file, wanted, options);
  }
}

/** Ways to follow and to stop a reading. */
export interface DigestOptions {
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Largest file that is read whole: less where the device has little memory or does not say. */
function wholeBytesMax(): number {
  const { deviceMemory = 0 } = navigator as { deviceMemory?: number };
  if (deviceMemory >= 8) return WHOLE_FILE_BYTES_MAX;
  return deviceMemory >= 4 ? WHOLE_FILE_BYTES_MAX / 2 : WHOLE_FILE_BYTES_MAX / 8;
}

async function atOnce(
  file: Blob,
  wanted: readonly WantedDigest[],
  { onProgress, signal }: DigestOptions,
): Promise<Uint8Array[]> {
  const whole = new Uint8Array(file.size);
  // As a stream it is read twice as fast as in slices.
  const reader = file.stream().getReader();
  let read = 0;
  let told = 0;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) break;
      whole.set(value, read);
      read += value.length;
      if (read - told >= READ_BYTES || read === file.size) onProgress?.(read);
      if (read - told >= READ_BYTES) told = read;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
  if (read !== file.size) throw new DOMException("the file changed", "NotReadableError");
  const digests: Uint8Array[] = [];
  for (const { alg } of wanted) {
    digests.push(new Uint8Array(await crypto.subtle.digest(NATIVE[alg] as string, whole)));
  }
  return digests;
}

async function bySlices(
  file: Blob,
  wanted: readonly WantedDigest[],
  { onProgress, signal }: DigestOptions,
): Promise<Uint8Array[]> {
  const running = wanted.map(({ alg, salt }) => {
    if (!isDigestTag(alg)) throw new RangeError(`no digest ${alg}`);
    return createDigest(alg, salt);
  });
  for (let offset = 0; offset < file.size; offset += SLICE_BYTES) {
    signal?.throwIfAborted();
    const end = Math.min(offset + SLICE_BYTES, file.size);
    const slice = new Uint8Array(await file.slice(offset, end).arrayBuffer());
    for (const digest of running) digest.update(slice);
    onProgress?.(end);
  }
  return running.map((digest) => digest.digest());
}
