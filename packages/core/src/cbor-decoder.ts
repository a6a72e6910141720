import { CborError, type CborErrorCode, CborTagged, type CborValue } from "./cbor-model.ts";
import { decodeText, textFault } from "./cbor-text.ts";

const TWO_32 = 0x1_0000_0000;

/** Bounds of one decoding. */
export interface CborLimits {
  readonly maxDepth: number;
  readonly maxItems: number;
}

/** Reads items of the profile from one byte string, front to back, refusing every other form on the way. */
export class CborDecoder {
  readonly #bytes: Uint8Array;
  readonly #maxDepth: number;
  readonly #maxItems: number;
  #at: number;
  #items = 0;

  constructor(bytes: Uint8Array, limits: CborLimits, offset = 0) {
    this.#bytes = bytes;
    this.#maxDepth = limits.maxDepth;
    this.#maxItems = limits.maxItems;
    this.#at = offset;
  }

  /** Offset of the next unread byte. */
  get offset(): number {
    return this.#at;
  }

  /** Reads one item. */
  item(depth: number): CborValue {
    const start = this.#at;
    if (++this.#items > this.#maxItems) this.#fail("items", start, "too many items");
    const initial = this.#bytes[start];
    if (initial === undefined) this.#fail("end", start, "input ends where an item should start");
    const major = initial >> 5;
    if (major === 7) return this.#simple(initial, start);
    const argument = this.#argument(initial & 31, start);
    switch (major) {
      case 0:
        return argument;
      case 1:
        return this.#negative(argument);
      case 2:
        return this.#take(argument, start);
      case 3:
        return this.#text(argument, start);
      case 4:
        return this.#array(argument, start, depth);
      case 5:
        return this.#map(argument, start, depth);
      default:
        return this.#tagged(argument, start, depth);
    }
  }

  #fail(code: CborErrorCode, offset: number, message: string): never {
    throw new CborError(code, offset, message);
  }

  /** The argument of a head (RFC 8949 s3), in its shortest form or not at all (s4.2.1). */
  #argument(info: number, start: number): number | bigint {
    if (info < 24) {
      this.#at = start + 1;
      return info;
    }
    if (info > 27) {
      if (info === 31) this.#fail("indefinite", start, "indefinite length");
      this.#fail("reserved", start, "reserved additional information");
    }
    const bytes = this.#bytes;
    const width = 1 << (info - 24);
    let at = start + 1;
    this.#at = at + width;
    if (this.#at > bytes.length) this.#fail("end", start, "input ends inside a head");
    let value = 0;
    const high = width === 8 ? at + 4 : this.#at;
    while (at < high) value = value * 256 + (bytes[at++] as number);
    if (width < 8) {
      const least = info === 24 ? 24 : info === 25 ? 0x100 : 0x1_0000;
      if (value < least) this.#fail("non-minimal", start, "not the shortest form");
      return value;
    }
    if (value === 0) this.#fail("non-minimal", start, "not the shortest form");
    let low = 0;
    while (at < this.#at) low = low * 256 + (bytes[at++] as number);
    if (value < 0x20_0000) return value * TWO_32 + low;
    return (BigInt(value) << 32n) | BigInt(low);
  }

  #negative(argument: number | bigint): number | bigint {
    // -2^53 is not a safe integer, so the largest safe argument still needs a bigint.
    if (typeof argument === "number" && argument < Number.MAX_SAFE_INTEGER) return -1 - argument;
    return -1n - BigInt(argument);
  }

  #simple(initial: number, start: number): boolean | null {
    this.#at = start + 1;
    if (initial === 0xf4) return false;
    if (initial === 0xf5) return true;
    if (initial === 0xf6) return null;
    if (initial === 0xff) this.#fail("indefinite", start, "break without an indefinite item");
    if (initial >= 0xf9 && initial <= 0xfb) this.#fail("float", start, "floating-point number");
    if (initial >= 0xfc) this.#fail("reserved", start, "reserved additional information");
    return this.#fail("simple", start, "simple value other than false, true, null");
  }

  #take(length: number | bigint, start: number): Uint8Array {
    const from = this.#at;
    if (length > this.#bytes.length - from) this.#fail("end", start, "string runs past the input");
    this.#at = from + Number(length);
    return this.#bytes.subarray(from, this.#at);
  }

  #text(length: number | bigint, start: number): string {
    const bytes = this.#bytes;
    const from = this.#at;
    if (length > bytes.length - from) this.#fail("end", start, "text runs past the input");
    const end = from + Number(length);
    this.#at = end;
    if (end - from <= 64) {
      let text = "";
      let at = from;
      for (; at < end; at++) {
        const code = bytes[at] as number;
        if (code >= 0x80) break;
        text += String.fromCharCode(code);
      }
      if (at === end) return text;
    }
    const text = decodeText(bytes.subarray(from, end));
    if (text === undefined) this.#fail("utf8", start, "text is not UTF-8");
    const fault = textFault(text);
    if (fault !== undefined) this.#fail(fault, start, "text is not assigned Unicode in form C");
    return text;
  }

  #count(argument: number | bigint, start: number, depth: number, heads: number): number {
    if (depth >= this.#maxDepth) this.#fail("depth", start, "nested too deep");
    // Every item takes a byte at least: a count beyond what is left cannot be met, so nothing is allocated for it.
    if (argument > (this.#bytes.length - this.#at) / heads) {
      this.#fail("end", start, "count runs past the input");
    }
    return Number(argument);
  }

  #array(argument: number | bigint, start: number, depth: number): CborValue[] {
    const count = this.#count(argument, start, depth, 1);
    const items: CborValue[] = [];
    for (let i = 0; i < count; i++) items.push(this.item(depth + 1));
    return items;
  }

  #map(argument: number | bigint, start: number, depth: number): Map<number | string, CborValue> {
    const count = this.#count(argument, start, depth, 2);
    const map = new Map<number | string, CborValue>();
    let lastStart = 0;
    let lastEnd = 0;
    for (let i = 0; i < count; i++) {
      const keyStart = this.#at;
      const key = this.#key(keyStart);
      if (i > 0) this.#ascending(lastStart, lastEnd, keyStart);
      lastStart = keyStart;
      lastEnd = this.#at;
      map.set(key, this.item(depth + 1));
    }
    return map;
  }

  #key(start: number): number | string {
    const major = (this.#bytes[start] ?? 0) >> 5;
    if (major !== 0 && major !== 1 && major !== 3) {
      this.#fail("map-key", start, "map keys are integers or texts");
    }
    const key = this.item(0);
    if (typeof key !== "string" && typeof key !== "number") {
      this.#fail("map-key", start, "integer map keys are safe integers");
    }
    return key;
  }

  /** Keys ascend by their encoded bytes (RFC 8949 s4.2.1). */
  #ascending(lastStart: number, lastEnd: number, start: number): void {
    const bytes = this.#bytes;
    const shared = Math.min(lastEnd - lastStart, this.#at - start);
    for (let i = 0; i < shared; i++) {
      const difference = (bytes[start + i] as number) - (bytes[lastStart + i] as number);
      if (difference > 0) return;
      if (difference < 0) this.#fail("map-order", start, "map keys out of order");
    }
    // No encoded key is a proper prefix of another, so equal over the shared length is equal.
    this.#fail("map-duplicate", start, "map key twice");
  }

  #tagged(tag: number | bigint, start: number, depth: number): CborTagged {
    if (tag !== 18 || depth !== 0) this.#fail("tag", start, "only an outermost tag 18");
    return new CborTagged(18, this.item(depth + 1));
  }
}
