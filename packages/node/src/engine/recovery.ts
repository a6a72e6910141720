import { equalBytes } from "@tallystick/core/bytes";
import type { DecodedCertificate } from "@tallystick/core/certificate";
import type { Checkpoint } from "@tallystick/core/checkpoint";
import { leafHash } from "@tallystick/core/log-tree";
import { quorumAt, type Trust } from "@tallystick/core/trust";
import { judgeSigners, type SignerStatus } from "@tallystick/core/verify/signers";
import { type BlockRecord, decodeBlock } from "@tallystick/ledger/block-record";
import { blockKey, entryKey } from "@tallystick/ledger/key-space";
import type { Ledger } from "@tallystick/ledger/ledger";
import type { StoreReader } from "@tallystick/ledger/store";
import { NodeError } from "../node-error.ts";

/** What a check of an opened ledger looks at. */
export interface RecoverySubject {
  readonly ledger: Ledger;
  readonly store: StoreReader;
  readonly trust: Trust;
  /**
   * Which blocks have a certificate: `every` one where one organisation signs as it writes, `some` where
   * several certify a block that is there already.
   */
  readonly certified: "every" | "some";
}

/**
 * The checks at every start, beside those of `Ledger.open` (state roots from the trees, log root from
 * the tiles): that the last certificate is what a quorum of the trust file signed, that the entries of
 * the last block are there and are the leaves of the log, and that nothing lies beyond it. They take
 * the same time whatever the size of the ledger; doctor looks at every byte.
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
  const { ledger, store, trust } = subject;
  const last = readRecord(ledger.height, store);
  if (last === undefined) {
    yield `block ${ledger.height}: its record is missing`;
    return;
  }
  const certified = ledger.reader().lastCertified();
  if (certified !== undefined) {
    const { certificate, checkpoint } = certified;
    yield* certificateDamage(certificate, checkpoint, { ledger, trust });
  }
  if (subject.certified === "every" && (certified?.block.height ?? 0) !== last.height) {
    yield `block ${last.height}: it has no certificate`;
  }
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

const DAMAGE: Readonly<Partial<Record<SignerStatus, string>>> = {
  "counted-before": "it has signed twice",
  "organisation-unknown": "the trust file does not know it",
  "organisation-key-unknown": "its key is none that the trust file has",
  "organisation-key-expired": "the trust file does not have its key there",
  "organisation-signature-bad": "its signature is not valid",
};

/** What the certificate of a block is judged by. */
export interface CertificateSubject {
  readonly ledger: Pick<Ledger, "suite">;
  readonly trust: Trust;
}

/** What is wrong with a stored certificate of a block, under the trust file. */
export function* certificateDamage(
  certificate: DecodedCertificate,
  expected: Checkpoint,
  { ledger, trust }: CertificateSubject,
): Generator<string> {
  const { height } = expected;
  const { checkpoint } = certificate;
  const same =
    equalBytes(checkpoint.ledgerId, expected.ledgerId) &&
    checkpoint.height === height &&
    checkpoint.time === expected.time &&
    checkpoint.logSize === expected.logSize &&
    equalBytes(checkpoint.stateRoot, expected.stateRoot);
  if (!same) {
    yield `block ${height}: its certificate is of another checkpoint`;
    return;
  }
  let counted = 0;
  for (const signer of judgeSigners(ledger.suite, certificate, expected.logRoot, trust)) {
    if (signer.status === "counted") counted += 1;
    else yield `block ${height}, signature of ${signer.organisation}: ${DAMAGE[signer.status]}`;
  }
  if (counted < quorumAt(trust, height)) {
    yield `block ${height}: ${counted} organisations signed, ${quorumAt(trust, height)} must`;
  }
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
