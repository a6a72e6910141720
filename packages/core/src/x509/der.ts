/** Reading DER (X.690 s10), strictly: one encoding of each value, bounded, every byte accounted for. */
import { DER_DEPTH_MAX, DER_ITEMS_MAX } from "./limits.ts";

/** Identifier octets (X.690 s8.1.2) of the types that certificates use. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

/** Bytes that are not DER, or not the type that stands in this place. The message never repeats contents. */
export class DerError extends Error {
  override readonly name: string = "DerError";
}

/** One encoded item. */
export interface DerItem {
  /** Identifier octet; only tag numbers below 31 are read. */
  readonly tag: number;
  /** Identifier, length and contents. */
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

/** What is left for the whole of one document. */
interface Budget {
  items: number;
}

/** Goes through the items that stand one after another in some bytes. */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #depth: number;
  readonly #budget: Budget;
  #at = 0;

  constructor(bytes: Uint8Array, depth = 0, budget: Budget = { items: DER_ITEMS_MAX }) {
    if (depth > DER_DEPTH_MAX) throw new DerError("nested too deep");
    this.#bytes = bytes;
    this.#depth = depth;
    this.#budget = budget;
  }

  /** True at the end of the bytes. */
  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The identifier octet of the next item, or undefined at the end. */
  get peek(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** The next item. @param tag the identifier octet that it must have @throws DerError */
  next(tag?: number): DerItem {
    this.#budget.items -= 1;
    if (this.#budget.items < 0) throw new DerError("too many items");
    const from = this.#at;
    const found = this.#bytes[from];
    if (found === undefined) throw new DerError("an item is missing");
    if ((found & 0x1f) === 0x1f) throw new DerError("a tag of several octets");
    if (tag !== undefined && found !== tag) throw new DerError("an item is of another type");
    const { length, start } = this.#length(from + 1);
    if (start + length > this.#bytes.length) throw new DerError("an item ends beyond its bytes");
    this.#at = start + length;
    const content = this.#bytes.subarray(start, this.#at);
    return { tag: found, bytes: this.#bytes.subarray(from, this.#at), content };
  }

  /** The next item when it has that identifier octet, else undefined. */
  optional(tag: number): DerItem | undefined {
    return this.peek === tag ? this.next(tag) : undefined;
  }

  /** A reader of the items inside the next item, which is constructed. */
  inside(tag: number = TAG.sequence): DerReader {
    return this.of(this.next(tag).content);
  }

  /** A reader of bytes inside this document; it shares the budget. */
  of(bytes: Uint8Array): DerReader {
    return new DerReader(bytes, this.#depth + 1, this.#budget);
  }

  /** @throws DerError when something is left */
  end(): void {
    if (!this.done) throw new DerError("something follows the last item");
  }

  // X.690 s10.1: definite form, as few octets as there can be. Two octets of length are 64 KiB, which
  // is more than any document here has.
  #length(at: number): { length: number; start: number } {
    const first = this.#bytes[at];
    if (first === undefined) throw new DerError("a length is missing");
    if (first < 0x80) return { length: first, start: at + 1 };
    const count = first & 0x7f;
    if (count === 0 || count > 2) throw new DerError("a length that DER or this reader forbids");
    let length = 0;
    for (let i = 1; i <= count; i++) {
      const byte = this.#bytes[at + i];
      if (byte === undefined) throw new DerError("a length is cut off");
      length = length * 256 + byte;
    }
    if (length < (count === 1 ? 0x80 : 0x100)) throw new DerError("a length is not minimal");
    return { length, start: at + 1 + count };
  }
}

/** Reads one item that is the whole of `bytes`. @throws DerError */
export function derDocument(bytes: Uint8Array, tag: number = TAG.sequence): DerReader {
  const outer = new DerReader(bytes);
  const reader = outer.inside(tag);
  outer.end();
  return reader;
}

/** The magnitude of a non-negative INTEGER without its sign octet (X.690 s8.3). @throws DerError */
export function unsignedInteger({ content }: DerItem): Uint8Array {
  const [first, second] = content;
  if (first === undefined) throw new DerError("an integer without octets");
  if (first >= 0x80) throw new DerError("a negative integer");
  if (first !== 0 || content.length === 1) return content;
  if ((second as number) < 0x80) throw new DerError("an integer is not minimal");
  return content.subarray(1);
}

/** A small non-negative INTEGER, at most 255. @throws DerError */
export function smallInteger(item: DerItem): number {
  const bytes = unsignedInteger(item);
  if (bytes.length > 1) throw new DerError("an integer is too large here");
  return bytes[0] as number;
}

/** A BOOLEAN (X.690 s11.1: true is FF). @throws DerError */
export function booleanValue({ content }: DerItem): boolean {
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
    throw new DerError("not a boolean");
  }
  return content[0] === 0xff;
}

/** The octets of a BIT STRING that fills whole octets. @throws DerError */
export function bitStringOctets({ content }: DerItem): Uint8Array {
  if (content.length < 2 || content[0] !== 0) throw new DerError("not a bit string of octets");
  return content.subarray(1);
}

/** The bits of a named bit list of at most 16, bit 0 of the list as bit 0 (X.690 s11.2). @throws DerError */
export function namedBits({ content }: DerItem): number {
  const unused = content[0];
  if (unused === undefined || unused > 7 || content.length > 3)
    throw new DerError("not named bits");
  if (content.length === 1) {
    if (unused !== 0) throw new DerError("not named bits");
    return 0;
  }
  const last = content[content.length - 1] as number;
  // Trailing zero bits are cut off, so the last bit that counts is one.
  if ((last & ((1 << unused) - 1)) !== 0 || ((last >> unused) & 1) === 0) {
    throw new DerError("named bits are not minimal");
  }
  let bits = 0;
  for (let i = 1; i < content.length; i++) {
    for (let bit = 0; bit < 8; bit++) {
      if (((content[i] as number) >> (7 - bit)) & 1) bits |= 1 << ((i - 1) * 8 + bit);
    }
  }
  return bits;
}

/** An OBJECT IDENTIFIER in dotted form (X.690 s8.19). @throws DerError */
export function oidText({ content }: DerItem): string {
  if (content.length === 0 || content.length > 32) throw new DerError("not an object identifier");
  const parts: number[] = [];
  let value = 0;
  let fresh = true;
  for (const byte of content) {
    if (fresh && byte === 0x80) throw new DerError("an object identifier is not minimal");
    value = value * 128 + (byte & 0x7f);
    if (value > 0xffff_ffff) throw new DerError("an object identifier is too large here");
    fresh = byte < 0x80;
    if (!fresh) continue;
    parts.push(value);
    value = 0;
  }
  if (!fresh) throw new DerError("an object identifier is cut off");
  const [head = 0, ...rest] = parts;
  const top = Math.min(2, (head - (head % 40)) / 40);
  return [top, head - 40 * top, ...rest].join(".");
}
