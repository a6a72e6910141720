import { engineHome, makeEngineHome } from "../../engine/cometbft/engine-home.ts";
import { lockDirectory } from "../../lock.ts";
import { NodeError } from "../../node-error.ts";
import { readIdentity } from "../../open-node.ts";
import { PeerNode } from "./peer-node.ts";
import { raiseVotingRecord } from "./reset-engine.ts";
import { findTrustPoint } from "./trust-point.ts";

/** Heights above the highest known one that a new voting record covers: blocks are made meanwhile. */
export const VOTING_RECORD_MARGIN = 100;

/**
 * Make the voting record of a stopped node anew where it is lost: its organisation keeps silent until the chain is
 * well above everything that it can have voted on.
 *
 * @param from addresses of nodes of other organisations
 * @returns the height up to which it keeps silent
 * @throws NodeError `already-running`, `wrong-engine`, `peer-unusable`, `invalid-option` when there is a record that can be read
 */
export async function newVotingRecord(dataDir: string, from: readonly string[]): Promise<number> {
  const { config, ledgerId, parsedTrust, paths } = readIdentity(dataDir);
  if (config.engine !== "cometbft") {
    const fix = "nothing is to be done: without an engine there are no votes";
    throw new NodeError("wrong-engine", "this node orders alone: it votes on nothing", fix);
  }
  const lock = lockDirectory(paths.root);
  try {
    const peers = [...new Set(from)].map((url) => new PeerNode(url));
    const { highest } = await findTrustPoint(peers, ledgerId, parsedTrust);
    const home = engineHome(paths.root);
    makeEngineHome(home);
    const height = highest + VOTING_RECORD_MARGIN;
    raiseVotingRecord(home, height);
    return height;
  } finally {
    lock.release();
  }
}
