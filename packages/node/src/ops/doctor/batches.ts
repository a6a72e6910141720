import { concatBytes, equalBytes, readU64be } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { decodeStatement } from "@tallystick/core/statement";
import { entryKey, KEY_SPACE, prefixRange } from "@tallystick/ledger/key-space";
import { batchPart, batchRoot, decodeBatchRecord } from "../../batch-record.ts";
import { StoreDamaged } from "../../store/store-errors.ts";
import { type DoctorSubject, softReader } from "./subject.ts";

/** Leaves under one kept subtree of a batch record. */
const SUBTREE_LEAVES = 256;

/** The leaves of every aggregated batch make the root that its statement says. */
export function examineBatches(subject: DoctorSubject, total: number): void {
  const { view, findings, progress } = subject;
  let done = 0;
  for (const [key, found] of view.survey(
    prefixRange(concatBytes(Uint8Array.of(KEY_SPACE.batches))),
  )) {
    if (!(found instanceof StoreDamaged)) {
      const index = readU64be(key, 1);
      const wrong = batchDamage(subject, index, found);
      if (wrong !== undefined)
        findings.add("batch", `the batch of entry ${index}: ${wrong}`, { key, index });
    }
    progress("batches", ++done, total);
  }
}

function batchDamage(subject: DoctorSubject, index: number, bytes: Uint8Array): string | undefined {
  const { suite, view } = subject;
  try {
    const entry = softReader(view).get(entryKey(index));
    if (entry === undefined) return "its entry is missing or damaged";
    const { input } = decodeStatement(decodeEntry(entry).statement);
    const record = decodeBatchRecord(bytes);
    const root = input.get("root");
    if (!(root instanceof Uint8Array)) return "its entry is no batch";
    if (input.get("size") !== record.size) return "its size is not the one in its entry";
    if (!equalBytes(root, batchRoot(suite, record))) return "its root is not the one in its entry";
    // Building any one leaf's part compares the digests of its subtree with the subtree's root.
    for (let leaf = 0; leaf < record.size; leaf += SUBTREE_LEAVES) batchPart(suite, record, leaf);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "it does not decode";
  }
}
