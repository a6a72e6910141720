import { concatBytes } from "../bytes.ts";
import type { BlockCommit, EngineTime } from "./light-block.ts";
import { encodeBlockId, encodeTimestamp } from "./light-block-hashes.ts";
import { ProtoWriter, varint } from "./proto-writer.ts";

const PRECOMMIT = 2;

/**
 * What a validator signs when it precommits (types/canonical.go): every vote of a commit has its own
 * time, so the bytes differ from one to the next.
 */
export function precommitBytes(
  chainId: string,
  { height, round, blockId }: Pick<BlockCommit, "height" | "round" | "blockId">,
  time: EngineTime,
): Uint8Array {
  const vote = new ProtoWriter()
    .integer(1, PRECOMMIT)
    .sfixed64(2, height)
    .sfixed64(3, round)
    .message(4, encodeBlockId(blockId))
    .message(5, encodeTimestamp(time))
    .text(6, chainId)
    .finish();
  return concatBytes(varint(vote.length), vote);
}
