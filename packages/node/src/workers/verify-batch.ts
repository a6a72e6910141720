import type { Algorithm } from "@tallystick/core/algorithms";
import type { PublicKey } from "@tallystick/core/suite/suite";

/** One signature to check. */
export interface VerifyItem {
  readonly key: PublicKey;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * A batch as it crosses to a worker: one buffer that is handed over, not copied.
 *
 * Layout: u32 count; then an item header each, u8 algorithm ‖ u8 key length ‖ u8 signature length ‖
 * u8 verdict (written by the worker) ‖ u32 message length, in the byte order of the machine; then
 * each item's key ‖ signature ‖ message. The buffer comes back with the verdicts filled in.
 */
const COUNT_BYTES = 4;
const HEADER_BYTES = 8;
const VERDICT_AT = 3;
const ALGORITHMS: readonly Algorithm[] = ["Ed25519", "ES256", "SM2"];
/** A key or signature longer than any legal one is cut to this: it fails its length check all the same. */
const FIELD_BYTES_MAX = 255;

/** Bytes that {@link packBatch} needs for these items. */
export function packedBytes(items: readonly VerifyItem[]): number {
  let bytes = COUNT_BYTES + items.length * HEADER_BYTES;
  for (const { key, message, signature } of items) {
    bytes += Math.min(key.raw.length, FIELD_BYTES_MAX);
    bytes += Math.min(signature.length, FIELD_BYTES_MAX) + message.length;
  }
  return bytes;
}

/** Write a batch into a buffer of at least {@link packedBytes} bytes. */
export function packBatch(items: readonly VerifyItem[], buffer: ArrayBuffer): void {
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  view.setUint32(0, items.length, true);
  let head = COUNT_BYTES;
  let at = COUNT_BYTES + items.length * HEADER_BYTES;
  for (const { key, message, signature } of items) {
    const raw = key.raw.length > FIELD_BYTES_MAX ? key.raw.subarray(0, FIELD_BYTES_MAX) : key.raw;
    const sig =
      signature.length > FIELD_BYTES_MAX ? signature.subarray(0, FIELD_BYTES_MAX) : signature;
    bytes[head] = ALGORITHMS.indexOf(key.algorithm);
    bytes[head + 1] = raw.length;
    bytes[head + 2] = sig.length;
    bytes[head + VERDICT_AT] = 0;
    view.setUint32(head + 4, message.length, true);
    bytes.set(raw, at);
    bytes.set(sig, at + raw.length);
    bytes.set(message, at + raw.length + sig.length);
    at += raw.length + sig.length + message.length;
    head += HEADER_BYTES;
  }
}

/** Check every item of a batch with `verify` and write the verdicts into it. */
export function judgeBatch(
  buffer: ArrayBuffer,
  verify: (
    algorithm: Algorithm,
    key: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ) => boolean,
): void {
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  const count = view.getUint32(0, true);
  let at = COUNT_BYTES + count * HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    const head = COUNT_BYTES + i * HEADER_BYTES;
    const signatureAt = at + (bytes[head + 1] as number);
    const messageAt = signatureAt + (bytes[head + 2] as number);
    const end = messageAt + view.getUint32(head + 4, true);
    const valid = verify(
      ALGORITHMS[bytes[head] as number] as Algorithm,
      bytes.subarray(at, signatureAt),
      bytes.subarray(messageAt, end),
      bytes.subarray(signatureAt, messageAt),
    );
    bytes[head + VERDICT_AT] = valid ? 1 : 0;
    at = end;
  }
}

/** The verdict of item `index` of a judged batch. */
export function verdictOf(buffer: ArrayBuffer, index: number): boolean {
  return new Uint8Array(buffer)[COUNT_BYTES + index * HEADER_BYTES + VERDICT_AT] === 1;
}
