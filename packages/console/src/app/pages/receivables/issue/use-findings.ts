import { dayOfTime, textOfDay } from "@tallystick/apps/receivable/policy/calendar";
import { useQuery } from "@tanstack/react-query";
import { useNow } from "../facts.ts";
import type { Finding } from "../rows.ts";
import { usePapers } from "../steps/paper-choice.tsx";
import { judgeTerms, type Promised } from "./draft.ts";
import type { StepProps } from "./step-props.ts";

/** What is to be issued, as entered; undefined while something is wrong with it. */
export function usePromised({
  draft,
  policy,
}: Pick<StepProps, "draft" | "policy">): Promised | undefined {
  const judged = judgeTerms(draft, policy, usePapers(), useNow());
  return "promised" in judged ? judged.promised : undefined;
}

/** What will be found with a certificate, by the ledger's rule over rows as they are now. */
export function useFindings(
  { own, policy }: Pick<StepProps, "own" | "policy">,
  promised: Promised | undefined,
) {
  const date = textOfDay(dayOfTime(useNow(), policy.utcOffsetMinutes));
  const { required } = policy;
  const key = promised && {
    ...promised,
    amount: promised.amount.toString(),
    background: promised.background.map(({ document, amount }) => [document, amount?.toString()]),
  };
  return useQuery({
    queryKey: ["views", "receivable", "findings", own, date, required, key],
    enabled: promised !== undefined,
    // The node may have taken another certificate since: what is known is never enough.
    staleTime: 0,
    queryFn: async ({ signal }): Promise<readonly Finding[]> => {
      if (promised === undefined) return [];
      // The ledger's definitions come with the rule, so it is loaded by those who check.
      const { checkPapers } = await import("./check-papers.ts");
      return checkPapers({ promised, debtor: own, date, required }, signal);
    },
  });
}
