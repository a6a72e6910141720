import { equalBytes } from "@tallystick/core/bytes";
import { decodeCheckpointProtected, verifyCheckpointSignature } from "@tallystick/core/checkpoint";
import { leafHash } from "@tallystick/core/log-tree";
import type { Trust } from "@tallystick/core/trust";
import { type BlockRecord, checkpointOf, decodeBlock } from "@tallystick/ledger/block-record";
import { blockKey, entryKey } from "@tallystick/ledger/key-space";
import type { Ledger } from "@tallystick/ledger/ledger";
import type { StoreReader } from "@tallystick/ledger/store";
import { NodeError } from "../node-error.ts";

/** What a check of an opened ledger looks at. */
export interface RecoverySubject {
  readonly ledger: Ledger;
  readonly store: StoreReader;
  readonly trust: Trust;
  /** Id of the organisation whose signature every block of this node has. */
  readonly organisation: string;
}

/**
 * The checks at every start, beside those of `Ledger.open` (state roots from the trees, log root from
 * the tiles): that the last block is the one this organisation signed, that its entries are there and
 * are the leaves of the log, and that nothing lies beyond it. They take the same time whatever the
 * size of the ledger; doctor looks at every byte.
 *
 * @throws NodeError `damaged-ledger` naming everything that is wrong
 */
export function checkLastBlock(subject: RecoverySubject): void {
  const damage = [...lastBlockDamage(subject)];
  if (damage.length === 0) return;
  throw new NodeError(
    "damaged-ledger",
    `the ledger is damaged: ${damage.join("; ")}`,
    "run `tallystick doctor` for the whole extent, then restore the last backup",
  );
}

function* lastBlockDamage(subject: RecoverySubject): Generator<string> {
  const { ledger, store } = subject;
  const last = readRecord(ledger.height, store);
  if (last === undefined) {
    yield `block ${ledger.height}: its record is missing`;
    return;
  }
  if (last.height > 0) yield* signatureDamage(last, subject);
  if (last.firstIndex + last.count !== last.logSize) {
    yield `block ${last.height}: its entries do not end where its log does`;
  }
  yield* entryDamage(last, subject);
  if (store.get(blockKey(last.height + 1)) !== undefined) {
    yield `block ${last.height + 1}: there although block ${last.height} is the last`;
  }
  if (store.get(entryKey(last.logSize)) !== undefined) {
    yield `entry ${last.logSize}: there although the log ends before it`;
  }
}

/** What the signatures of a block are judged by. */
export interface SignatureSubject {
  readonly ledger: Pick<Ledger, "ledgerId" | "suite">;
  readonly trust: Trust;
  readonly organisation: string;
}

/** What is wrong with the signature of a block by its own organisation, under the trust file. */
export function* signatureDamage(
  block: BlockRecord,
  { ledger, trust, organisation }: SignatureSubject,
): Generator<string> {
  const { height, signatures, logRoot } = block;
  const claim = checkpointOf(ledger.ledgerId, block);
  let own = false;
  for (const signature of signatures) {
    try {
      const header = decodeCheckpointProtected(signature.protected);
      const { checkpoint } = header;
      const same =
        equalBytes(checkpoint.ledgerId, claim.ledgerId) &&
        checkpoint.height === claim.height &&
        checkpoint.time === claim.time &&
        checkpoint.logSize === claim.logSize &&
        equalBytes(checkpoint.stateRoot, claim.stateRoot);
      if (!same) yield `block ${height}: a signature is of another checkpoint`;
      const key = trust.organisations
        .find(({ id }) => id === header.organisation)
        ?.keys.find(({ keyId }) => equalBytes(keyId, header.keyId));
      const inForce =
        key !== undefined &&
        key.fromHeight <= height &&
        (key.toHeight === null || height <= key.toHeight);
      if (!inForce) yield `block ${height}: signed by a key the trust file does not have there`;
      else if (!verifyCheckpointSignature(ledger.suite, key.key, logRoot, signature)) {
        yield `block ${height}: the checkpoint signature of ${header.organisation} is not valid`;
      } else own ||= header.organisation === organisation;
    } catch {
      yield `block ${height}: a checkpoint signature does not decode`;
    }
  }
  if (!own) yield `block ${height}: no valid checkpoint signature of ${organisation}`;
}

function readRecord(height: number, store: StoreReader): BlockRecord | undefined {
  const bytes = store.get(blockKey(height));
  return bytes === undefined ? undefined : decodeBlock(bytes);
}

function* entryDamage(last: BlockRecord, { ledger, store }: RecoverySubject): Generator<string> {
  const reader = ledger.reader();
  for (let index = last.firstIndex; index < last.logSize; index++) {
    const entry = store.get(entryKey(index));
    if (entry === undefined) yield `entry ${index}: missing`;
    else {
      const tile = reader.tile(0, Math.floor(index / 256));
      const at = (index % 256) * 32;
      const leaf = tile?.subarray(at, at + 32);
      if (leaf === undefined || !equalBytes(leaf, leafHash(ledger.suite, entry))) {
        yield `entry ${index}: not the leaf that the log has`;
      }
    }
  }
}
