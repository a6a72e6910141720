import { reportFailure } from "../report-failure.ts";

/** Exit codes of commands that compare, as those of `diff` and `cmp`. */
export const comparisonCodes = Object.freeze({ same: 0, different: 1, trouble: 2 });

/** Runs a comparison: whatever keeps it from an answer is exit 2, so that 1 always means a difference. */
export async function comparing(json: boolean, compare: () => Promise<number>): Promise<number> {
  try {
    return await compare();
  } catch (error) {
    reportFailure(error, json);
    return comparisonCodes.trouble;
  }
}
