/** The values that the Tallystick CBOR profile can carry, and the one error its codec throws. */

/** A decoded item. Integers are numbers when safe, else bigints; byte strings are views into the input. */
export type CborValue =
  | number
  | bigint
  | string
  | boolean
  | null
  | Uint8Array
  | readonly CborValue[]
  | CborMap
  | CborTagged;

/** A decoded map. Keys are safe integers or texts. */
export type CborMap = ReadonlyMap<number | string, CborValue>;

/** What the encoder takes: decoded values, and plain objects as maps with text keys (undefined members are skipped). */
export type CborEncodable =
  | number
  | bigint
  | string
  | boolean
  | null
  | Uint8Array
  | CborTagged
  | readonly CborEncodable[]
  | ReadonlyMap<number | string, CborEncodable>
  | { readonly [key: string]: CborEncodable | undefined };

/** A tagged item (RFC 8949 s3.4). The profile knows one tag: 18, COSE_Sign1, outermost only. */
export class CborTagged {
  readonly tag: number;
  readonly value: CborValue;
  constructor(tag: number, value: CborValue) {
    this.tag = tag;
    this.value = value;
  }
}

/** Why an item was refused. Stable: tests, the reference and other implementations name them. */
export type CborErrorCode =
  | "end" // input stops inside an item, or a length runs past its end
  | "trailing" // bytes after the item
  | "non-minimal" // an integer or length not in its shortest form
  | "indefinite" // indefinite length, or a break outside one
  | "reserved" // additional information 28 to 30
  | "float" // a floating-point number
  | "simple" // a simple value other than false, true and null
  | "tag" // any tag but an outermost 18
  | "map-key" // a key that is neither a safe integer nor a text
  | "map-order" // keys not ascending
  | "map-duplicate" // the same key twice
  | "utf8" // text that is not UTF-8 (or holds a lone surrogate)
  | "unassigned" // text with a code point that Unicode 15.1 does not assign
  | "nfc" // text that is not in Unicode normalization form C
  | "integer-range" // an integer outside [-2^64, 2^64-1], or a number that is not a safe integer
  | "depth" // nested deeper than the limit
  | "items" // more items than the limit
  | "size" // more bytes than the limit
  | "type"; // a JavaScript value the profile has no form for

/** Thrown for every input or value outside the profile. `offset` is the byte at which the refused item starts (0 when encoding). */
export class CborError extends Error {
  override readonly name = "CborError";
  readonly code: CborErrorCode;
  readonly offset: number;
  constructor(code: CborErrorCode, offset: number, message: string) {
    super(`${message} (${code} at byte ${offset})`);
    this.code = code;
    this.offset = offset;
  }
}
