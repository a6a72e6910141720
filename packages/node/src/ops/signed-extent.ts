import { equalBytes, readU64be } from "@tallystick/core/bytes";
import type { DecodedCertificate } from "@tallystick/core/certificate";
import { type BlockRecord, checkpointOf, decodeBlock } from "@tallystick/ledger/block-record";
import { blockKey, numberedRange } from "@tallystick/ledger/key-space";
import { readHead } from "@tallystick/ledger/ledger-meta";
import type { StoreReader } from "@tallystick/ledger/store";
import { certificateDamage } from "../engine/recovery.ts";
import { NodeError } from "../node-error.ts";
import type { NodeIdentity } from "../open-node.ts";

/** How far the organisations have signed a ledger. */
export interface SignedExtent {
  /** Last block whose state and log a quorum has signed, or one with the same state and log. */
  readonly height: number;
  /** Entries behind it, which the other organisations' chain has to confirm. */
  readonly entriesBeyond: number;
}

/**
 * How far a restored ledger is what a quorum of the trust file has signed.
 *
 * @param brought the signatures over its last block that came beside it
 * @returns undefined for a ledger without a block
 * @throws NodeError `damaged-backup` when those signatures are not over this ledger
 */
export function signedExtent(
  { suite, ledgerId, parsedTrust: trust }: NodeIdentity,
  store: StoreReader,
  brought: DecodedCertificate | undefined,
): SignedExtent | undefined {
  const head = readHead(store);
  const last = head === undefined ? undefined : blockAt(store, head.height);
  if (last === undefined) return undefined;
  if (brought !== undefined) {
    const expected = checkpointOf(ledgerId, last, brought.time);
    const [wrong] = certificateDamage(brought, expected, { ledger: { suite }, trust });
    if (wrong === undefined) return { height: last.height, entriesBeyond: 0 };
    throw new NodeError(
      "damaged-backup",
      `the organisations did not sign this ledger: ${wrong}`,
      "use another backup",
    );
  }
  return storedExtent(store);
}

/** The same by the certificates in a store alone, which are not looked at here. */
export function storedExtent(store: StoreReader): SignedExtent | undefined {
  const head = readHead(store);
  const last = head === undefined ? undefined : blockAt(store, head.height);
  if (last === undefined) return undefined;
  const query = { ...numberedRange("certificates", 0, last.height + 1), reverse: true, limit: 1 };
  const [row] = store.range(query);
  const signed = row === undefined ? undefined : blockAt(store, readU64be(row[0], 1));
  if (signed === undefined) return { height: 0, entriesBeyond: last.logSize };
  const same =
    equalBytes(signed.logRoot, last.logRoot) && equalBytes(signed.stateRoot, last.stateRoot);
  return same
    ? { height: last.height, entriesBeyond: 0 }
    : { height: signed.height, entriesBeyond: last.logSize - signed.logSize };
}

function blockAt(store: StoreReader, height: number): BlockRecord | undefined {
  const bytes = store.get(blockKey(height));
  return bytes === undefined ? undefined : decodeBlock(bytes);
}
