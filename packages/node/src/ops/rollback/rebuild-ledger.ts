import { equalBytes } from "@tallystick/core/bytes";
import type { Certificate } from "@tallystick/core/certificate";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import { numberedRange } from "@tallystick/ledger/key-space";
import type { Ledger } from "@tallystick/ledger/ledger";
import type { WriteOp } from "@tallystick/ledger/store";
import { type ChainRecord, chainRecordWrite } from "../../engine/consensus/chain-record.ts";
import { rosterProofWrites } from "../../engine/consensus/roster-proofs.ts";
import { SnapshotError } from "../../engine/consensus/snapshots/manifest.ts";
import { readChunkRows } from "../../engine/consensus/snapshots/rows.ts";
import type { KeptSnapshot, SnapshotShelf } from "../../engine/consensus/snapshots/shelf.ts";
import { type NodeIdentity, openLedger } from "../../open-node.ts";
import type { CheckedStore } from "../../store/checked-store.ts";
import { replay } from "../replay.ts";

/** Blocks between a block and the one that carries its certificate: docs/reference/certificate.md. */
const CERTIFICATE_DISTANCE = 2;

/** Rows that are written in one step. */
const COMMIT_ROWS = 50_000;

/** What a ledger is rebuilt from and into. */
export interface Rebuild {
  readonly identity: NodeIdentity;
  readonly chain: ChainRecord;
  /** The ledger as it is, open. */
  readonly recorded: Ledger;
  readonly from: CheckedStore;
  /** Empty. */
  readonly into: CheckedStore;
  /** This node's own snapshots. */
  readonly shelf: SnapshotShelf;
  readonly height: number;
  readonly onBlock?: (height: number) => void;
}

/** Where a rebuilt ledger parts from the record: this program executes a block otherwise than it was recorded. */
export interface RebuildFault {
  readonly height: number;
  readonly what: string;
}

/**
 * Build a ledger as it stood at an earlier height: from the node's last snapshot before it, or else from genesis,
 * and the recorded blocks after that, executed again and compared with their records.
 */
export async function rebuildLedger(rebuild: Rebuild): Promise<RebuildFault | undefined> {
  const { identity, recorded, into, height, onBlock } = rebuild;
  for (const snapshot of rebuild.shelf.all) {
    if (snapshot.manifest.height <= height && (await fill(rebuild, snapshot))) break;
  }
  const ledger = await openLedger(identity, into);
  const { difference } = await replay(recorded.reader(), ledger, onBlock, {
    to: height,
    beside: (record, fresh) => beside(rebuild, record, fresh),
  });
  return difference;
}

/** Fill the store from a snapshot, when it is whole and of this very history. */
async function fill(
  { recorded, into, shelf }: Rebuild,
  { manifest }: KeptSnapshot,
): Promise<boolean> {
  const block = recorded.reader().block(manifest.height);
  if (block === undefined || !equalBytes(block.stateRoot, manifest.stateRoot)) return false;
  // All of them are looked at before the first is written, and none is kept: together they are the whole ledger.
  const numbers = [...manifest.chunks.keys()];
  for (const i of numbers) {
    if ((await shelf.chunk(manifest.height, i)) === undefined) return false;
  }
  for (const i of numbers) {
    const chunk = await shelf.chunk(manifest.height, i);
    if (chunk === undefined) throw new SnapshotError("a snapshot was damaged while it was read");
    const rows = readChunkRows(chunk, undefined);
    for (let at = 0; at < rows.length; at += COMMIT_ROWS) {
      await into.commit(rows.slice(at, at + COMMIT_ROWS));
    }
  }
  return true;
}

/** What the chain made durable with a block: the certificate that it carried, and what goes with its beginning. */
function beside(
  { recorded, chain, from }: Rebuild,
  { height, firstIndex, logSize }: BlockRecord,
  fresh: Ledger,
): { readonly certificate: Certificate | null; readonly extra: WriteOp[] } {
  const { initialHeight } = chain;
  const batches = [...from.range(numberedRange("batches", firstIndex, logSize))];
  const extra = batches.map(([key, value]) => ({ key: key.slice(), value: value.slice() }));
  const reader = recorded.reader();
  // Before the chain one organisation signed each block with itself.
  if (height < initialHeight) return { certificate: reader.certificate(height) ?? null, extra };
  const certified = height - CERTIFICATE_DISTANCE;
  const certificate = certified < initialHeight ? null : (reader.certificate(certified) ?? null);
  const first = height === initialHeight ? [chainRecordWrite(chain)] : [];
  return { certificate, extra: [...first, ...rosterProofWrites(fresh.reader()), ...extra] };
}
