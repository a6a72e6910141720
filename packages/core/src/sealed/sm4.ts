/**
 * SM4 (GB/T 32907-2016, ISO/IEC 18033-3/Amd 1): 128-bit blocks and keys, 32 rounds. Written here because
 * browsers have none and node:crypto lacks the modes. Table look-ups depend on data: it is meant for the
 * short terms of parties on their own machines, not for a service that others can time.
 */
import type { BlockCipher } from "./block-cipher.ts";

const AFFINE_ROWS = 0xa7;
const AFFINE_CONSTANT = 0xd3;
/** x^8 + x^7 + x^6 + x^5 + x^4 + x^2 + 1, the field of the S-box. */
const POLYNOMIAL = 0x1f5;

function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = a;
  for (let bits = b; bits !== 0; bits >>>= 1) {
    if (bits & 1) product ^= shifted;
    shifted = shifted & 0x80 ? (shifted << 1) ^ POLYNOMIAL : shifted << 1;
  }
  return product;
}

/** a^254, the inverse in the field; 0 stays 0. */
function inverse(a: number): number {
  let power = a;
  let result = 1;
  for (let exponent = 254; exponent !== 0; exponent >>>= 1) {
    if (exponent & 1) result = multiply(result, power);
    power = multiply(power, power);
  }
  return a === 0 ? 0 : result;
}

/** The affine map of the S-box: a circulant matrix over bits, and a constant. */
function affine(x: number): number {
  let y = 0;
  for (let i = 0; i < 8; i++) {
    const row = ((AFFINE_ROWS << i) | (AFFINE_ROWS >>> (8 - i))) & 0xff;
    let bits = row & x;
    bits ^= bits >>> 4;
    bits ^= bits >>> 2;
    bits ^= bits >>> 1;
    y |= (bits & 1) << i;
  }
  return y ^ AFFINE_CONSTANT;
}

/** The S-box of GB/T 32907 s6.2: affine, inverse, affine. */
const SBOX = Uint8Array.from({ length: 256 }, (_, x) => affine(inverse(affine(x))));

const FK = [0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc] as const;

const rotl = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

const sbox = (at: number): number => SBOX[at & 0xff] as number;

function tau(word: number): number {
  return (
    (sbox(word >>> 24) << 24) | (sbox(word >>> 16) << 16) | (sbox(word >>> 8) << 8) | sbox(word)
  );
}

function roundFunction(word: number): number {
  const b = tau(word);
  return b ^ rotl(b, 2) ^ rotl(b, 10) ^ rotl(b, 18) ^ rotl(b, 24);
}

function keyFunction(word: number): number {
  const b = tau(word);
  return b ^ rotl(b, 13) ^ rotl(b, 23);
}

function words(block: Uint8Array): [number, number, number, number] {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  return [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)];
}

/** CK of s7.3: the bytes (4i + j) * 7 mod 256. */
function roundConstant(i: number): number {
  let word = 0;
  for (let j = 0; j < 4; j++) word = (word << 8) | (((4 * i + j) * 7) & 0xff);
  return word;
}

function roundKeys(key: Uint8Array): Int32Array {
  const [k0, k1, k2, k3] = words(key);
  let [a, b, c, d] = [k0 ^ FK[0], k1 ^ FK[1], k2 ^ FK[2], k3 ^ FK[3]];
  return Int32Array.from({ length: 32 }, (_, i) => {
    const next = a ^ keyFunction(b ^ c ^ d ^ roundConstant(i));
    [a, b, c, d] = [b, c, d, next];
    return next;
  });
}

function crypt(keys: Int32Array, block: Uint8Array): Uint8Array {
  let [a, b, c, d] = words(block);
  for (const key of keys) {
    const next = a ^ roundFunction(b ^ c ^ d ^ key);
    [a, b, c, d] = [b, c, d, next];
  }
  const out = new Uint8Array(16);
  const view = new DataView(out.buffer);
  [d, c, b, a].forEach((word, i) => {
    view.setInt32(4 * i, word);
  });
  return out;
}

/** SM4 under a key of 16 bytes. @throws RangeError on another length */
export function sm4(key: Uint8Array): BlockCipher {
  if (key.length !== 16) throw new RangeError("an SM4 key is 16 bytes");
  const keys = roundKeys(key);
  const reversed = keys.slice().reverse();
  return {
    encrypt: (block) => crypt(keys, block),
    decrypt: (block) => crypt(reversed, block),
  };
}
