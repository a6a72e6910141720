import type { RosterRow } from "@tallystick/apps/membership/records/organisations";
import { ROSTER_LEAD } from "@tallystick/apps/membership/roster";
import { encodeStateAnswer } from "@tallystick/core/state-answer";
import { decodeStateProof, encodeStateProof } from "@tallystick/core/state-proof";
import { ROSTER_TABLE } from "@tallystick/core/trust-update";
import { metaKey } from "@tallystick/ledger/key-space";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { StoreReader, WriteOp } from "@tallystick/ledger/store";
import { rosterStatedFor } from "./stated-roster.ts";

/**
 * The proof of a roster that has been stated and is not in force yet, under the state of the last
 * committed block. It goes with the next block, while the tree still stands there: from it, and the
 * certificate of that state by the organisations before, a trust file follows the change.
 */
export function rosterProofWrites(reader: LedgerReader): WriteOp[] {
  const { height } = reader;
  const stated = rosterStatedFor(reader, height + ROSTER_LEAD);
  if (stated === undefined || stated.fromHeight <= height) return [];
  const { app, table } = ROSTER_TABLE;
  return [...pending(reader, stated)].map(({ fromHeight }) => ({
    key: proofKey(fromHeight, height),
    value: encodeStateProof(reader.stateProof(app, table, [fromHeight])),
  }));
}

/** Rosters that are stated and not in force, the latest first. */
function* pending(reader: LedgerReader, latest: RosterRow): Generator<RosterRow> {
  let stated: RosterRow | undefined = latest;
  while (stated !== undefined && stated.fromHeight > reader.height) {
    yield stated;
    stated = rosterStatedFor(reader, stated.fromHeight - 1);
  }
}

/**
 * What takes a trust file from one roster to the next: a state answer for each roster after a height, in
 * ascending order, up to the first that those before it have not signed in time.
 */
export function trustUpdates(
  reader: LedgerReader,
  store: StoreReader,
  after: number,
): Uint8Array[] {
  const heights: number[] = [];
  let stated = rosterStatedFor(reader, reader.height + ROSTER_LEAD);
  while (stated !== undefined && stated.fromHeight > after) {
    heights.unshift(stated.fromHeight);
    stated = rosterStatedFor(reader, stated.fromHeight - 1);
  }
  const updates: Uint8Array[] = [];
  for (const fromHeight of heights) {
    const update = trustUpdate(reader, store, fromHeight);
    if (update === undefined) break;
    updates.push(update);
  }
  return updates;
}

function trustUpdate(
  reader: LedgerReader,
  store: StoreReader,
  fromHeight: number,
): Uint8Array | undefined {
  for (let height = fromHeight - ROSTER_LEAD; height < fromHeight; height++) {
    const stored = store.get(proofKey(fromHeight, height));
    const certificate = reader.certificate(height);
    const block = reader.block(height);
    if (stored === undefined || certificate === undefined || block === undefined) continue;
    const { signatures } = certificate;
    const proofs = [decodeStateProof(stored)];
    return encodeStateAnswer({ logRoot: block.logRoot, signatures, proofs });
  }
  return undefined;
}

function proofKey(fromHeight: number, height: number): Uint8Array {
  return metaKey(`roster/${fromHeight}/${height}`);
}
