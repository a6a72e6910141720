/**
 * COSE_Sign1 (RFC 9052 s4.2) with deterministic encoding: always tagged 18, protected header kept as
 * the bytes that were received, because those are the bytes that were signed.
 */
import { type CborMap, CborTagged, type CborValue, decodeCbor, encodeCbor } from "./cbor.ts";
import { FormatError } from "./format-error.ts";
import { readArray, readBytes, SchemaError } from "./schema.ts";

/** The four parts of a COSE_Sign1. Byte strings are views into the decoded input. */
export interface Sign1 {
  readonly protectedBytes: Uint8Array;
  readonly unprotected: CborMap;
  /** null when the payload is detached. */
  readonly payload: Uint8Array | null;
  readonly signature: Uint8Array;
}

/** A COSE_Sign1 that is not tagged, not canonical, or not of four parts of the right kinds. */
export class CoseError extends FormatError {
  override readonly name = "CoseError";

  constructor(message: string, cause?: unknown) {
    super("cose", "malformed", message, cause);
  }
}

const EMPTY = new Uint8Array(0);
const TAG_SIGN1 = 18;
const SIGNATURE_BYTES_MAX = 1_024;

/**
 * Splits a tagged COSE_Sign1 and judges everything but the protected header's contents, which
 * {@link decodeProtected} reads. Throws {@link CoseError}.
 */
export function decodeSign1(bytes: Uint8Array): Sign1 {
  try {
    const outer = decodeCbor(bytes);
    if (!(outer instanceof CborTagged) || outer.tag !== TAG_SIGN1) {
      throw new SchemaError("COSE_Sign1", "tagged 18");
    }
    const parts = readArray(outer.value, "COSE_Sign1", 4);
    const unprotected = parts[1];
    if (!(unprotected instanceof Map)) throw new SchemaError("unprotected header", "a map");
    const payload = parts[2] === null ? null : readBytes(parts[2], "payload", 0, bytes.length);
    return {
      protectedBytes: readBytes(parts[0], "protected header", 0, bytes.length),
      unprotected: unprotected as CborMap,
      payload,
      signature: readBytes(parts[3], "signature", 1, SIGNATURE_BYTES_MAX),
    };
  } catch (cause) {
    if (cause instanceof Error) throw new CoseError(cause.message, cause);
    throw cause;
  }
}

/**
 * The map inside a protected header. An empty map has one encoding, the empty byte string (RFC 9052
 * s3: "SHOULD", here a must). Throws {@link CoseError}.
 */
export function decodeProtected(bytes: Uint8Array): CborMap {
  if (bytes.length === 0) return new Map();
  let value: CborValue;
  try {
    value = decodeCbor(bytes);
  } catch (cause) {
    throw new CoseError("protected header is not canonical CBOR", cause);
  }
  if (!(value instanceof Map) || value.size === 0) {
    throw new CoseError("protected header must be a map, or empty bytes for none");
  }
  return value as CborMap;
}

/** Bytes of a tagged COSE_Sign1. */
export function encodeSign1(parts: Sign1): Uint8Array {
  const { protectedBytes, unprotected, payload, signature } = parts;
  return encodeCbor(new CborTagged(TAG_SIGN1, [protectedBytes, unprotected, payload, signature]));
}

const SIG_CONTEXT = encodeCbor("Signature1");

/**
 * The Sig_structure that a COSE_Sign1 signature covers (RFC 9052 s4.4):
 * `["Signature1", body_protected, external_aad, payload]`, written in one allocation.
 */
export function sigStructure(
  protectedBytes: Uint8Array,
  payload: Uint8Array,
  external: Uint8Array = EMPTY,
): Uint8Array {
  const strings = [protectedBytes, external, payload];
  let length = 1 + SIG_CONTEXT.length;
  for (const string of strings) length += headLength(string.length) + string.length;
  const out = new Uint8Array(length);
  out[0] = 0x84;
  out.set(SIG_CONTEXT, 1);
  let at = 1 + SIG_CONTEXT.length;
  for (const string of strings) {
    at = writeHead(out, at, string.length);
    out.set(string, at);
    at += string.length;
  }
  return out;
}

function headLength(length: number): number {
  if (length < 24) return 1;
  if (length < 0x100) return 2;
  return length < 0x1_0000 ? 3 : 5;
}

function writeHead(out: Uint8Array, at: number, length: number): number {
  if (length < 24) {
    out[at] = 0x40 | length;
    return at + 1;
  }
  const width = headLength(length) - 1;
  out[at] = 0x58 + (width === 1 ? 0 : width === 2 ? 1 : 2);
  for (let i = 0; i < width; i++) out[at + 1 + i] = length >>> (8 * (width - 1 - i));
  return at + 1 + width;
}
