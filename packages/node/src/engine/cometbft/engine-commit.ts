/** What the engine itself says of a certified block, for receipts that carry it. docs/reference/light-client.md. */
import { equalBytes } from "@tallystick/core/bytes";
import { type EngineCommit, engineCommitOf } from "@tallystick/core/engine-commit";
import { readSignedHeader } from "@tallystick/core/light-client/light-block-json";
import type { Suite } from "@tallystick/core/suite/suite";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import * as z from "zod";
import { appHashOf, pendingAge } from "../consensus/certification.ts";
import { CERTIFICATE_DISTANCE } from "../consensus/certifier.ts";
import { type EngineRpc, RpcError } from "./rpc.ts";

const commitAnswer = z.object({ signed_header: z.unknown(), canonical: z.boolean() });

/** The part of the app hash after a block that does not stand in its record. */
export interface AppHashRest {
  readonly block: BlockRecord;
  readonly certified: number;
  readonly pending: number;
}

/**
 * How far the ledger was certified after a block of the chain, found again from what is stored.
 *
 * @param initialHeight of the chain
 * @returns undefined for a block that the chain did not order
 */
export function appHashRest(
  reader: LedgerReader,
  height: number,
  initialHeight: number,
): AppHashRest | undefined {
  const block = height < initialHeight ? undefined : reader.block(height);
  if (block === undefined) return undefined;
  // A certificate stands in the second block after the one that it certifies, or nowhere.
  const by = Math.max(height - CERTIFICATE_DISTANCE, initialHeight - 1);
  const certified = reader.lastCertified(by + 1)?.block.height ?? 0;
  const { logSize } = block;
  const lastEntries = logSize === 0 ? 0 : (reader.blockOf(logSize - 1)?.height ?? 0);
  const pending = pendingAge({ height: certified, lastEntries }, height);
  return { block, certified, pending };
}

/**
 * The engine's own commit of the state after a block: header and votes of the block after it.
 *
 * @throws RpcError when the engine does not have that block (any more), or has another state in it
 */
export async function engineCommitAt(
  suite: Suite,
  rpc: Pick<EngineRpc, "at">,
  { block, certified, pending }: AppHashRest,
): Promise<EngineCommit> {
  const answer = commitAnswer.safeParse(await rpc.at("commit", block.height + 1));
  if (!answer.success) throw new RpcError("a commit of another shape", { cause: answer.error });
  const { header, commit } = readSignedHeader(answer.data.signed_header);
  const expected = appHashOf(suite, block, certified, pending);
  if (header.height !== block.height + 1 || !equalBytes(header.appHash, expected)) {
    throw new RpcError(`block ${block.height + 1} of the engine has another state in it`);
  }
  return engineCommitOf(header, commit, { certified, pending });
}
