import type { ConsensusApplication } from "../../src/engine/consensus/application.ts";
import { type Block, type Commit, type Evidence, makeBlock, medianTime } from "./chain-types.ts";
import { EPOCH } from "./consortium.ts";
import type { RoundsParts } from "./rounds-parts.ts";

/** What goes into a new block beside the engine's state. */
export interface BlockContents {
  /** The votes on the block before that this node has, late ones too; null at the first height. */
  readonly lastCommit: Commit | null;
  readonly evidence: readonly Evidence[];
  readonly txs: readonly Uint8Array[];
}

/** Makes the next block, as the application prepares it. */
export async function proposeBlock(
  parts: RoundsParts,
  application: ConsensusApplication,
  { lastCommit, evidence, txs }: BlockContents,
): Promise<Block> {
  const { n, index, maxTxBytes, power } = parts;
  const { height, lastBlockId, appHash, resultsHash } = parts.storage.state;
  const timeMs = lastCommit === null ? EPOCH : medianTime(lastCommit, power);
  const lastExtensions = Array.from({ length: lastCommit === null ? 0 : n }, (_, i) => {
    const vote = lastCommit?.votes[i];
    const { address } = parts.organisation(i);
    const extension = vote?.blockId === lastBlockId ? vote.extension : new Uint8Array(0);
    return { address, power, extension };
  });
  const prepared = await application.prepareProposal({
    height: height + 1,
    timeMs,
    maxTxBytes,
    txs,
    lastExtensions,
  });
  return makeBlock({
    height: height + 1,
    timeMs,
    proposer: index,
    lastBlockId,
    lastCommit,
    appHash,
    resultsHash,
    evidence,
    txs: prepared,
  });
}
