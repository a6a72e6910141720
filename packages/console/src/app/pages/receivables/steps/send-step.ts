import { useQueryClient } from "@tanstack/react-query";
import { useCall } from "../../../signing/use-call.ts";
import type { Step } from "./steps.ts";

/** Has a step signed and sent; everything shown is asked anew when the ledger took it. Resolves with that. */
export function useSendStep(): (
  step: Step,
  input: Readonly<Record<string, unknown>>,
  words?: string,
) => Promise<boolean> {
  const call = useCall();
  const client = useQueryClient();
  return async (step, input, words) => {
    const came = await call({
      action: `receivable.${step.action}`,
      input,
      ...(words !== undefined && { words }),
      irreversible: step.final === true,
    });
    if (came.status !== "accepted") return false;
    await client.invalidateQueries();
    return true;
  };
}
