import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineRpc } from "@tallystick/node/engine/cometbft/rpc";

/** Transactions of one call to an engine. */
const CALL = 100;

/** What is read of the answer to `block`. */
interface BlockAnswer {
  readonly block: { readonly data: { readonly txs: readonly string[] } };
}

/** What was sent to a kvstore, and what came of it. */
export interface KvstoreResult {
  readonly seconds: number;
  readonly committed: number;
  readonly blocks: number;
}

/**
 * Keeps `inFlight` transactions of `bytes` bytes each on their way through the engines, until `count` of
 * them stand in blocks. What stands in blocks is counted, not believed.
 */
export async function loadKvstore(
  rpcs: readonly EngineRpc[],
  plan: { readonly count: number; readonly bytes: number; readonly inFlight: number },
): Promise<KvstoreResult> {
  const [watched] = rpcs as [EngineRpc];
  let height = (await watched.position()).height;
  const first = height;
  let sent = 0;
  let committed = 0;
  const started = performance.now();
  const send = async (rpc: EngineRpc): Promise<void> => {
    while (sent < plan.count) {
      if (sent - committed >= plan.inFlight) {
        await sleep(2);
        continue;
      }
      const some = Math.min(CALL, plan.count - sent);
      sent += some;
      const problems = await rpc.broadcast(Array.from({ length: some }, () => pair(plan.bytes)));
      const problem = problems.find((one) => one !== undefined);
      if (problem !== undefined) throw new Error(`the mempool refused: ${problem}`);
    }
  };
  const watch = async (): Promise<void> => {
    while (committed < plan.count) {
      const { height: last } = await watched.position();
      while (height < last) {
        height += 1;
        const { block } = (await watched.at("block", height)) as BlockAnswer;
        committed += block.data.txs.length;
      }
      await sleep(5);
    }
  };
  // Two calls at a time for each engine, as many as a node's own queue keeps busy.
  await Promise.all([watch(), ...rpcs.flatMap((rpc) => [send(rpc), send(rpc)])]);
  return { seconds: (performance.now() - started) / 1000, committed, blocks: height - first };
}

/** A transaction that the application takes: `key=value`, of just so many bytes. */
function pair(bytes: number): Uint8Array {
  const key = randomBytes(16).toString("hex");
  const value = randomBytes(Math.ceil(bytes / 2)).toString("hex");
  return Buffer.from(`${key}=${value}`.slice(0, bytes));
}
