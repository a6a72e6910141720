/**
 * What an organisation attaches to its vote for a block: its signature over the checkpoint of the block
 * before, and the log root that it signed. docs/reference/certificate.md.
 *
 * A checkpoint signature covers the log root without carrying it. Here the root travels along, so that
 * one who signed another root can be held to it.
 */
import { equalBytes } from "@tallystick/core/bytes";
import { decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import {
  type Checkpoint,
  type CheckpointHeader,
  type CheckpointSignature,
  decodeCheckpointProtected,
  verifyCheckpointSignature,
} from "@tallystick/core/checkpoint";
import { CHECKPOINT_HEADER_BYTES_MAX } from "@tallystick/core/limits";
import { readArray, readBytes } from "@tallystick/core/schema";
import type { Suite } from "@tallystick/core/suite/suite";
import type { RosterMember } from "./roster.ts";

/** Longest extension that is looked at, bytes. */
export const VOTE_EXTENSION_BYTES_MAX = 640;

/** A signed checkpoint as a vote carries it. */
export interface SignedRoot extends CheckpointSignature {
  readonly logRoot: Uint8Array;
}

/** Bytes of a vote extension. */
export function encodeVoteExtension(signed: SignedRoot): Uint8Array {
  return encodeCbor([signed.protected, signed.signature, signed.logRoot]);
}

/** What an organisation's vote extension comes to. */
export type JudgedExtension =
  /** Nothing is attached: the organisation abstains. */
  | { readonly verdict: "absent" }
  /** Its signature over exactly the expected roots; the time that it claims is still to be looked at. */
  | { readonly verdict: "good"; readonly signed: SignedRoot; readonly time: number }
  /** Its own valid signature over other roots of the same height: proof of a lie, or of a broken node. */
  | {
      readonly verdict: "another-root";
      readonly signed: SignedRoot;
      readonly header: CheckpointHeader;
    }
  /** Not a signature of this organisation over a checkpoint of this height. */
  | { readonly verdict: "bad"; readonly reason: string };

/**
 * Judges a vote extension by the committed state alone.
 *
 * @param expected this node's own checkpoint of the height that is signed; its time is not compared
 */
export function judgeExtension(
  suite: Suite,
  member: RosterMember,
  extension: Uint8Array,
  expected: Checkpoint,
): JudgedExtension {
  if (extension.length === 0) return { verdict: "absent" };
  const read = readExtension(extension);
  if (read === undefined) return bad("it does not decode");
  const { signed, header } = read;
  const { checkpoint, organisation, keyId, algorithm } = header;
  if (organisation !== member.id || !equalBytes(keyId, member.keyId)) return bad("another's key");
  if (algorithm !== member.key.algorithm || header.suite !== suite.name)
    return bad("another suite");
  if (checkpoint.height !== expected.height) return bad("another height");
  if (!equalBytes(checkpoint.ledgerId, expected.ledgerId)) return bad("another ledger");
  if (!verifyCheckpointSignature(suite, member.key, signed.logRoot, signed)) {
    return bad("the signature is not valid");
  }
  const same =
    checkpoint.logSize === expected.logSize &&
    equalBytes(checkpoint.stateRoot, expected.stateRoot) &&
    equalBytes(signed.logRoot, expected.logRoot);
  if (!same) return { verdict: "another-root", signed, header };
  return { verdict: "good", signed, time: checkpoint.time };
}

function readExtension(
  bytes: Uint8Array,
): { signed: SignedRoot; header: CheckpointHeader } | undefined {
  if (bytes.length > VOTE_EXTENSION_BYTES_MAX) return undefined;
  try {
    const [header, signature, logRoot] = readArray(decodeCbor(bytes), "extension", 3);
    const signed = {
      protected: readBytes(header, "header", 1, CHECKPOINT_HEADER_BYTES_MAX).slice(),
      signature: readBytes(signature, "signature", 64).slice(),
      logRoot: readBytes(logRoot, "log root", 32).slice(),
    };
    return { signed, header: decodeCheckpointProtected(signed.protected) };
  } catch {
    return undefined;
  }
}

function bad(reason: string): JudgedExtension {
  return { verdict: "bad", reason };
}
