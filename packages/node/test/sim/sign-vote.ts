import type { ConsensusApplication } from "../../src/engine/consensus/application.ts";
import { type Block, NIL, type Vote } from "./chain-types.ts";
import { hashBytes } from "./replica.ts";
import type { RoundsParts } from "./rounds-parts.ts";

/**
 * A vote of this node; a precommit for a block carries what the application attaches.
 * @param block what it is for; undefined votes for nothing
 * @param after time of the block that the vote must be later than, ms since 1970 UTC
 */
export async function signVote(
  { index, signed, now, voteTime }: RoundsParts,
  application: ConsensusApplication,
  place: Pick<Vote, "kind" | "height" | "round">,
  block: Block | undefined,
  after: number,
): Promise<Vote> {
  let extension = new Uint8Array(0);
  if (place.kind === "precommit" && block !== undefined) {
    const { height, timeMs, txs } = block;
    extension = Uint8Array.from(
      await application.extendVote({ height, timeMs, hash: hashBytes(block), txs }),
    );
  }
  const timeMs = voteTime(Math.max(now(), after + 1), after + 1);
  const blockId = block?.id ?? NIL;
  return signed.sign({ ...place, validator: index, blockId, timeMs, extension });
}
