/**
 * Deterministic CBOR: RFC 8949 s4.2.1 narrowed to what Tallystick records need. docs/reference/cbor-profile.md is the
 * full statement of the profile; docs/adr/0001-own-cbor-codec.md says why it is written here.
 */
import { CborDecoder } from "./cbor-decoder.ts";
import { CborEncoder } from "./cbor-encoder.ts";
import { type CborEncodable, CborError, CborTagged, type CborValue } from "./cbor-model.ts";
import { CBOR_BYTES_MAX, CBOR_DEPTH_MAX, CBOR_ITEMS_MAX } from "./limits.ts";

export type { CborEncodable, CborErrorCode, CborMap, CborValue } from "./cbor-model.ts";
export { CborError, CborTagged } from "./cbor-model.ts";

/** Bounds a caller may change; see limits.ts for what holds otherwise. */
export interface CborOptions {
  /** Nesting allowed, the outermost container counted. */
  readonly maxDepth?: number;
  /** Items allowed, keys included. */
  readonly maxItems?: number;
  /** Bytes allowed in the whole input. */
  readonly maxBytes?: number;
}

const SCRATCH_KEPT_MAX = 1 << 20;
let idleScratch: Uint8Array | undefined;

/**
 * The one encoding of a value. Plain objects become maps with text keys; members that are undefined are left out; -0 is
 * written as 0. Throws {@link CborError} on floats, unsafe numbers, text that is not NFC, and values with no form.
 */
export function encodeCbor(value: CborEncodable): Uint8Array {
  // A getter in `value` may encode in turn, so the scratch is taken while in use and never shared.
  const scratch = idleScratch ?? new Uint8Array(4096);
  idleScratch = undefined;
  const encoder = new CborEncoder(scratch);
  try {
    encoder.item(value, 0);
    return encoder.result();
  } finally {
    idleScratch = encoder.scratch.length <= SCRATCH_KEPT_MAX ? encoder.scratch : undefined;
  }
}

function decoderFor(bytes: Uint8Array, options: CborOptions | undefined): CborDecoder {
  if (bytes.length > (options?.maxBytes ?? CBOR_BYTES_MAX)) {
    throw new CborError("size", 0, "input longer than allowed");
  }
  return new CborDecoder(bytes, {
    maxDepth: options?.maxDepth ?? CBOR_DEPTH_MAX,
    maxItems: options?.maxItems ?? CBOR_ITEMS_MAX,
  });
}

/**
 * Decodes exactly one item and refuses every form but the one `encodeCbor` writes. Byte strings in the result are views
 * into `bytes`: neither may be changed while the other is in use. Throws {@link CborError}.
 */
export function decodeCbor(bytes: Uint8Array, options?: CborOptions): CborValue {
  const decoder = decoderFor(bytes, options);
  const value = decoder.item(0);
  if (decoder.offset !== bytes.length) {
    throw new CborError("trailing", decoder.offset, "bytes after the item");
  }
  return value;
}

/** Decodes a sequence (RFC 8742) of any number of items; `maxItems` bounds them all together. Throws {@link CborError}. */
export function decodeCborSequence(bytes: Uint8Array, options?: CborOptions): CborValue[] {
  const decoder = decoderFor(bytes, options);
  const items: CborValue[] = [];
  while (decoder.offset < bytes.length) items.push(decoder.item(0));
  return items;
}

function widthOf(info: number, offset: number): number {
  if (info < 24) return 0;
  if (info < 28) return 1 << (info - 24);
  if (info === 31) throw new CborError("indefinite", offset, "indefinite length");
  throw new CborError("reserved", offset, "reserved additional information");
}

/**
 * Length in bytes of the item at `offset`, found from heads alone: contents are not judged, so that a sequence can be
 * split before each part is decoded on its own terms. Throws {@link CborError} when the item is not whole.
 */
export function cborItemLength(bytes: Uint8Array, offset: number): number {
  let at = offset;
  let pending = 1;
  while (pending > 0) {
    const start = at;
    const initial = bytes[at++];
    if (initial === undefined) throw new CborError("end", start, "input ends inside an item");
    let argument = initial & 31;
    const width = widthOf(argument, start);
    if (at + width > bytes.length) throw new CborError("end", start, "input ends inside a head");
    if (width > 0) argument = 0;
    for (const end = at + width; at < end; at++) argument = argument * 256 + (bytes[at] as number);
    pending--;
    const major = initial >> 5;
    if (major === 2 || major === 3) at += argument;
    else if (major === 4) pending += argument;
    else if (major === 5) pending += 2 * argument;
    else if (major === 6) pending += 1;
    if (at > bytes.length || pending > bytes.length - at) {
      throw new CborError("end", start, "item runs past the input");
    }
  }
  return at - offset;
}

/**
 * The same value with every map turned into a plain object without prototype, all the way down. Throws {@link CborError}
 * `map-key` on a map with integer keys and `tag` on a tagged item.
 */
export function mapToObject(value: CborValue): unknown {
  if (value instanceof Map) {
    const object: Record<string, unknown> = Object.create(null);
    for (const [key, member] of value) {
      if (typeof key !== "string")
        throw new CborError("map-key", 0, "integer key where texts are due");
      object[key] = mapToObject(member);
    }
    return object;
  }
  if (Array.isArray(value)) return value.map((item: CborValue) => mapToObject(item));
  if (value instanceof CborTagged) throw new CborError("tag", 0, "tagged item where none is due");
  return value;
}
