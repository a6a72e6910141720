/**
 * The organisations' checkpoint signatures as lines of a C2SP signed note. docs/reference/certificate.md.
 *
 * A line's signature is the COSE header and signature that receipts carry, so no organisation signs twice.
 * Tools that know nothing of it see signatures of unknown keys and pass them over (C2SP signed-note).
 */
import { concatBytes, equalBytes, utf8 } from "./bytes.ts";
import { type CborValue, decodeCbor, encodeCbor } from "./cbor.ts";
import { type CheckpointSignature, decodeCheckpointProtected } from "./checkpoint.ts";
import { readCheckpointSignatures, type SignedCheckpoint } from "./checkpoint-signatures.ts";
import { encodeKey } from "./keys.ts";
import { NOTE_KEY_ID_BYTES, NoteError } from "./note-key.ts";
import {
  checkpointOrigin,
  type NoteCheckpoint,
  type NoteSignature,
  parseCheckpointText,
  parseNote,
} from "./signed-note.ts";
import type { PublicKey, Suite } from "./suite/suite.ts";
import { quorumAt, type Trust } from "./trust.ts";
import { type JudgedSigner, judgeSigners } from "./verify/signers.ts";

/** 0xff says that a longer identifier follows (C2SP signed-note). */
const TYPE = concatBytes(Uint8Array.of(0xff), utf8("tallystick-checkpoint"));
const NEWLINE = Uint8Array.of(0x0a);

/**
 * The note line of an organisation's checkpoint signature. Its name is the log's origin, a slash and the
 * organisation's id; its key id the first 4 bytes of the hash of name, line feed, type and COSE_Key.
 */
export function endorsementLine(
  suite: Suite,
  key: PublicKey,
  signature: CheckpointSignature,
): NoteSignature {
  const { organisation, checkpoint } = decodeCheckpointProtected(signature.protected);
  const name = `${checkpointOrigin(checkpoint.ledgerId)}/${organisation}`;
  const id = suite.hash(concatBytes(utf8(name), NEWLINE, TYPE, encodeKey(key)));
  return {
    name,
    id: id.slice(0, NOTE_KEY_ID_BYTES),
    signature: encodeCbor([signature.protected, signature.signature]),
  };
}

/** What the organisations' lines of a checkpoint note come to. */
export interface JudgedNote {
  readonly checkpoint: NoteCheckpoint;
  /** Block and time that the organisations signed. */
  readonly height: number;
  readonly time: number;
  readonly signers: readonly JudgedSigner[];
  /** Organisations whose signature counts, and how many must be there. */
  readonly counted: number;
  readonly quorum: number;
  /** Whether the trust file is satisfied: enough of them, and no wrong line under a trusted name or key. */
  readonly valid: boolean;
}

/**
 * Judges a checkpoint note by the organisations of a trust file.
 *
 * @throws NoteError `malformed`, `too-large`, `no-known-key` when it has no line of an organisation
 */
export function judgeNote(suite: Suite, bytes: Uint8Array, trust: Trust): JudgedNote {
  const { text, signatures } = parseNote(bytes);
  const checkpoint = parseCheckpointText(text);
  const prefix = `${checkpoint.origin}/`;
  const lines = signatures.filter(({ name }) => name.startsWith(prefix));
  if (lines.length === 0) throw new NoteError("no-known-key", "no line of an organisation");
  const signed = readLines(lines);
  const claim = signed.checkpoint;
  const own =
    checkpoint.origin === checkpointOrigin(trust.ledgerId) &&
    equalBytes(claim.ledgerId, trust.ledgerId) &&
    claim.logSize === checkpoint.size &&
    signed.headers.every(({ organisation }, i) => lines[i]?.name === `${prefix}${organisation}`);
  const signers = judgeSigners(suite, signed, checkpoint.root, trust);
  const counted = signers.filter(({ status }) => status === "counted").length;
  const quorum = quorumAt(trust, claim.height);
  const harmless = ["counted", "counted-before", "organisation-unknown"];
  const valid =
    own &&
    claim.height >= trust.fromHeight &&
    trust.suite === suite.name &&
    counted >= quorum &&
    signers.every(({ status }) => harmless.includes(status));
  const { height, time } = claim;
  return { checkpoint, height, time, signers, counted, quorum, valid };
}

function readLines(lines: readonly NoteSignature[]): SignedCheckpoint {
  try {
    const items = lines.map(({ signature }): CborValue => decodeCbor(signature));
    return readCheckpointSignatures(items);
  } catch (cause) {
    throw new NoteError("malformed", "a line of an organisation does not decode", cause);
  }
}
