/**
 * Keys of C2SP signed notes: their ids and the `name+id+key` text of a verifier key.
 * docs/reference/signed-note-and-tiles.md.
 */
import { concatBytes, equalBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from "./bytes.ts";
import { NOTE_NAME_LENGTH_MAX } from "./limits.ts";
import type { Algorithm, PublicKey, Suite } from "./suite/suite.ts";

/** Bytes of a note key id. */
export const NOTE_KEY_ID_BYTES = 4;

/** A public key under the name by which notes refer to it. */
export interface NoteKey {
  readonly name: string;
  /** 4 bytes: an aid to find the key, not a commitment to it. */
  readonly id: Uint8Array;
  readonly publicKey: PublicKey;
}

/** Why a note, a note key or a checkpoint text was refused. */
export type NoteErrorCode = "malformed" | "too-large" | "bad-signature" | "no-known-key";

/** A note that does not follow C2SP signed-note or cannot be trusted. */
export class NoteError extends Error {
  override readonly name = "NoteError";
  readonly code: NoteErrorCode;

  constructor(code: NoteErrorCode, message: string, cause?: unknown) {
    super(`note: ${message}`, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

const NEWLINE = Uint8Array.of(0x0a);

// SubjectPublicKeyInfo of a P-256 key up to its uncompressed point (RFC 5480), the point's 04 included.
const P256_SPKI = fromHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

// 0xff says that a longer identifier follows; C2SP assigns no byte to SM2.
const SM2_TYPE = concatBytes(Uint8Array.of(0xff), utf8("tallystick-sm2"));

const UNCOMPRESSED = Uint8Array.of(0x04);

/**
 * Signature type and public key, the part of a verifier key behind the id: 0x01 ‖ 32 bytes for Ed25519,
 * 0x02 ‖ SubjectPublicKeyInfo for ECDSA, 0xff ‖ "tallystick-sm2" ‖ 0x04 ‖ x ‖ y for SM2.
 */
function typedKey({ algorithm, raw }: PublicKey): Uint8Array {
  if (algorithm === "Ed25519") return concatBytes(Uint8Array.of(0x01), raw);
  if (algorithm === "ES256") return concatBytes(Uint8Array.of(0x02), P256_SPKI, raw);
  return concatBytes(SM2_TYPE, UNCOMPRESSED, raw);
}

/**
 * The note key of a public key. `suite` is the one that the key's algorithm belongs to.
 *
 * @throws NoteError `malformed` when the name is empty, too long, or has a space or a plus sign
 */
export function noteKey(suite: Suite, name: string, publicKey: PublicKey): NoteKey {
  if (!isNoteName(name)) throw new NoteError("malformed", "not a key name");
  if (!suite.algorithms.includes(publicKey.algorithm)) {
    throw new NoteError("malformed", "the key is not of this suite");
  }
  if (publicKey.raw.length !== RAW_BYTES[publicKey.algorithm]) {
    throw new NoteError("malformed", "wrong key length");
  }
  const typed = typedKey(publicKey);
  // The id of an ECDSA key is the hash of the SPKI alone: neither name nor type enters (C2SP signed-note).
  const named = publicKey.algorithm === "ES256" ? typed.subarray(1) : undefined;
  const input = named ?? concatBytes(utf8(name), NEWLINE, typed);
  return { name, id: suite.hash(input).slice(0, NOTE_KEY_ID_BYTES), publicKey };
}

/** The verifier key text of a note key: `name+hex id+base64(type ‖ key)`. */
export function formatVerifierKey({ name, id, publicKey }: NoteKey): string {
  return `${name}+${toHex(id)}+${toBase64(typedKey(publicKey))}`;
}

/**
 * Reads a verifier key text and checks its id.
 *
 * @throws NoteError `malformed` also for a type that is not one of the suite
 */
export function parseVerifierKey(suite: Suite, text: string): NoteKey {
  // The key itself is base64, which may hold plus signs: only the first two separate.
  const [, name, id, typed] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{1,512})$/.exec(text) ?? [];
  if (name === undefined || id === undefined || typed === undefined) {
    throw new NoteError("malformed", "not a verifier key");
  }
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(typed);
  } catch (cause) {
    throw new NoteError("malformed", "the verifier key is not base64", cause);
  }
  const publicKey = readTypedKey(bytes);
  const key = noteKey(suite, name, publicKey);
  if (toHex(key.id) !== id) throw new NoteError("malformed", "the id is not that of the key");
  return key;
}

const RAW_BYTES: Readonly<Record<Algorithm, number>> = { Ed25519: 32, ES256: 64, SM2: 64 };

function readTypedKey(bytes: Uint8Array): PublicKey {
  for (const algorithm of ["Ed25519", "ES256", "SM2"] as const) {
    const raw = bytes.subarray(Math.max(0, bytes.length - RAW_BYTES[algorithm]));
    if (raw.length !== RAW_BYTES[algorithm]) continue;
    const publicKey = { algorithm, raw: raw.slice() };
    if (equalBytes(typedKey(publicKey), bytes)) return publicKey;
  }
  throw new NoteError("malformed", "a signature type that is not supported");
}

/** Whether a text has an ASCII control character other than a newline, which notes may not hold. */
export function hasControlCharacter(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids exactly these.
  return /[\u0000-\u0009\u000b-\u001f]/.test(text);
}

/** Whether a text can name a key: not empty, without Unicode spaces, control characters and plus signs. */
export function isNoteName(name: string): boolean {
  return (
    name.length <= NOTE_NAME_LENGTH_MAX &&
    name.isWellFormed() &&
    !hasControlCharacter(name) &&
    /^[^\p{White_Space}+]+$/u.test(name)
  );
}
