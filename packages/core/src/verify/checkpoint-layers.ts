/** Layers that stand on the organisations' signatures: inclusion, checkpoint-signatures, time, state. */
import { CLOCK_SKEW_MS } from "../limits.ts";
import { leafHash, rootFromInclusion } from "../log-tree.ts";
import { verifyStateProof } from "../state-proof.ts";
import type { Suite } from "../suite/suite.ts";
import { quorumAt, type Trust } from "../trust.ts";
import type { Evidence } from "./evidence.ts";
import type { LayerResult } from "./result.ts";
import { type JudgedSigner, judgeSigners } from "./signers.ts";
import { result } from "./texts.ts";

/**
 * Inclusion and signatures are judged together: the log root is not in the receipt, it is what the
 * path leads to, and only a trusted signature over it tells a right path from a wrong one.
 */
export function checkpointLayers(
  suite: Suite,
  { receipt }: Evidence,
  trust: Trust | undefined,
): {
  readonly inclusion: LayerResult;
  readonly signatures: LayerResult;
  /** What the path leads to, whoever has signed it. */
  readonly logRoot: Uint8Array | undefined;
} {
  const { index, path, entry, checkpoint } = receipt;
  const figures = { index, size: checkpoint.logSize };
  const claim = { index, size: checkpoint.logSize, path, leafHash: leafHash(suite, entry) };
  const root = rootFromInclusion(suite, claim);
  if (root === undefined) {
    return {
      inclusion: result("inclusion", "path-malformed", figures),
      signatures: result("checkpoint-signatures", "root-unknown"),
      logRoot: undefined,
    };
  }
  if (trust === undefined) {
    return {
      inclusion: result("inclusion", "root-unconfirmed", figures),
      signatures: result("checkpoint-signatures", "trust-missing"),
      logRoot: root,
    };
  }
  const signers = judgeSigners(suite, receipt, root, trust);
  const confirmed = signers.some(({ status }) => status === "counted");
  return {
    inclusion: result("inclusion", confirmed ? "included" : "root-unconfirmed", figures),
    signatures: signaturesLayer(signers, checkpoint.height, trust),
    logRoot: root,
  };
}

/** The inclusion layer when something else than a signature of an organisation has confirmed the root. */
export function includedBy(inclusion: LayerResult): LayerResult {
  return inclusion.code === "root-unconfirmed"
    ? result("inclusion", "included", inclusion.data)
    : inclusion;
}

function signaturesLayer(
  signers: readonly JudgedSigner[],
  height: number,
  trust: Trust,
): LayerResult {
  const { fromHeight } = trust;
  const quorum = quorumAt(trust, height);
  const counted = signers.filter(({ status }) => status === "counted").length;
  const data = { counted, quorum, height, signers };
  if (height < fromHeight) {
    return result("checkpoint-signatures", "before-trust", { ...data, fromHeight });
  }
  for (const { organisation, status } of signers) {
    if (status === "counted" || status === "counted-before") continue;
    if (status === "organisation-unknown") continue;
    return result("checkpoint-signatures", status, { ...data, organisation });
  }
  const code = counted >= quorum ? "quorum-reached" : "quorum-missed";
  return result("checkpoint-signatures", code, data);
}

/** The time of the checkpoint is an upper bound for the record's, once the organisations have signed it. */
export function timeLayer(
  { receipt }: Evidence,
  confirmed: boolean,
  now: number | undefined,
): LayerResult {
  const { time } = receipt.checkpoint;
  const data = { time, iso: new Date(time).toISOString() };
  if (now !== undefined && time > now + CLOCK_SKEW_MS)
    return result("time", "time-in-future", data);
  return result("time", confirmed ? "not-after" : "time-unconfirmed", data);
}

/** Every state proof must lead to the state root of the checkpoint. */
export function stateLayer(suite: Suite, { receipt }: Evidence, confirmed: boolean): LayerResult {
  const { state, checkpoint } = receipt;
  if (state === undefined) return result("state", "state-absent");
  const wrong = state.findIndex((proof) => !verifyStateProof(suite, proof, checkpoint.stateRoot));
  if (wrong >= 0) return result("state", "state-differs", { number: wrong + 1 });
  const records = state.map(({ app, table, value }) => ({ app, table, present: value !== null }));
  const data = { count: state.length, height: checkpoint.height, records };
  return result("state", confirmed ? "state-proved" : "state-unconfirmed", data);
}
