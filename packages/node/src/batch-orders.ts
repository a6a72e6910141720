import { batchKey } from "@tallystick/ledger/key-space";
import { OUTCOMES, type OutcomeDefinition } from "@tallystick/ledger/outcomes";
import { RequestRefused } from "@tallystick/ledger/request-refused";
import { AggregatorFull, type OrderedBatch } from "./aggregator.ts";
import type { BuiltBatch } from "./batch-build.ts";
import type { Engine } from "./engine/engine.ts";
import type { MemberCall } from "./member-calls.ts";
import type { Receipts } from "./receipts.ts";

/** Full name of the action that deposits a batch. */
const DEPOSIT_BATCH = "evidence.deposit-batch";

/**
 * Orders batches as statements of the node's own member. The digests of a batch become durable in the
 * very commit that logs its root, so no receipt can be lost between the two.
 */
export function batchOrders(options: {
  readonly engine: Engine;
  readonly receipts: Receipts;
  readonly outcomes: ReadonlyMap<number, OutcomeDefinition>;
  readonly sign: (call: MemberCall) => Promise<Uint8Array>;
}): (batch: BuiltBatch) => Promise<OrderedBatch> {
  const { engine, receipts, outcomes, sign } = options;
  return async ({ root, size, algorithms, record }) => {
    const input = new Map<string, string[] | number | Uint8Array>([
      ["root", root],
      ["size", size],
      ["algorithms", [...algorithms]],
    ]);
    const statement = await sign({ action: DEPOSIT_BATCH, input });
    const submitted = await engine.submit(statement, {
      attach: ({ code, index }) =>
        code === OUTCOMES.accepted.number ? [{ key: batchKey(index), value: record }] : [],
    });
    if (submitted.status === "busy") throw new AggregatorFull("too many statements are waiting");
    const outcome = outcomes.get(submitted.code);
    if (submitted.status === "refused" || submitted.code !== OUTCOMES.accepted.number) {
      throw new RequestRefused(outcome ?? OUTCOMES.malformed);
    }
    const { index, height } = submitted;
    await engine.whenCertified(height);
    const receipt = engine.read((reader) => receipts.receipt(reader, index, height));
    return { index, height, receipt };
  };
}
