/**
 * The organisations' signatures over one checkpoint, as receipts and state answers carry them.
 * docs/reference/checkpoint.md.
 */
import { SIGNATURE_LENGTH } from "./algorithms.ts";
import { equalBytes } from "./bytes.ts";
import type { CborEncodable, CborValue } from "./cbor.ts";
import {
  type CheckpointClaim,
  type CheckpointHeader,
  type CheckpointSignature,
  decodeCheckpointProtected,
} from "./checkpoint.ts";
import { CHECKPOINT_HEADER_BYTES_MAX, RECEIPT_SIGNATURES_MAX } from "./limits.ts";
import { readArray, readBytes, SchemaError } from "./schema.ts";

/** Signatures with what they say. */
export interface SignedCheckpoint {
  /** At least one, all over the same checkpoint. */
  readonly signatures: readonly CheckpointSignature[];
  /** Decoded protected headers, in the order of `signatures`. */
  readonly headers: readonly CheckpointHeader[];
  /** The one checkpoint that all the signatures claim. */
  readonly checkpoint: CheckpointClaim;
}

/** The item that {@link readCheckpointSignatures} reads: [+ [protected, signature]]. */
export function signaturesItem(signatures: readonly CheckpointSignature[]): CborEncodable {
  return signatures.map(({ protected: header, signature }) => [header, signature]);
}

/** Reads signatures, none of them judged. Throws SchemaError or CheckpointError. */
export function readCheckpointSignatures(value: CborValue | undefined): SignedCheckpoint {
  const signatures = readArray(value, "signatures", 1, RECEIPT_SIGNATURES_MAX).map(readSignature);
  const headers = signatures.map((signature) => decodeCheckpointProtected(signature.protected));
  return { signatures, headers, checkpoint: sharedCheckpoint(headers) };
}

function readSignature(item: CborValue): CheckpointSignature {
  const pair = readArray(item, "signature", 2);
  return {
    protected: readBytes(pair[0], "signature.protected", 1, CHECKPOINT_HEADER_BYTES_MAX),
    signature: readBytes(pair[1], "signature.signature", SIGNATURE_LENGTH),
  };
}

/** One receipt speaks of one checkpoint of one tree: organisations that disagree make two receipts. */
function sharedCheckpoint(headers: readonly CheckpointHeader[]): CheckpointClaim {
  const [first, ...others] = headers;
  if (first === undefined) throw new SchemaError("signatures", "at least one");
  for (const other of others) {
    if (other.suite !== first.suite || !sameClaim(other.checkpoint, first.checkpoint)) {
      throw new SchemaError("signatures", "over one and the same checkpoint");
    }
  }
  return first.checkpoint;
}

function sameClaim(a: CheckpointClaim, b: CheckpointClaim): boolean {
  return (
    a.height === b.height &&
    a.time === b.time &&
    a.logSize === b.logSize &&
    equalBytes(a.ledgerId, b.ledgerId) &&
    equalBytes(a.stateRoot, b.stateRoot)
  );
}
