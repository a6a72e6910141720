import { copyFileSync, existsSync, renameSync } from "node:fs";
import { engineHome, makeEngineHome } from "../engine/cometbft/engine-home.ts";
import { readEngineIdentity } from "../engine/cometbft/engine-keys.ts";
import { syncFolder } from "../files.ts";
import { lockDirectory } from "../lock.ts";
import { votingRecordHeight } from "./resync/reset-engine.ts";

/**
 * Move the keys of an engine and its voting record from one data directory to another. The voting record of the
 * old one is renamed, so that its engine does not start any more: two engines with one key would vote twice.
 *
 * @returns the height of the organisation's last vote
 * @throws NodeError `already-running`, `damaged-key` when they are not all there
 */
export function moveEngineKeys(fromDir: string, toDir: string): number {
  const lock = lockDirectory(fromDir);
  try {
    const from = engineHome(fromDir);
    const to = engineHome(toDir);
    readEngineIdentity(from);
    const voted = votingRecordHeight(from);
    makeEngineHome(to);
    // The old engine must be unable to vote before the new one is able to.
    const moved = `${from.validatorState}.moved`;
    renameSync(from.validatorState, moved);
    syncFolder(from.data);
    copyFileSync(moved, to.validatorState);
    for (const name of ["nodeKey", "validatorKey"] as const) copyFileSync(from[name], to[name]);
    if (!existsSync(to.genesis) && existsSync(from.genesis)) copyFileSync(from.genesis, to.genesis);
    for (const folder of [to.config, to.data]) syncFolder(folder);
    return voted;
  } finally {
    lock.release();
  }
}
