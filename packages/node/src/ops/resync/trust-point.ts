import { equalBytes } from "@tallystick/core/bytes";
import type { Trust } from "@tallystick/core/trust";
import { vouchersNeeded } from "../../engine/consensus/snapshots/voucher.ts";
import { NodeError } from "../../node-error.ts";
import type { PeerNode } from "./peer-node.ts";

/** A block that the engine's light client begins from, and who named it. */
export interface TrustPoint {
  readonly height: number;
  /** Of its header, lower-case hex. */
  readonly hash: string;
  /** Organisations that named this hash. */
  readonly organisations: readonly string[];
  /** Height of the highest of their ledgers. */
  readonly highest: number;
}

/** Blocks below the last that all have: one which is being made is not at every node yet. */
const BELOW = 2;

/**
 * The block that the light client begins from: one that nodes of enough organisations name alike.
 *
 * @throws NodeError `peer-unusable` when one of them does not answer, serves another ledger or names another
 * block, `invalid-option` when they are nodes of too few organisations
 */
export async function findTrustPoint(
  peers: readonly PeerNode[],
  ledgerId: Uint8Array,
  trust: Trust,
): Promise<TrustPoint> {
  const statuses = await Promise.all(peers.map((peer) => peer.status()));
  const other = statuses.findIndex((one) => !equalBytes(one.ledgerId, ledgerId));
  if (other >= 0) throw unusable(`${peers[other]?.url} serves another ledger`);
  const organisations = [...new Set(statuses.map(({ organisation }) => organisation))];
  const heads = await Promise.all(peers.map((peer) => peer.blockHash()));
  const highest = Math.max(...heads.map(({ height }) => height));
  const needed = vouchersNeeded(trust, highest);
  if (organisations.length < needed) {
    throw new NodeError(
      "invalid-option",
      `nodes of ${organisations.length} organisations were named (${organisations.join(", ")}), and ${needed} must agree`,
      "name the address of a node of each of so many organisations with --from",
    );
  }
  const height = Math.max(1, Math.min(...heads.map((head) => head.height)) - BELOW);
  const found = await Promise.all(peers.map((peer) => peer.blockHash(height)));
  const [first] = found as [(typeof found)[0]];
  const parted = found.findIndex(({ hash }) => hash !== first.hash);
  if (parted >= 0) {
    throw unusable(
      `${peers[0]?.url} and ${peers[parted]?.url} name different blocks of height ${height}: one of them has parted from the chain, or lies`,
    );
  }
  return { height, hash: first.hash, organisations, highest };
}

function unusable(message: string): NodeError {
  return new NodeError("peer-unusable", message, "ask the organisations which of them is right");
}
