import { equalBytes } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { decodeEntry } from "@tallystick/core/entry";
import { decodeStatement, type Statement } from "@tallystick/core/statement";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
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

/**
 * Orders a statement that the node signed for a caller who brought the id. When the id has been used
 * for the same action with the same input, the answer is that of the first time: the node signs anew
 * at every try, so the bytes differ although the call is the same.
 */
export async function submitOnce(
  context: Pick<ApiContext, "engine" | "metrics" | "outcomes">,
  signed: Uint8Array,
): Promise<Settled> {
  const [result] = (await submitAll(context, [signed])) as [Settled];
  const index = result.data instanceof Map ? result.data.get("index") : undefined;
  if (result.code !== OUTCOMES.replayed.number || typeof index !== "number") return result;
  return context.engine.read((reader) => {
    const bytes = reader.entry(index);
    const block = reader.blockOf(index);
    if (bytes === undefined || block === undefined) return result;
    const { statement, outcome: code, data } = decodeEntry(bytes);
    if (!isSameCall(decodeStatement(statement), decodeStatement(signed))) return result;
    const { height, time } = block;
    return { status: "logged", index, height, time, code, data, repeated: true };
  });
}

function isSameCall(a: Statement, b: Statement): boolean {
  return a.action === b.action && equalBytes(encodeCbor(a.input), encodeCbor(b.input));
}
