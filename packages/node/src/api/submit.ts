import type { Submitted } from "../engine/engine.ts";
import type { ApiContext, Settled } from "./context.ts";
import { outcomeName } from "./present.ts";
import { Problem } from "./problem.ts";

/**
 * Orders statements and waits for their outcomes. When the queue is full for any of them the whole
 * call is answered with 503: sending the same bytes again is harmless for those that were ordered.
 * @throws Problem `overloaded`
 */
export async function submitAll(
  context: Pick<ApiContext, "engine" | "metrics" | "outcomes">,
  statements: readonly Uint8Array[],
): Promise<readonly Settled[]> {
  const [single] = statements;
  const startedAt = performance.now();
  const results =
    statements.length === 1
      ? [await context.engine.submit(single as Uint8Array)]
      : await context.engine.submitMany(statements);
  context.metrics.submitted((performance.now() - startedAt) / 1000);
  countOutcomes(context, results);
  if (results.some(({ status }) => status === "busy")) {
    throw new Problem("overloaded", "as many statements are waiting as this node takes");
  }
  return results as readonly Settled[];
}

function countOutcomes(
  { metrics, outcomes }: Pick<ApiContext, "metrics" | "outcomes">,
  results: readonly Submitted[],
): void {
  const counts = new Map<string, number>();
  for (const result of results) {
    const name = result.status === "busy" ? "busy" : outcomeName(outcomes, result.code);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of counts) metrics.statements(name, count);
}
