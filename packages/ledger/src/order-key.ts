import type { OrderHint } from "./app/fields.ts";
import { FieldError } from "./app/wire.ts";

/**
 * Order-preserving encoding of scalars: comparing two encodings as bytes orders them as their values.
 *
 * - integers: 8 bytes big-endian; signed ones offset by 2^53
 * - text and choice: UTF-8 and a zero byte (texts hold no control characters, so none inside)
 * - byte strings of one fixed length: as they are; others: 00 written as 00 ff, closed by 00 00
 * - flags: one byte
 *
 * No encoding is a prefix of another of the same field, so encodings can follow one another in a key.
 */
export class OrderKeyWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  /** @param capacity longest key in bytes */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Starts a key with raw bytes. */
  start(prefix: Uint8Array): this {
    this.#bytes.set(prefix, 0);
    this.#at = prefix.length;
    return this;
  }

  /** The key written so far, copied. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  /** Appends one value. @throws FieldError when the value is not of the field's kind */
  value(value: unknown, order: OrderHint): this {
    switch (order.kind) {
      case "uint":
        return this.u64(asInteger(value, 0));
      case "int":
        return this.#big(BigInt(asInteger(value, Number.MIN_SAFE_INTEGER)) + (1n << 53n));
      case "bigUint":
        return this.#big(asBig(value));
      case "text":
      case "choice":
        return this.#text(value);
      case "bytes":
        return this.#byteString(value, order.fixedBytes);
      case "flag":
        if (typeof value !== "boolean") throw new FieldError("wrong-type");
        this.#bytes[this.#at++] = value ? 1 : 0;
        return this;
      default:
        throw new FieldError("wrong-type");
    }
  }

  /** Appends a safe unsigned integer in 8 bytes. */
  u64(value: number): this {
    this.#view.setUint32(this.#at, Math.floor(value / 0x1_0000_0000));
    this.#view.setUint32(this.#at + 4, value >>> 0);
    this.#at += 8;
    return this;
  }

  #big(value: bigint): this {
    this.#view.setBigUint64(this.#at, value);
    this.#at += 8;
    return this;
  }

  #text(value: unknown): this {
    if (typeof value !== "string") throw new FieldError("wrong-type");
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) return this.#unicode(value);
      if (code === 0) throw new FieldError("bad-text");
      bytes[at++] = code;
    }
    bytes[at++] = 0;
    this.#at = at;
    return this;
  }

  #unicode(value: string): this {
    const utf8 = new TextEncoder().encode(value);
    if (utf8.includes(0)) throw new FieldError("bad-text");
    this.#bytes.set(utf8, this.#at);
    this.#at += utf8.length;
    this.#bytes[this.#at++] = 0;
    return this;
  }

  #byteString(value: unknown, fixed: number | undefined): this {
    if (!(value instanceof Uint8Array)) throw new FieldError("wrong-type");
    if (fixed !== undefined) {
      if (value.length !== fixed) throw new FieldError("wrong-type");
      this.#bytes.set(value, this.#at);
      this.#at += fixed;
      return this;
    }
    for (const byte of value) {
      this.#bytes[this.#at++] = byte;
      if (byte === 0) this.#bytes[this.#at++] = 0xff;
    }
    this.#bytes[this.#at++] = 0;
    this.#bytes[this.#at++] = 0;
    return this;
  }
}

function asInteger(value: unknown, min: number): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < min) {
    throw new FieldError("wrong-type");
  }
  return value;
}

function asBig(value: unknown): bigint {
  const big = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof big !== "bigint" || big < 0n || big > 0xffff_ffff_ffff_ffffn) {
    throw new FieldError("wrong-type");
  }
  return big;
}
