/**
 * C2SP signed-note v1.0.0 and tlog-checkpoint v1.0.0. docs/reference/signed-note-and-tiles.md.
 *
 * A note is what existing transparency tools read: the same log size and root that receipts carry,
 * as three lines of text with signature lines below.
 */
import {
  compareBytes,
  concatBytes,
  equalBytes,
  fromBase64,
  fromUtf8,
  toBase64,
  toHex,
  utf8,
} from "./bytes.ts";
import { NOTE_BYTES_MAX, NOTE_SIGNATURES_MAX } from "./limits.ts";
import { HASH_BYTES } from "./log-tree.ts";
import {
  hasControlCharacter,
  isNoteName,
  NOTE_KEY_ID_BYTES,
  NoteError,
  type NoteKey,
  noteKey,
} from "./note-key.ts";
import type { Signer } from "./signer.ts";
import { derFromRs, rsFromDer } from "./suite/ecdsa-der.ts";
import type { Suite } from "./suite/suite.ts";

const DASH = "\u2014 ";

/** A signature line, not yet judged. */
export interface NoteSignature {
  readonly name: string;
  /** 4 bytes. */
  readonly id: Uint8Array;
  readonly signature: Uint8Array;
}

/** A note as read: the text, its last newline included, and the signature lines. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A note of which at least one signature is that of a known key, and none of a known key is wrong. */
export interface VerifiedNote {
  readonly text: string;
  /** Keys whose signatures were verified, in the order of their lines, each once. */
  readonly verifiedBy: readonly NoteKey[];
  /** Lines of keys that were not given. */
  readonly unknown: readonly NoteSignature[];
}

/** A key that signs notes under a name. */
export interface NoteSigner {
  readonly name: string;
  readonly signer: Signer;
}

/**
 * Writes a note: the text, an empty line, one line a signer.
 *
 * @param text ends in a newline and has no other control character
 * @throws NoteError `malformed`, `too-large`
 */
export async function signNote(
  suite: Suite,
  text: string,
  signers: readonly NoteSigner[],
): Promise<Uint8Array> {
  const lines: NoteSignature[] = [];
  for (const { name, signer } of signers) {
    const { id } = noteKey(suite, name, signer.publicKey);
    const signature = await signer.sign(utf8(text));
    // transparency-dev writes ECDSA signatures as ASN.1 DER.
    lines.push({
      name,
      id,
      signature: signer.algorithm === "ES256" ? derFromRs(signature) : signature,
    });
  }
  return formatNote({ text, signatures: lines });
}

/** Writes a note whose signatures are there already. Throws {@link NoteError}. */
export function formatNote({ text, signatures }: SignedNote): Uint8Array {
  const lines = signatures.map(
    ({ name, id, signature }) => `${DASH}${name} ${toBase64(concatBytes(id, signature))}\n`,
  );
  const bytes = utf8(`${text}\n${lines.join("")}`);
  // What cannot be read back as it was meant is not written: a text that looks like two notes, say.
  const read = parseNote(bytes);
  if (read.text !== text || read.signatures.length !== signatures.length) {
    throw new NoteError("malformed", "the text cannot be a note");
  }
  return bytes;
}

/** Reads a note; no signature is judged. Throws {@link NoteError} `malformed`, `too-large`. */
export function parseNote(bytes: Uint8Array): SignedNote {
  if (bytes.length > NOTE_BYTES_MAX) throw new NoteError("too-large", "too many bytes");
  let note: string;
  try {
    note = fromUtf8(bytes);
  } catch (cause) {
    throw new NoteError("malformed", "not UTF-8", cause);
  }
  if (hasControlCharacter(note)) throw new NoteError("malformed", "a control character");
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) {
    throw new NoteError("malformed", "no empty line between text and signatures");
  }
  const lines = note.slice(split + 2).split("\n");
  lines.pop();
  if (lines.length === 0) throw new NoteError("malformed", "no signature");
  if (lines.length > NOTE_SIGNATURES_MAX) throw new NoteError("too-large", "too many signatures");
  return { text: note.slice(0, split + 1), signatures: lines.map(parseLine) };
}

function parseLine(line: string): NoteSignature {
  const parts = line.slice(DASH.length).split(" ");
  const [name = "", encoded = ""] = parts;
  if (!line.startsWith(DASH) || parts.length !== 2 || !isNoteName(name)) {
    throw new NoteError("malformed", "not a signature line");
  }
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(encoded);
  } catch (cause) {
    throw new NoteError("malformed", "a signature is not base64", cause);
  }
  if (bytes.length <= NOTE_KEY_ID_BYTES) throw new NoteError("malformed", "an empty signature");
  return {
    name,
    id: bytes.subarray(0, NOTE_KEY_ID_BYTES),
    signature: bytes.subarray(NOTE_KEY_ID_BYTES),
  };
}

/**
 * Reads a note and judges the signatures of known keys.
 *
 * @param keys the keys that the caller trusts; no two share both name and id
 * @throws NoteError `bad-signature` when a known key's signature is wrong, `no-known-key` when none is by one
 */
export function verifyNote(
  suite: Suite,
  bytes: Uint8Array,
  keys: readonly NoteKey[],
): VerifiedNote {
  const { text, signatures } = parseNote(bytes);
  const message = utf8(text);
  const verifiedBy: NoteKey[] = [];
  const unknown: NoteSignature[] = [];
  for (const line of signatures) {
    const key = keys.find(({ name, id }) => name === line.name && equalBytes(id, line.id));
    if (key === undefined) unknown.push(line);
    else if (!verifiedBy.includes(key)) {
      if (!verifyLine(suite, key, message, line.signature)) {
        throw new NoteError("bad-signature", "the signature of a known key is wrong");
      }
      verifiedBy.push(key);
    }
  }
  if (verifiedBy.length === 0) throw new NoteError("no-known-key", "no signature by a known key");
  return { text, verifiedBy, unknown };
}

function verifyLine(
  suite: Suite,
  { publicKey }: NoteKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const raw = publicKey.algorithm === "ES256" ? rsFromDer(signature) : signature;
  return raw !== undefined && suite.verify(publicKey, message, raw);
}

/** What a checkpoint note says. */
export interface NoteCheckpoint {
  /** Which log: `tallystick/` and the ledger id in hex, for ours. */
  readonly origin: string;
  readonly size: number;
  /** RFC 9162 root, 32 bytes. */
  readonly root: Uint8Array;
  /** Further lines, which Tallystick never writes. */
  readonly extensions: readonly string[];
}

/** The origin line of a ledger's log. It is the name of the log's keys as well. */
export function checkpointOrigin(ledgerId: Uint8Array): string {
  return `tallystick/${toHex(ledgerId)}`;
}

/** The text of a checkpoint note. Throws {@link NoteError} when a line is empty or has a newline. */
export function formatCheckpointText(checkpoint: NoteCheckpoint): string {
  const { origin, size, root, extensions } = checkpoint;
  const lines = [origin, String(size), toBase64(root), ...extensions];
  const text = `${lines.join("\n")}\n`;
  const read = parseCheckpointText(text);
  if (read.extensions.length !== extensions.length || compareBytes(read.root, root) !== 0) {
    throw new NoteError("malformed", "a line of the checkpoint has a newline");
  }
  return text;
}

/** Reads the text of a checkpoint note. Throws {@link NoteError} `malformed`. */
export function parseCheckpointText(text: string): NoteCheckpoint {
  const lines = text.split("\n");
  const last = lines.pop();
  const [origin, decimal, encoded, ...extensions] = lines;
  if (last !== "" || origin === undefined || decimal === undefined || encoded === undefined) {
    throw new NoteError("malformed", "a checkpoint has at least three lines");
  }
  if (lines.includes("")) throw new NoteError("malformed", "an empty line in the checkpoint");
  const size = Number(decimal);
  if (!/^(0|[1-9]\d{0,15})$/.test(decimal) || !Number.isSafeInteger(size)) {
    throw new NoteError("malformed", "not a log size");
  }
  let root: Uint8Array;
  try {
    root = fromBase64(encoded);
  } catch (cause) {
    throw new NoteError("malformed", "the root is not base64", cause);
  }
  if (root.length !== HASH_BYTES) throw new NoteError("malformed", "the root has not 32 bytes");
  return { origin, size, root, extensions };
}
