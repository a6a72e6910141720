/**
 * The framing of ABCI over a socket: each message is its length as an unsigned varint and then its bytes
 * (CometBFT v0.38 libs/protoio; before v0.37 the length was zig-zag encoded, which this is not).
 */

/** A stream that is no sequence of frames, or has one that is too long. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/** Bytes of a varint that can still stand for an acceptable length: 35 bits. */
const LENGTH_BYTES_MAX = 5;

const FIRST_CAPACITY = 65_536;

/**
 * Cuts a stream of chunks into frames. Takes time and memory in proportion to what has arrived, however
 * it was cut up, and never reserves what a length merely announces.
 */
export class FrameReader {
  readonly #max: number;
  /** Length of the frame under way; undefined while its length is being read. */
  #length: number | undefined;
  #lengthSoFar = 0;
  #lengthBytes = 0;
  /** What has arrived of a frame that did not come in one chunk. */
  #held = new Uint8Array(0);
  #heldLength = 0;

  /** @param max longest frame that is taken, bytes */
  constructor(max: number) {
    this.#max = max;
  }

  /**
   * The frames that are complete with this chunk, in order; views into the chunk where one holds the
   * whole frame.
   * @throws FrameError after which nothing more can be read
   */
  push(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#length === undefined) {
        if (this.#readLength(chunk[at++] as number) && this.#length === 0) {
          frames.push(new Uint8Array(0));
          this.#length = undefined;
        }
        continue;
      }
      const end = Math.min(chunk.length, at + this.#length - this.#heldLength);
      const frame = this.#take(chunk.subarray(at, end), this.#length);
      at = end;
      if (frame !== undefined) frames.push(frame);
    }
    return frames;
  }

  /** True when the length is complete. */
  #readLength(byte: number): boolean {
    this.#lengthSoFar += (byte & 0x7f) * 2 ** (7 * this.#lengthBytes);
    this.#lengthBytes += 1;
    if (byte >= 0x80) {
      if (this.#lengthBytes === LENGTH_BYTES_MAX)
        throw new FrameError("a length that is no length");
      return false;
    }
    if (this.#lengthSoFar > this.#max) {
      throw new FrameError(`a frame of ${this.#lengthSoFar} bytes, ${this.#max} are taken`);
    }
    this.#length = this.#lengthSoFar;
    this.#lengthSoFar = 0;
    this.#lengthBytes = 0;
    return true;
  }

  /** The frame, when this part completes it. */
  #take(part: Uint8Array, length: number): Uint8Array | undefined {
    const had = this.#heldLength;
    if (had + part.length === length) this.#length = undefined;
    if (had === 0 && part.length === length) return part;
    this.#reserve(had + part.length, length);
    this.#held.set(part, had);
    this.#heldLength = had + part.length;
    if (this.#heldLength < length) return undefined;
    const frame = this.#held.subarray(0, length);
    this.#held = new Uint8Array(0);
    this.#heldLength = 0;
    return frame;
  }

  /** Grow by doubling, so that every byte is moved a bounded number of times. */
  #reserve(needed: number, length: number): void {
    if (needed <= this.#held.length) return;
    const capacity = Math.min(length, Math.max(needed, 2 * this.#held.length, FIRST_CAPACITY));
    const grown = new Uint8Array(capacity);
    grown.set(this.#held.subarray(0, this.#heldLength));
    this.#held = grown;
  }
}

/** Bytes of a number as an unsigned varint. @param value 0 to 2^53 - 1 */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}
