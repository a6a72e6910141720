/**
 * What lines of CometBFT's log mean for those who watch it (v0.38.25: state/validation.go,
 * consensus/{state,replay}.go, state/errors.go, privval/file.go, blocksync/reactor.go).
 */

/** What is the matter with an engine, when it is more than that it stopped. */
export type EngineTrouble =
  /** The others decided on a block that does not follow from this node's state. */
  | "diverged"
  /** The node's ledger and the engine's own blocks do not belong together. */
  | "out-of-step"
  /** The organisation's key has voted from somewhere else. */
  | "double-vote"
  /** The key or the voting record of the organisation cannot be read. */
  | "validator-state"
  /** The write-ahead log of consensus is damaged. */
  | "wal-damaged"
  /** One of the engine's databases is damaged. */
  | "data-damaged"
  /** Consensus has stopped inside a process that goes on. */
  | "consensus-stopped";

const DIVERGED =
  /\+2\/3 (committed|prevoted for) an invalid block|AppHash does not match AppHash after replay/;
const WRONG_RESULT = /wrong Block\.Header\.(AppHash|LastResultsHash)/;
const OUT_OF_STEP = /app block height \(\d+\) is (higher than core|too far below)/;
const WAL = /the WAL file is corrupted|the WAL repair failed|DataCorruptionError|cs\.wal/;
const DATA =
  /leveldb|(?:blockstore|state|evidence)\.db.*(?:corrupt|missing|checksum)|failed to unmarshall FinalizeBlockResponse|(?:State|Store)BlockHeight \(\d+\) > /;

/** The trouble that a line tells of, or undefined. */
export function troubleIn(line: string): EngineTrouble | undefined {
  if (DIVERGED.test(line)) return "diverged";
  // While blocks are caught up with, only what two thirds have signed is looked at: there it means the
  // same. A bad proposal of one other node is something else, and consensus simply votes against it.
  if (line.includes("Error in validation") && WRONG_RESULT.test(line)) return "diverged";
  if (OUT_OF_STEP.test(line)) return "out-of-step";
  if (line.includes("found conflicting vote from ourselves")) return "double-vote";
  if (/Error reading PrivValidator|priv_validator_(?:key|state)\.json: /.test(line)) {
    return "validator-state";
  }
  if (line.includes("CONSENSUS FAILURE")) return "consensus-stopped";
  if (WAL.test(line) && /corrupt|fail|error|panic/i.test(line)) return "wal-damaged";
  if (DATA.test(line) && /corrupt|missing|checksum|unmarshall|BlockHeight/i.test(line)) {
    return "data-damaged";
  }
  return undefined;
}

/** Troubles that no restart cures: the node halts and leaves a report. */
export const HALTING: ReadonlySet<EngineTrouble> = new Set<EngineTrouble>([
  "diverged",
  "out-of-step",
  "double-vote",
  "validator-state",
  "data-damaged",
]);
