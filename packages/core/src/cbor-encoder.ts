import { type CborEncodable, CborError, CborTagged } from "./cbor-model.ts";
import { encodeText, textFault } from "./cbor-text.ts";
import { CBOR_DEPTH_MAX } from "./limits.ts";

const MAX_U64 = 0xffff_ffff_ffff_ffffn;
const TWO_32 = 0x1_0000_0000;

/** Where a map entry was written: its key from `key` to `value`, its value from there to `end`. */
interface Span {
  key: number;
  value: number;
  end: number;
}

/** A growing output buffer and the writers of each item kind; one instance writes one item. */
export class CborEncoder {
  #bytes: Uint8Array;
  #at = 0;

  constructor(scratch: Uint8Array) {
    this.#bytes = scratch;
  }

  /** The buffer as it has grown, for the next encoder to reuse. */
  get scratch(): Uint8Array {
    return this.#bytes;
  }

  /** A copy of what was written. */
  result(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  /** Writes one item. */
  item(value: CborEncodable, depth: number): void {
    switch (typeof value) {
      case "string":
        this.#text(value);
        return;
      case "number":
        this.#number(value);
        return;
      case "bigint":
        this.#bigint(value);
        return;
      case "boolean":
        this.#byte(value ? 0xf5 : 0xf4);
        return;
      case "object":
        if (value === null) this.#byte(0xf6);
        else this.#object(value, depth);
        return;
      default:
        throw new CborError("type", 0, `no CBOR form for ${typeof value}`);
    }
  }

  #object(value: Exclude<CborEncodable, string | number | bigint | boolean | null>, depth: number) {
    if (value instanceof Uint8Array) {
      this.#head(0x40, value.length);
      this.#raw(value);
      return;
    }
    if (depth >= CBOR_DEPTH_MAX) throw new CborError("depth", 0, "value nested too deep");
    if (Array.isArray(value)) {
      this.#head(0x80, value.length);
      for (let i = 0; i < value.length; i++) this.item(value[i] as CborEncodable, depth + 1);
    } else if (value instanceof Map) {
      this.#map(value, value.size, depth);
    } else if (value instanceof CborTagged) {
      if (value.tag !== 18 || depth !== 0)
        throw new CborError("tag", 0, "only an outermost tag 18");
      this.#byte(0xd2);
      this.item(value.value, depth + 1);
    } else {
      this.#plainObject(value as Readonly<Record<string, CborEncodable | undefined>>, depth);
    }
  }

  #plainObject(value: Readonly<Record<string, CborEncodable | undefined>>, depth: number): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      throw new CborError("type", 0, "no CBOR form for a class instance");
    }
    const entries: [string, CborEncodable][] = [];
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (member !== undefined) entries.push([key, member]);
    }
    // Right for ASCII keys, which saves #sort its copying; whatever this gets wrong, #map notices and puts right.
    entries.sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
    this.#map(entries, entries.length, depth);
  }

  /** Writes entries as they come and, only when their keys turn out unsorted, puts the written bytes in order. */
  #map(entries: Iterable<readonly [unknown, CborEncodable]>, size: number, depth: number): void {
    this.#head(0xa0, size);
    const start = this.#at;
    const spans: Span[] = [];
    let sorted = true;
    for (const [key, value] of entries) {
      const span = { key: this.#at, value: 0, end: 0 };
      this.#key(key);
      span.value = this.#at;
      const last = spans[spans.length - 1];
      if (last !== undefined && this.#compare(last, span) >= 0) sorted = false;
      this.item(value, depth + 1);
      span.end = this.#at;
      spans.push(span);
    }
    if (!sorted) this.#sort(start, spans);
  }

  /** Order of two written keys by their bytes; no encoded key is a proper prefix of another. */
  #compare(a: Span, b: Span): number {
    const bytes = this.#bytes;
    for (let i = 0; a.key + i < a.value && b.key + i < b.value; i++) {
      const difference = (bytes[a.key + i] as number) - (bytes[b.key + i] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #sort(start: number, spans: Span[]): void {
    const written = this.#bytes.slice(start, this.#at);
    spans.sort((a, b) => this.#compare(a, b));
    for (let i = 1; i < spans.length; i++) {
      const [a, b] = [spans[i - 1], spans[i]];
      if (a && b && this.#compare(a, b) === 0) throw new CborError("map-duplicate", 0, "key twice");
    }
    let at = start;
    for (const { key, end } of spans) {
      this.#bytes.set(written.subarray(key - start, end - start), at);
      at += end - key;
    }
  }

  #key(key: unknown): void {
    if (typeof key === "string") this.#text(key);
    else if (typeof key === "number" && Number.isSafeInteger(key)) this.#number(key);
    else throw new CborError("map-key", 0, "map keys are safe integers or texts");
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value)) {
      const code = Number.isInteger(value) ? "integer-range" : "float";
      throw new CborError(code, 0, "numbers are safe integers; use bigint above 2^53-1");
    }
    if (value >= 0) this.#head(0x00, value);
    else this.#head(0x20, -1 - value);
  }

  #bigint(value: bigint): void {
    const argument = value < 0n ? -1n - value : value;
    if (argument > MAX_U64) throw new CborError("integer-range", 0, "integer beyond 64 bits");
    const major = value < 0n ? 0x20 : 0x00;
    if (argument <= 0xffff_ffffn) {
      this.#head(major, Number(argument));
      return;
    }
    this.#reserve(9);
    this.#bytes[this.#at++] = major | 27;
    this.#u32(Number(argument >> 32n));
    this.#u32(Number(argument & 0xffff_ffffn));
  }

  #text(text: string): void {
    const length = text.length;
    if (length > 200) {
      this.#utf8(text);
      return;
    }
    // Short texts are nearly always ASCII, which is NFC by definition: write them without a detour.
    this.#reserve(length + 2);
    const bytes = this.#bytes;
    let at = this.#at + (length < 24 ? 1 : 2);
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.#utf8(text);
        return;
      }
      bytes[at++] = code;
    }
    if (length < 24) {
      bytes[this.#at] = 0x60 | length;
    } else {
      bytes[this.#at] = 0x78;
      bytes[this.#at + 1] = length;
    }
    this.#at = at;
  }

  #utf8(text: string): void {
    const fault = textFault(text);
    if (fault !== undefined)
      throw new CborError(fault, 0, "text is not well-formed, assigned Unicode in form C");
    const bytes = encodeText(text);
    this.#head(0x60, bytes.length);
    this.#raw(bytes);
  }

  #head(major: number, argument: number): void {
    this.#reserve(9);
    const bytes = this.#bytes;
    if (argument < 24) {
      bytes[this.#at++] = major | argument;
    } else if (argument < 0x100) {
      bytes[this.#at++] = major | 24;
      bytes[this.#at++] = argument;
    } else if (argument < 0x1_0000) {
      bytes[this.#at++] = major | 25;
      bytes[this.#at++] = argument >>> 8;
      bytes[this.#at++] = argument;
    } else if (argument < TWO_32) {
      bytes[this.#at++] = major | 26;
      this.#u32(argument);
    } else {
      bytes[this.#at++] = major | 27;
      this.#u32(Math.floor(argument / TWO_32));
      this.#u32(argument % TWO_32);
    }
  }

  #u32(value: number): void {
    const bytes = this.#bytes;
    bytes[this.#at++] = value >>> 24;
    bytes[this.#at++] = value >>> 16;
    bytes[this.#at++] = value >>> 8;
    bytes[this.#at++] = value;
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #reserve(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }
}
