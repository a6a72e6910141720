/**
 * SM3 (GB/T 32905-2016, ISO/IEC 10118-3): 512-bit blocks, 256-bit digest. Written here because noble has none; the shape
 * is noble's own Merkle-Damgard base, so `hmac` and `createHasher` of that library apply to it.
 */
import { HashMD } from "@noble/hashes/_md.js";
import { type CHash, createHasher } from "@noble/hashes/utils.js";

// GB/T 32905 s4.1
const IV = Uint32Array.of(
  0x7380166f,
  0x4914b2b9,
  0x172442d7,
  0xda8a0600,
  0xa96f30bc,
  0x163138aa,
  0xe38dee4d,
  0xb0fb0e4e,
);

const rotl = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

// GB/T 32905 s4.2, each constant already rotated left by its round: T_j <<< (j mod 32).
const T = Uint32Array.from({ length: 64 }, (_, j) =>
  rotl(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32),
);

// The expanded message of the block at hand; shared because hashing is synchronous, and wiped by roundClean().
const W = new Uint32Array(68);

/** Incremental SM3 state. Use {@link sm3} unless streaming. */
export class Sm3 extends HashMD<Sm3> {
  #v = IV.slice();

  constructor() {
    super(64, 32, 8, false);
  }

  protected get(): number[] {
    return [...this.#v];
  }

  protected set(...words: number[]): void {
    this.#v.set(words);
  }

  /** Message expansion, GB/T 32905 s5.3.2. */
  #expand(view: DataView, offset: number): void {
    for (let j = 0; j < 16; j++) W[j] = view.getUint32(offset + 4 * j, false);
    for (let j = 16; j < 68; j++) {
      const x = (W[j - 16] as number) ^ (W[j - 9] as number) ^ rotl(W[j - 3] as number, 15);
      const p1 = x ^ rotl(x, 15) ^ rotl(x, 23);
      W[j] = p1 ^ rotl(W[j - 13] as number, 7) ^ (W[j - 6] as number);
    }
  }

  /** Compression, GB/T 32905 s5.3.3. */
  protected process(view: DataView, offset: number): void {
    this.#expand(view, offset);
    const v = this.#v;
    let a = v[0] as number;
    let b = v[1] as number;
    let c = v[2] as number;
    let d = v[3] as number;
    let e = v[4] as number;
    let f = v[5] as number;
    let g = v[6] as number;
    let h = v[7] as number;
    for (let j = 0; j < 64; j++) {
      const a12 = rotl(a, 12);
      const ss1 = rotl((a12 + e + (T[j] as number)) | 0, 7);
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const w = W[j] as number;
      const tt1 = (ff + d + (ss1 ^ a12) + (w ^ (W[j + 4] as number))) | 0;
      const tt2 = (gg + h + ss1 + w) | 0;
      d = c;
      c = rotl(b, 9);
      b = a;
      a = tt1;
      h = g;
      g = rotl(f, 19);
      f = e;
      e = tt2 ^ rotl(tt2, 9) ^ rotl(tt2, 17);
    }
    v[0] = (v[0] as number) ^ a;
    v[1] = (v[1] as number) ^ b;
    v[2] = (v[2] as number) ^ c;
    v[3] = (v[3] as number) ^ d;
    v[4] = (v[4] as number) ^ e;
    v[5] = (v[5] as number) ^ f;
    v[6] = (v[6] as number) ^ g;
    v[7] = (v[7] as number) ^ h;
  }

  protected roundClean(): void {
    W.fill(0);
  }

  destroy(): void {
    this.destroyed = true;
    this.#v.fill(0);
    this.buffer.fill(0);
  }

  _cloneInto(to: Sm3 = new Sm3()): Sm3 {
    to.#v.set(this.#v);
    return this._cloneIntoMeta(to);
  }
}

/** SM3 of a message: `sm3(bytes)`, or `sm3.create()` for a stream. */
export const sm3: CHash<Sm3> = createHasher(() => new Sm3());
