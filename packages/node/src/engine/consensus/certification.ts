/**
 * Which blocks the organisations certify, and when. docs/reference/certificate.md.
 *
 * The header of a block carries the time of the votes on the block before, which may be hours old when a
 * quiet chain takes up a new statement. So the checkpoint of a block claims the time of the next header:
 * the median of the votes on this very block. Each organisation signs it with its vote on the next
 * block, and the proposer of the one after puts the signatures into its block as a certificate.
 */
import { encodeCbor } from "@tallystick/core/cbor";
import type { Suite } from "@tallystick/core/suite/suite";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";

/** A ledger that takes nothing in is certified again when its last certificate is so old, ms. */
export const CERTIFY_AGAIN_MS = 3_600_000;

/**
 * Blocks that are made in a row for the sake of a certificate. When as many have gone by without one,
 * the chain falls silent until its next heartbeat and tries again then.
 */
export const PENDING_AGE_MAX = 3;

/** How far the organisations have certified the ledger. Follows from its blocks and certificates alone. */
export interface Certification {
  /** Last certified height, with the time and the log size of its checkpoint. */
  readonly height: number;
  readonly time: number;
  readonly logSize: number;
  /** Last block that has entries; 0 when there is none. */
  readonly lastEntries: number;
}

/** How far a ledger is certified that has just been opened. */
export function readCertification(reader: LedgerReader): Certification {
  const certified = reader.lastCertified();
  const { logSize } = reader;
  const lastEntries = logSize === 0 ? 0 : (reader.blockOf(logSize - 1)?.height ?? 0);
  if (certified === undefined) {
    // Nothing is certified yet: the founding of the ledger is where the clock starts.
    return { height: 0, time: reader.block(0)?.time ?? 0, logSize: 0, lastEntries };
  }
  const { height, time, logSize: size } = certified.checkpoint;
  return { height, time, logSize: size, lastEntries };
}

/** The certification after a certificate, whose log had so many entries. */
export function certifiedBy(
  before: Certification,
  certificate: { readonly height: number; readonly time: number } | null,
  logSize: number,
): Certification {
  if (certificate === null) return before;
  return { ...before, height: certificate.height, time: certificate.time, logSize };
}

/** Whether the checkpoint of a block that claims `time` is worth signatures. */
export function isDue(
  certification: Certification,
  block: Pick<BlockRecord, "height" | "logSize">,
  time: number,
): boolean {
  if (block.height <= certification.height) return false;
  return block.logSize > certification.logSize || time - certification.time >= CERTIFY_AGAIN_MS;
}

/**
 * Blocks since the last one with entries while that is not certified, at most {@link PENDING_AGE_MAX}.
 *
 * It stands in the app hash because the engine makes an empty block at once when the app hash has
 * changed, and none when it has not: so a quiet chain makes the blocks that certification takes and then
 * falls silent.
 */
export function pendingAge(
  { height, lastEntries }: Pick<Certification, "height" | "lastEntries">,
  at: number,
): number {
  return lastEntries > height ? Math.min(at - lastEntries, PENDING_AGE_MAX) : 0;
}

/**
 * The app hash after a block: hash of CBOR [state root, log root, log size, last certified height,
 * pending age]. Everything that the next block's effect depends on is in it.
 */
export function appHash(
  suite: Suite,
  block: Pick<BlockRecord, "height" | "logSize" | "logRoot" | "stateRoot">,
  certification: Certification,
): Uint8Array {
  return appHashOf(suite, block, certification.height, pendingAge(certification, block.height));
}

/** The same from the last certified height and the pending age. */
export function appHashOf(
  suite: Suite,
  { logSize, logRoot, stateRoot }: Pick<BlockRecord, "logSize" | "logRoot" | "stateRoot">,
  certifiedHeight: number,
  age: number,
): Uint8Array {
  return suite.hash(encodeCbor([stateRoot, logRoot, logSize, certifiedHeight, age]));
}
