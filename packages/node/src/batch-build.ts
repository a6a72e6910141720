/** Building the tree of a batch: pure, and run in a worker thread because it hashes a lot. */
import { DIGEST_LENGTH, type DigestTag, type SuiteName } from "@tallystick/core/algorithms";
import { batchLeafHashes } from "@tallystick/core/batch-leaf";
import { buildTree, rangeProof, treeRoot } from "@tallystick/core/range-proof";
import type { Suite } from "@tallystick/core/suite/suite";
import { type DigestRun, encodeBatchRecord } from "./batch-record.ts";

/** The digests of all callers of a batch, in order. */
export interface BatchJob {
  readonly suite: SuiteName;
  /** One item for each caller: algorithm and number of digests. */
  readonly groups: readonly (readonly [alg: DigestTag, count: number])[];
  /** All digests, concatenated. */
  readonly digests: Uint8Array<ArrayBuffer>;
}

/** The tree of a batch. */
export interface BuiltBatch {
  /** Root, 32 bytes. */
  readonly root: Uint8Array;
  /** Leaves. */
  readonly size: number;
  /** Digest algorithms that occur, each once. */
  readonly algorithms: readonly DigestTag[];
  /** For each group, the hashes of its range proof. */
  readonly proofs: readonly (readonly Uint8Array[])[];
  /** What is stored of the batch: see batch-record.ts. */
  readonly record: Uint8Array<ArrayBuffer>;
}

/** Builds the tree over a job's digests and the range proof of every group. */
export function buildBatch(suite: Suite, job: BatchJob): BuiltBatch {
  const runs = mergeRuns(job);
  const leaves = runs.flatMap(({ alg, digests }) => batchLeafHashes(suite.hash, alg, digests));
  const levels = buildTree(suite, leaves);
  const proofs: Uint8Array[][] = [];
  let from = 0;
  for (const [, count] of job.groups) {
    proofs.push(rangeProof(levels, from, from + count));
    from += count;
  }
  return {
    root: treeRoot(levels),
    size: leaves.length,
    algorithms: [...new Set(runs.map(({ alg }) => alg))],
    proofs,
    record: new Uint8Array(encodeBatchRecord(runs, levels)),
  };
}

/** Neighbouring groups of one algorithm become one run. */
function mergeRuns({ groups, digests }: BatchJob): DigestRun[] {
  const runs: DigestRun[] = [];
  let start = 0;
  let end = 0;
  groups.forEach(([alg, count], i) => {
    end += count * DIGEST_LENGTH[alg];
    if (groups[i + 1]?.[0] === alg) return;
    runs.push({ alg, digests: digests.subarray(start, end) });
    start = end;
  });
  return runs;
}
