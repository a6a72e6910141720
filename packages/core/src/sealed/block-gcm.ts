/** Galois/Counter Mode (NIST SP 800-38D) over any block cipher, for nonces of 12 bytes and tags of 16. */
import { concatBytes } from "../bytes.ts";
import type { BlockCipher } from "./block-cipher.ts";

/** Bytes of a nonce. */
export const NONCE_BYTES = 12;
/** Bytes of a tag. */
export const TAG_BYTES = 16;

/** A block of the field as four words, the first bit of the block highest. */
type Element = [number, number, number, number];

const REDUCTION = 0xe1000000;

function elementOf(bytes: Uint8Array): Element {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)];
}

/** Product in GF(2^128), bit by bit without branches (SP 800-38D s6.3, algorithm 1). */
function multiply(x: Element, y: Element): Element {
  let [v0, v1, v2, v3] = y;
  const z: Element = [0, 0, 0, 0];
  for (const word of x) {
    for (let bit = 31; bit >= 0; bit--) {
      const mask = -((word >>> bit) & 1);
      z[0] ^= v0 & mask;
      z[1] ^= v1 & mask;
      z[2] ^= v2 & mask;
      z[3] ^= v3 & mask;
      const carry = -(v3 & 1);
      v3 = (v3 >>> 1) | (v2 << 31);
      v2 = (v2 >>> 1) | (v1 << 31);
      v1 = (v1 >>> 1) | (v0 << 31);
      v0 = (v0 >>> 1) ^ (REDUCTION & carry);
    }
  }
  return z;
}

/** GHASH over data and ciphertext, each padded to blocks, and their lengths (s6.4, s7.1). */
function ghash(key: Element, aad: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const padded = (data: Uint8Array) => concatBytes(data, new Uint8Array(-data.length & 15));
  const lengths = new Uint8Array(16);
  const view = new DataView(lengths.buffer);
  view.setUint32(4, aad.length * 8);
  view.setUint32(12, ciphertext.length * 8);
  const input = concatBytes(padded(aad), padded(ciphertext), lengths);
  let y: Element = [0, 0, 0, 0];
  for (let at = 0; at < input.length; at += 16) {
    const [a, b, c, d] = elementOf(input.subarray(at, at + 16));
    y = multiply([y[0] ^ a, y[1] ^ b, y[2] ^ c, y[3] ^ d], key);
  }
  const out = new Uint8Array(16);
  const words = new DataView(out.buffer);
  y.forEach((word, i) => {
    words.setInt32(4 * i, word);
  });
  return out;
}

function counterBlock(nonce: Uint8Array, count: number): Uint8Array {
  const block = new Uint8Array(16);
  block.set(nonce);
  new DataView(block.buffer).setUint32(12, count);
  return block;
}

/** Counter mode from the second counter on: the first makes the tag (s7.1). */
function counted(cipher: BlockCipher, nonce: Uint8Array, data: Uint8Array): Uint8Array {
  const out = Uint8Array.from(data);
  for (let at = 0, count = 2; at < out.length; at += 16, count++) {
    const stream = cipher.encrypt(counterBlock(nonce, count));
    for (let i = at; i < at + 16 && i < out.length; i++) {
      out[i] = (out[i] as number) ^ (stream[i - at] as number);
    }
  }
  return out;
}

function tagOf(
  cipher: BlockCipher,
  nonce: Uint8Array,
  ciphertext: Uint8Array,
  aad: Uint8Array,
): Uint8Array {
  const key = elementOf(cipher.encrypt(new Uint8Array(16)));
  const mask = cipher.encrypt(counterBlock(nonce, 1));
  return ghash(key, aad, ciphertext).map((byte, i) => byte ^ (mask[i] as number));
}

function checkNonce(nonce: Uint8Array): void {
  // Other lengths are allowed by the standard and are where implementations go wrong.
  if (nonce.length !== NONCE_BYTES) throw new RangeError(`a nonce is ${NONCE_BYTES} bytes`);
}

/** Ciphertext and tag. @throws RangeError on a nonce of another length */
export function gcmSeal(
  cipher: BlockCipher,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
): Uint8Array {
  checkNonce(nonce);
  const ciphertext = counted(cipher, nonce, plaintext);
  return concatBytes(ciphertext, tagOf(cipher, nonce, ciphertext, aad));
}

/** Plaintext, or undefined when the tag does not fit. @throws RangeError on a nonce of another length */
export function gcmOpen(
  cipher: BlockCipher,
  nonce: Uint8Array,
  sealed: Uint8Array,
  aad: Uint8Array,
): Uint8Array | undefined {
  checkNonce(nonce);
  if (sealed.length < TAG_BYTES) return undefined;
  const ciphertext = sealed.subarray(0, sealed.length - TAG_BYTES);
  const tag = sealed.subarray(sealed.length - TAG_BYTES);
  const wanted = tagOf(cipher, nonce, ciphertext, aad);
  let differs = 0;
  for (let i = 0; i < TAG_BYTES; i++) differs |= (tag[i] as number) ^ (wanted[i] as number);
  return differs === 0 ? counted(cipher, nonce, ciphertext) : undefined;
}
