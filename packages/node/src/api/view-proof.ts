import { toHex } from "@tallystick/core/bytes";
import type { StateProof } from "@tallystick/core/state-proof";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { ApiContext } from "./context.ts";
import { presentCheckpoint } from "./present.ts";
import { Problem } from "./problem.ts";

/** The state answer with the given proofs; the caller has taken them from `reader`. */
export function stateAnswer(
  { receipts }: Pick<ApiContext, "receipts">,
  reader: LedgerReader,
  proofs: readonly StateProof[],
): Uint8Array {
  if (proofs.length === 0) {
    throw new Problem("invalid-request", "this view reads no row whose presence proves its answer");
  }
  return receipts.stateAnswer(reader, proofs);
}

/** The last checkpoint as JSON. */
export function lastCheckpoint(reader: LedgerReader): Record<string, unknown> {
  const block = reader.block(reader.height);
  if (block === undefined) throw new Problem("not-found", "there is no block yet");
  return presentCheckpoint(reader.checkpoint, block);
}

/** Members of a JSON answer that carry a proof. */
export function proofMember(answer: Uint8Array | undefined): { proof?: string } {
  return answer === undefined ? {} : { proof: toHex(answer) };
}
