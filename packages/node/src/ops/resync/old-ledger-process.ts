/**
 * Looks into a ledger that is to be replaced, in a process of its own: a store whose file is damaged below the
 * level of rows can bring down the process that maps it. Sends one {@link OldLedgerMessage}.
 */
import { KEY_SPACE, numberedRange, prefixRange } from "@tallystick/ledger/key-space";
import { readHead } from "@tallystick/ledger/ledger-meta";
import type { WriteOp } from "@tallystick/ledger/store";
import type { CheckedSnapshot, CheckedStore } from "../../store/checked-store.ts";
import { openStore } from "../../store/open-store.ts";
import type { OldLedgerMessage, OldLedgerOrder } from "./old-ledger.ts";

/** Batches that are written in one step: each may have 32 MB. */
const AT_ONCE = 4;

const order = JSON.parse(process.argv[2] as string) as OldLedgerOrder;
const old = openStore(order.store, order.path);
const view = old.snapshot();
const message: OldLedgerMessage =
  order.keepIn === undefined
    ? { height: readHead(view)?.height ?? 0, kept: 0 }
    : {
        height: 0,
        kept: await keepBatches(view, order.entries, openStore(order.store, order.keepIn)),
      };
view.close();
await old.close();
process.send?.(message, undefined, undefined, () => process.disconnect());

async function keepBatches(
  from: CheckedSnapshot,
  entries: number,
  into: CheckedStore,
): Promise<number> {
  const { lt } = numberedRange("batches", 0, entries);
  const { gte } = prefixRange(Uint8Array.of(KEY_SPACE.batches));
  let writes: WriteOp[] = [];
  let kept = 0;
  for (const [key, value] of from.survey({ gte, lt })) {
    if (!(value instanceof Uint8Array)) continue;
    kept++;
    if (writes.push({ key: key.slice(), value: value.slice() }) < AT_ONCE) continue;
    await into.commit(writes);
    writes = [];
  }
  await into.commit(writes);
  await into.close();
  return kept;
}
