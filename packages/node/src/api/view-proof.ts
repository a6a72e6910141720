import type { StateProof } from "@tallystick/core/state-proof";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { StateDraft } from "../receipts.ts";
import type { ApiContext } from "./context.ts";
import { Problem } from "./problem.ts";

/** The draft of a state answer with the given proofs; the caller has taken them from `reader`. */
export function stateAnswer(
  { receipts }: Pick<ApiContext, "receipts">,
  reader: LedgerReader,
  proofs: readonly StateProof[],
): StateDraft {
  if (proofs.length === 0) {
    throw new Problem("invalid-request", "this view reads no row whose presence proves its answer");
  }
  return receipts.stateAnswer(reader, proofs);
}
