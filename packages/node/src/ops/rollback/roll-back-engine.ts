import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { EngineHome } from "../../engine/cometbft/engine-home.ts";
import { endOrphan } from "../../engine/cometbft/process.ts";
import { NodeError } from "../../node-error.ts";

const run = promisify(execFile);

const ORPHAN_GRACE_MS = 10_000;
const RUN_MS = 300_000;

/**
 * Take the engine's state back by one height, to `target`, with its own command. A block that it has stored and
 * not executed yet is dropped on the way: the others have it. Running it again changes nothing more.
 *
 * @throws NodeError `cannot-roll-back` when it ends anywhere else
 */
export async function rollBackEngine(
  binary: string,
  home: EngineHome,
  target: number,
): Promise<void> {
  await endOrphan(home, ORPHAN_GRACE_MS);
  let height = await rollBack(binary, home, []);
  if (height === target + 1) {
    await rollBack(binary, home, ["--hard"]);
    height = await rollBack(binary, home, []);
  }
  if (height === target) return;
  throw refused(`the engine stands at height ${height} and the ledger is to stand at ${target}`);
}

/** @returns the height of its state afterwards */
async function rollBack(
  binary: string,
  home: EngineHome,
  more: readonly string[],
): Promise<number> {
  try {
    const { stdout } = await run(binary, ["rollback", "--home", home.root, ...more], {
      timeout: RUN_MS,
    });
    const height = /to height (\d+) /.exec(stdout)?.[1];
    if (height === undefined) throw new Error(`it said: ${stdout.slice(0, 300)}`);
    return Number(height);
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    const why = (stderr ?? "").trim().split("\n")[0] ?? "";
    throw refused(`cometbft rollback failed: ${why === "" ? String(cause) : why}`, cause);
  }
}

function refused(message: string, cause?: unknown): NodeError {
  return new NodeError(
    "cannot-roll-back",
    message.slice(0, 500),
    "take the ledger over from the other organisations instead: `tallystick resync`",
    cause,
  );
}
