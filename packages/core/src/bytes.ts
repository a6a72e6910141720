/**
 * Byte-string helpers that behave alike in Node and in browsers.
 *
 * Nothing here is constant-time: these functions handle public data (digests, keys that are published,
 * encodings), never secrets.
 */

const encoder = new TextEncoder();
// ignoreBOM keeps a leading U+FEFF: dropping it would decode two different byte strings to one text.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A text that is not the hex, base64 or UTF-8 it was taken for. */
export class BytesError extends Error {
  override readonly name = "BytesError";
}

/** Lower-case hex of `bytes`. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += HEX[bytes[i] as number];
  return text;
}

function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  throw new BytesError("not hex: only 0-9, a-f and A-F are digits");
}

/** Bytes of a hex text, either case. Throws {@link BytesError} on an odd length or any other character. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0) throw new BytesError("not hex: odd number of digits");
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (nibble(text.charCodeAt(2 * i)) << 4) | nibble(text.charCodeAt(2 * i + 1));
  }
  return bytes;
}

/** True when both have the same length and the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Order by bytes, a prefix before what it is a prefix of: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** A new array holding every part in turn. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** UTF-8 of a text. A lone surrogate becomes U+FFFD, as TextEncoder defines. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Text of UTF-8 bytes. Throws {@link BytesError} when they are not valid UTF-8; keeps a byte order mark. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new BytesError("not valid UTF-8", { cause });
  }
}

function encode64(bytes: Uint8Array, alphabet: string, pad: string): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i] as number;
    const b = bytes[i + 1] ?? 0;
    const c = bytes[i + 2] ?? 0;
    text += alphabet.charAt(a >> 2) + alphabet.charAt(((a & 3) << 4) | (b >> 4));
    text += i + 1 < bytes.length ? alphabet.charAt(((b & 15) << 2) | (c >> 6)) : pad;
    text += i + 2 < bytes.length ? alphabet.charAt(c & 63) : pad;
  }
  return text;
}

function decode64(text: string, alphabet: string): Uint8Array {
  if (text.length % 4 === 1) throw new BytesError("not base64: impossible length");
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) throw new BytesError("not base64: unexpected character");
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
    }
  }
  // RFC 4648 s3.5: leftover bits must be zero, or two texts would name the same bytes.
  if ((held & ((1 << bits) - 1)) !== 0) throw new BytesError("not base64: leftover bits");
  return bytes;
}

/** Base64 with padding (RFC 4648 s4). */
export function toBase64(bytes: Uint8Array): string {
  return encode64(bytes, BASE64, "=");
}

/** Bytes of padded base64. Throws {@link BytesError} on anything RFC 4648 s4 would not have written. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new BytesError("not base64: length is not a multiple of four");
  const end = text.endsWith("==")
    ? text.length - 2
    : text.endsWith("=")
      ? text.length - 1
      : text.length;
  return decode64(text.slice(0, end), BASE64);
}

/** Base64url without padding (RFC 4648 s5). */
export function toBase64Url(bytes: Uint8Array): string {
  return encode64(bytes, BASE64_URL, "");
}

/** Bytes of unpadded base64url. Throws {@link BytesError} on any other text. */
export function fromBase64Url(text: string): Uint8Array {
  return decode64(text, BASE64_URL);
}

/** Eight bytes, big-endian, of an integer in [0, 2^64-1]. Throws RangeError outside it. */
export function u64be(value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  if (typeof value === "bigint") {
    if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw new RangeError("not a 64-bit integer");
    putU32(bytes, 0, Number(value >> 32n));
    putU32(bytes, 4, Number(value & 0xffff_ffffn));
    return bytes;
  }
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError("not a safe unsigned integer");
  putU32(bytes, 0, Math.floor(value / 0x1_0000_0000));
  putU32(bytes, 4, value >>> 0);
  return bytes;
}

// By hand: a DataView for every number costs more than all that is done with it.
function putU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** The big-endian integer at `offset`. Throws RangeError when short or above 2^53-1. */
export function readU64be(bytes: Uint8Array, offset = 0): number {
  if (offset < 0 || offset + 8 > bytes.length) throw new RangeError("fewer than eight bytes");
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 8);
  const value = view.getUint32(0) * 0x1_0000_0000 + view.getUint32(4);
  if (!Number.isSafeInteger(value)) throw new RangeError("integer above 2^53-1");
  return value;
}
