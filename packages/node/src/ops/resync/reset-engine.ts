import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import * as z from "zod";
import type { EngineHome } from "../../engine/cometbft/engine-home.ts";
import { endOrphan } from "../../engine/cometbft/process.ts";
import { writeFileAtomic } from "../../files.ts";
import { NodeError } from "../../node-error.ts";

const ORPHAN_GRACE_MS = 10_000;

/**
 * Delete the engine's blocks, state and logs, so that it begins anew, and keep the organisation's voting record:
 * without it the organisation could sign a second vote for a height that it has voted on.
 *
 * @throws NodeError `damaged-key` when there is no voting record to keep, or it cannot be read
 */
export async function resetEngine(home: EngineHome): Promise<{ readonly votedHeight: number }> {
  const votedHeight = votingRecordHeight(home);
  await endOrphan(home, ORPHAN_GRACE_MS);
  const kept = basename(home.validatorState);
  for (const name of readdirSync(home.data)) {
    if (name !== kept) rmSync(join(home.data, name), { recursive: true, force: true });
  }
  return { votedHeight };
}

const record = z.looseObject({
  height: z.string().regex(/^\d{1,16}$/),
  round: z.int(),
  step: z.int(),
});

/** Height of the last vote. @throws NodeError `damaged-key` */
export function votingRecordHeight(home: EngineHome): number {
  const { validatorState: path } = home;
  try {
    return Number(record.parse(JSON.parse(readFileSync(path, "utf8"))).height);
  } catch (cause) {
    throw new NodeError(
      "damaged-key",
      `the voting record ${path} is missing or cannot be read: without it the organisation could vote twice`,
      "restore it from where it is, never from a backup, or have one made with `tallystick engine new-voting-record`",
      cause,
    );
  }
}

function isReadable(home: EngineHome): boolean {
  try {
    votingRecordHeight(home);
    return true;
  } catch {
    return false;
  }
}

/** The last step of a round: a precommit (CometBFT v0.38 privval/file.go). */
const PRECOMMIT = 3;

/** Round above any that is reached. */
const LAST_ROUND = 1_000_000;

/**
 * Make a voting record that says that the organisation has voted for everything up to a height: its engine then
 * keeps silent until the chain is above it. For an organisation that has lost its record and knows that it
 * has never voted beyond that height. One that cannot be read is put aside.
 *
 * @throws NodeError `invalid-option` when there is one that can be read
 */
export function raiseVotingRecord(home: EngineHome, height: number): void {
  if (existsSync(home.validatorState)) {
    if (isReadable(home)) {
      throw new NodeError(
        "invalid-option",
        "the voting record is there and can be read",
        "leave out --new-voting-record: no other one is needed",
      );
    }
    renameSync(home.validatorState, `${home.validatorState}.damaged-${Date.now()}`);
  }
  const text = JSON.stringify({ height: String(height), round: LAST_ROUND, step: PRECOMMIT });
  writeFileAtomic(home.validatorState, `${text}\n`, 0o600);
}
