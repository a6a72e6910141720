/** Key wrap (RFC 3394, NIST SP 800-38F s6.2) over any block cipher. */
import type { BlockCipher } from "./block-cipher.ts";

/** Initial value of RFC 3394 s2.2.3.1, by which unwrapping knows that it was right. */
const INITIAL = 0xa6;
const ROUNDS = 6;

function withCounter(block: Uint8Array, count: number): void {
  for (let i = 7, rest = count; i >= 0 && rest > 0; i--, rest = Math.floor(rest / 256)) {
    block[i] = (block[i] as number) ^ (rest & 0xff);
  }
}

/** A key of 16 to 64 bytes in eights, wrapped: 8 bytes more. @throws RangeError on another length */
export function wrapKey(cipher: BlockCipher, key: Uint8Array): Uint8Array {
  const count = key.length / 8;
  if (!Number.isInteger(count) || count < 2 || count > 8) {
    throw new RangeError("a key to wrap is 16 to 64 bytes in eights");
  }
  const out = new Uint8Array(8 + key.length).fill(INITIAL, 0, 8);
  out.set(key, 8);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 1; i <= count; i++) {
      const block = new Uint8Array(16);
      block.set(out.subarray(0, 8));
      block.set(out.subarray(8 * i, 8 * i + 8), 8);
      const made = cipher.encrypt(block);
      withCounter(made.subarray(0, 8), count * round + i);
      out.set(made.subarray(0, 8));
      out.set(made.subarray(8), 8 * i);
    }
  }
  return out;
}

/** The key, or undefined when it was not wrapped under this one or was changed. */
export function unwrapKey(cipher: BlockCipher, wrapped: Uint8Array): Uint8Array | undefined {
  const count = wrapped.length / 8 - 1;
  if (!Number.isInteger(count) || count < 2 || count > 8) return undefined;
  const out = Uint8Array.from(wrapped);
  for (let round = ROUNDS - 1; round >= 0; round--) {
    for (let i = count; i >= 1; i--) {
      const block = new Uint8Array(16);
      block.set(out.subarray(0, 8));
      withCounter(block.subarray(0, 8), count * round + i);
      block.set(out.subarray(8 * i, 8 * i + 8), 8);
      const made = cipher.decrypt(block);
      out.set(made.subarray(0, 8));
      out.set(made.subarray(8), 8 * i);
    }
  }
  let differs = 0;
  for (let i = 0; i < 8; i++) differs |= (out[i] as number) ^ INITIAL;
  return differs === 0 ? out.slice(8) : undefined;
}
