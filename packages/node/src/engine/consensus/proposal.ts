import type { Statement } from "@tallystick/core/statement";
import type { BlockItem } from "@tallystick/ledger/block";
import { statementKey } from "@tallystick/ledger/key-space";
import { LIMITS } from "@tallystick/ledger/limits";
import type { Machine } from "../machine.ts";

/** Bounds of a proposal. */
export interface ProposalLimits {
  readonly statements: number;
  /** Bytes as the engine counts them, see {@link countedBytes}. */
  readonly bytes: number;
}

/**
 * The positions of the transactions that go into a proposal: the first ones that fit, each good on the
 * committed state, none twice.
 *
 * @param time of the block, ms since 1970 UTC
 */
export function chooseTransactions(
  machine: Machine,
  items: readonly BlockItem[],
  time: number,
  limits: ProposalLimits,
): number[] {
  const chosen: number[] = [];
  const used = new Set<string>();
  let counted = 0;
  let bytes = 0;
  for (const [position, item] of items.entries()) {
    if (chosen.length === Math.min(limits.statements, LIMITS.blockStatements)) break;
    const name = item.statement === null ? "" : identityOf(item.statement);
    if (used.has(name) || !isProposable(machine, item, time)) continue;
    const { length } = item.statement.bytes;
    if (bytes + length > LIMITS.blockBytes || counted + countedBytes(length) > limits.bytes) break;
    bytes += length;
    counted += countedBytes(length);
    used.add(name);
    chosen.push(position);
  }
  return chosen;
}

/**
 * Whether another node's proposal may be accepted: everything in it is a statement that would be
 * admitted, well signed, none twice, within the ledger's own limits. A function of the committed state
 * and the block, so that all honest nodes agree; it keeps one organisation from filling the log of all.
 *
 * @returns what is wrong with it, or undefined
 */
export function proposalFault(
  machine: Machine,
  items: readonly BlockItem[],
  time: number,
): string | undefined {
  if (items.length > LIMITS.blockStatements) return "too many transactions";
  const used = new Set<string>();
  let bytes = 0;
  for (const item of items) {
    if (item.statement === null) return "a transaction that is no statement";
    const name = identityOf(item.statement);
    if (used.has(name) || !isProposable(machine, item, time)) {
      return "a statement that is not admissible";
    }
    used.add(name);
    bytes += item.statement.bytes.length;
  }
  return bytes > LIMITS.blockBytes ? "too many bytes" : undefined;
}

type Proposable = Extract<BlockItem, { readonly signatureValid: boolean }>;

function isProposable(machine: Machine, item: BlockItem, time: number): item is Proposable {
  return (
    item.statement !== null && item.signatureValid && machine.admit(item.statement, time) === null
  );
}

/** What makes two statements replays of one another. */
function identityOf({ keyId, id }: Statement): string {
  return Buffer.from(statementKey(keyId, id)).toString("latin1");
}

/**
 * Bytes of a transaction as the engine counts them against `max_tx_bytes`: a field of a protobuf
 * message, one byte of tag and the length as a varint before it (CometBFT types/tx.go ComputeProtoSizeForTxs).
 */
export function countedBytes(length: number): number {
  let varint = 1;
  for (let rest = length; rest >= 128; rest = Math.floor(rest / 128)) varint += 1;
  return 1 + varint + length;
}
