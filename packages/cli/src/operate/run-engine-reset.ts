import { readConfig } from "@tallystick/node/config";
import { engineHome } from "@tallystick/node/engine/cometbft/engine-home";
import { lockDirectory } from "@tallystick/node/lock";
import { newVotingRecord } from "@tallystick/node/ops/resync/new-voting-record";
import { resetEngine } from "@tallystick/node/ops/resync/reset-engine";
import { answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import { CommandError } from "../failure.ts";
import type { RollbackCommandOptions } from "./run-rollback.ts";

/** Options of `engine new-voting-record`. */
export interface NewVotingRecordOptions extends RollbackCommandOptions {
  readonly from: readonly string[];
}

/** `tallystick engine new-voting-record`. @throws NodeError, CommandError */
export async function runNewVotingRecord(options: NewVotingRecordOptions): Promise<void> {
  const { data: dataDir, from, yes } = options;
  await confirm(
    "Was every engine that had the key of this organisation ended for good? It must never vote again.",
    yes,
  );
  const votedHeight = await newVotingRecord(dataDir, from);
  answer(options, { data: dataDir, votedHeight }, () => [
    `${dataDir}: the organisation votes again above block ${votedHeight}`,
  ]);
}

/** `tallystick engine reset`. @throws NodeError, CommandError */
export async function runEngineReset(options: RollbackCommandOptions): Promise<void> {
  const { data: dataDir, yes } = options;
  if (readConfig(dataDir).engine !== "cometbft") {
    throw new CommandError("wrong-engine", "this node orders alone: it has no engine to reset");
  }
  await confirm(`Delete the engine's blocks, state and logs in ${dataDir}?`, yes);
  const lock = lockDirectory(dataDir);
  try {
    const { votedHeight } = await resetEngine(engineHome(dataDir));
    answer(options, { data: dataDir, votedHeight }, () => [
      `${dataDir}: the engine begins anew; keys and voting record (block ${votedHeight}) are kept`,
      `Start it with: tallystick start --data ${dataDir}`,
    ]);
  } finally {
    lock.release();
  }
}
