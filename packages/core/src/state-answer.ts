/**
 * A state answer (`*.proof`): records of the state, present or absent, with proofs that lead to a
 * checkpoint and the organisations' signatures over it. docs/reference/state-answer.md.
 *
 * A receipt proves that an entry is on the log; a state answer proves what the ledger holds, and what
 * it does not hold, at one height. It stands alone: nothing else from the ledger is needed.
 */
import { type CborEncodable, type CborValue, decodeCbor, encodeCbor } from "./cbor.ts";
import type { CheckpointSignature } from "./checkpoint.ts";
import {
  readCheckpointSignatures,
  type SignedCheckpoint,
  signaturesItem,
} from "./checkpoint-signatures.ts";
import { FormatError, type FormatErrorCode } from "./format-error.ts";
import { CBOR_DEPTH_MAX, STATE_ANSWER_BYTES_MAX, STATE_ANSWER_PROOFS_MAX } from "./limits.ts";
import { HASH_BYTES } from "./log-tree.ts";
import { readArray, readBytes, readLiteral, readMap } from "./schema.ts";
import { decodeStateProof, encodeStateProof, type StateProof } from "./state-proof.ts";

/** What a state answer holds. */
export interface StateAnswer {
  /** Root of the log at the checkpoint: the payload that the signatures cover. 32 bytes. */
  readonly logRoot: Uint8Array;
  /** At least one, all over the same checkpoint. */
  readonly signatures: readonly CheckpointSignature[];
  /** At least one. */
  readonly proofs: readonly StateProof[];
}

/** A state answer as decoded, with what its signatures say. Nothing in it has been judged. */
export interface DecodedStateAnswer extends StateAnswer, SignedCheckpoint {}

/** Bytes that are not a state answer. */
export class StateAnswerError extends FormatError {
  override readonly name = "StateAnswerError";

  constructor(code: FormatErrorCode, message: string, cause?: unknown) {
    super("state-answer", code, message, cause);
  }
}

/** Text in the member `format`. */
export const STATE_ANSWER_FORMAT = "tallystick-state/1";

/** Bytes of a state answer. Throws {@link StateAnswerError} when they would be too many. */
export function encodeStateAnswer({ logRoot, signatures, proofs }: StateAnswer): Uint8Array {
  const bytes = encodeCbor({
    format: STATE_ANSWER_FORMAT,
    logRoot,
    signatures: signaturesItem(signatures),
    proofs: proofs.map((proof): CborEncodable => decodeCbor(encodeStateProof(proof))),
  });
  if (bytes.length > STATE_ANSWER_BYTES_MAX) throw tooLarge();
  return bytes;
}

/** Decodes a state answer strictly. Byte strings are views into `bytes`. Throws {@link StateAnswerError}. */
export function decodeStateAnswer(bytes: Uint8Array): DecodedStateAnswer {
  if (bytes.length > STATE_ANSWER_BYTES_MAX) throw tooLarge();
  try {
    return readAnswer(decodeCbor(bytes, { maxDepth: CBOR_DEPTH_MAX }));
  } catch (cause) {
    if (cause instanceof Error) throw new StateAnswerError("malformed", cause.message, cause);
    throw cause;
  }
}

function readAnswer(value: CborValue): DecodedStateAnswer {
  const map = readMap(value, "answer", ["format", "logRoot", "signatures", "proofs"]);
  readLiteral(map.get("format"), "format", STATE_ANSWER_FORMAT);
  const proofs = readArray(map.get("proofs"), "proofs", 1, STATE_ANSWER_PROOFS_MAX);
  return {
    logRoot: readBytes(map.get("logRoot"), "logRoot", HASH_BYTES),
    ...readCheckpointSignatures(map.get("signatures")),
    proofs: proofs.map((proof) => decodeStateProof(encodeCbor(proof))),
  };
}

function tooLarge(): StateAnswerError {
  return new StateAnswerError("too-large", `longer than ${STATE_ANSWER_BYTES_MAX} bytes`);
}
