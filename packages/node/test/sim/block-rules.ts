/** What the engine itself asks of blocks, votes and evidence (CometBFT state/validation.go). */
import { countedBytes } from "../../src/engine/consensus/proposal.ts";
import {
  type Block,
  type Commit,
  type Decided,
  type Evidence,
  medianTime,
  NIL,
  type Vote,
} from "./chain-types.ts";
import { EPOCH } from "./consortium.ts";
import type { RoundsParts } from "./rounds-parts.ts";

/** Whether more than two thirds; a sabotage asks for less. */
type Enough = (count: number) => boolean;

/** What is wrong with a block as the next one, or undefined. */
export function blockFault(parts: RoundsParts, block: Block, enough: Enough): string | undefined {
  const { height, lastBlockId, appHash, resultsHash, lastBlockTime } = parts.storage.state;
  const isFirst = block.height === parts.storage.initialHeight;
  if (block.height !== height + 1 || block.lastBlockId !== lastBlockId) return "another place";
  if (block.appHash !== appHash) return "another app hash";
  if (block.resultsHash !== resultsHash) return "other results";
  const { lastCommit } = block;
  if ((lastCommit === null) !== isFirst) return "no commit";
  if (lastCommit === null) {
    if (block.timeMs !== EPOCH) return "another time";
  } else {
    if (!isLastCommit(parts, lastCommit, enough)) return "a commit that does not hold";
    if (block.timeMs !== medianTime(lastCommit, parts.power)) return "another time";
    if (block.timeMs <= lastBlockTime) return "a time that does not grow";
  }
  const bytes = block.txs.reduce((sum, { length }) => sum + countedBytes(length), 0);
  if (bytes > parts.maxTxBytes) return "too many bytes";
  if (!block.evidence.every((one) => isFresh(parts, one))) return "evidence that is none";
  return undefined;
}

/** Whether a commit is of the last block. */
function isLastCommit({ storage, signed }: RoundsParts, commit: Commit, enough: Enough): boolean {
  const { lastBlockId, height } = storage.state;
  const belongs = (vote: Vote | undefined, i: number): boolean =>
    vote === undefined ||
    (signed.isSigned(vote) &&
      vote.validator === i &&
      vote.kind === "precommit" &&
      vote.height === height &&
      vote.round === commit.round &&
      (vote.blockId === lastBlockId || vote.blockId === NIL));
  const count = commit.votes.filter((vote) => vote?.blockId === lastBlockId).length;
  return commit.votes.every(belongs) && enough(count);
}

/** Whether a block was decided as the next one by these votes. */
export function isDecided(
  { storage, signed }: RoundsParts,
  { block, commit }: Decided,
  enough: Enough,
): boolean {
  const votes = commit.votes.filter(
    (vote) =>
      vote !== undefined &&
      signed.isSigned(vote) &&
      vote.kind === "precommit" &&
      vote.height === block.height &&
      vote.round === commit.round &&
      vote.blockId === block.id,
  );
  const { height, lastBlockId } = storage.state;
  return block.height === height + 1 && block.lastBlockId === lastBlockId && enough(votes.length);
}

/** Whether two votes contradict one another, and no block says so yet. */
export function isFresh({ storage, signed }: RoundsParts, evidence: Evidence): boolean {
  const { first, second } = evidence;
  const contradicts =
    signed.isSigned(first) &&
    signed.isSigned(second) &&
    first.validator === second.validator &&
    first.height === second.height &&
    first.round === second.round &&
    first.kind === second.kind &&
    first.blockId !== second.blockId;
  if (!contradicts || first.height > storage.state.height) return false;
  const name = evidenceName(evidence);
  for (const { block } of storage.blocks.values()) {
    if (block.evidence.some((one) => evidenceName(one) === name)) return false;
  }
  return true;
}

/** The same for all proofs of one offence. */
export function evidenceName({ first }: Evidence): string {
  return `${first.validator} ${first.height} ${first.round} ${first.kind}`;
}
