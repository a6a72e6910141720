/**
 * Verification of a receipt, offline. docs/reference/verification.md is the algorithm step by step.
 *
 * Everything is recomputed from the bytes; nothing in the bundle says whether it is valid.
 */
import { isSaltedTag, type SuiteName } from "./algorithms.ts";
import { portableSuite } from "./suite/portable.ts";
import type { Suite } from "./suite/suite.ts";
import { checkpointLayers, includedBy, stateLayer, timeLayer } from "./verify/checkpoint-layers.ts";
import { engineLayer } from "./verify/engine-layer.ts";
import { digestsOf, type Evidence, readEvidence } from "./verify/evidence.ts";
import { commitmentLayer, fileLayer, sizeLayer } from "./verify/file-layers.ts";
import { batchLayer, ledgerLayer, outcomeLayer, statementLayer } from "./verify/record-layers.ts";
import {
  LAYERS,
  type LayerResult,
  REQUIRED_LAYERS,
  type VerifyInput,
  type VerifyResult,
} from "./verify/result.ts";
import { summarise } from "./verify/summary.ts";
import { result } from "./verify/texts.ts";

export type {
  FileFacts,
  LayerName,
  LayerResult,
  Sentence,
  Verdict,
  VerifyInput,
  VerifyResult,
  VerifySummary,
} from "./verify/result.ts";

/** Judges every layer of a receipt. Never throws, whatever the bytes. */
export function verify(input: VerifyInput): VerifyResult {
  try {
    const evidence = readEvidence(input.receipt);
    if ("layer" in evidence) return unreadable(evidence);
    const layers = judge(evidence, input);
    return { valid: isValid(layers, input), layers, summary: summarise(evidence) };
  } catch {
    // No input is known that gets here, and the fuzzers look for one. A fault must never look like a pass.
    return unreadable(result("format", "internal"));
  }
}

function judge(evidence: Evidence, input: VerifyInput): readonly LayerResult[] {
  const { file, trust, now } = input;
  const suite = (input.suites ?? portableOnce)(evidence.suite);
  const suites = input.suites ?? portableOnce;
  const judged = checkpointLayers(suite, evidence, trust);
  const { signatures, logRoot } = judged;
  const { engine: commit, checkpoint } = evidence.receipt;
  const engine = engineLayer(
    () => ({ ledger: suite, engine: suites("intl") }),
    { engine: commit, checkpoint, logRoot },
    trust,
  );
  const decided = engine.verdict === "pass" && trust?.engine?.rule === "sufficient";
  const confirmed = signatures.verdict === "pass" || decided;
  const inclusion = decided ? includedBy(judged.inclusion) : judged.inclusion;
  return [
    result("format", "well-formed"),
    fileLayer(evidence, file),
    sizeLayer(evidence, file),
    commitmentLayer(evidence, file),
    batchLayer(suite, evidence),
    statementLayer(suite, evidence),
    ledgerLayer(evidence, trust),
    outcomeLayer(evidence),
    inclusion,
    signatures,
    engine,
    timeLayer(evidence, confirmed, now),
    stateLayer(suite, evidence, confirmed),
    result("external-time", "external-time-absent"),
  ];
}

function isValid(layers: readonly LayerResult[], input: VerifyInput): boolean {
  const passed = new Set<string>();
  const decided = layers.some(({ layer, verdict }) => layer === "engine" && verdict === "pass");
  const sufficient = decided && input.trust?.engine?.rule === "sufficient";
  for (const { layer, verdict, code } of layers) {
    // What the engine decided needs no quorum besides; a bad signature is still one.
    if (verdict === "pass" || (sufficient && code === "quorum-missed")) passed.add(layer);
    else if (verdict === "fail") return false;
  }
  if (input.file !== undefined && !passed.has("file")) return false;
  return REQUIRED_LAYERS.every((layer) => passed.has(layer));
}

function unreadable(format: LayerResult): VerifyResult {
  const layers = LAYERS.map((layer) => (layer === "format" ? format : result(layer, "unread")));
  return { valid: false, layers, summary: null };
}

const portable = new Map<SuiteName, Suite>();

function portableOnce(name: SuiteName): Suite {
  const suite = portable.get(name) ?? portableSuite(name);
  portable.set(name, suite);
  return suite;
}

/** A digest that a caller must compute over the file before verify() can compare it. */
export interface RequiredDigest {
  /** Digest tag, such as `sha-256` or `hmac-sm3`. */
  readonly alg: string;
  /** For the `hmac-` tags: the key of the HMAC, 32 bytes. */
  readonly salt?: Uint8Array;
}

/**
 * The digests of the file that the receipt speaks of. Salted ones are left out when the receipt does
 * not carry the salt. Empty when the receipt is about no file, or is no receipt. Never throws.
 */
export function requiredDigests(receipt: Uint8Array): readonly RequiredDigest[] {
  try {
    const evidence = readEvidence(receipt);
    if ("layer" in evidence) return [];
    const { salt } = evidence.receipt;
    return digestsOf(evidence).flatMap(({ alg }): RequiredDigest[] => {
      if (!isSaltedTag(alg)) return [{ alg }];
      return salt === undefined ? [] : [{ alg, salt }];
    });
  } catch {
    return [];
  }
}
