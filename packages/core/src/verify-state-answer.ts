/** Verification of a state answer, offline. docs/reference/state-answer.md lists the steps. */
import type { SuiteName } from "./algorithms.ts";
import { equalBytes, toHex } from "./bytes.ts";
import { type CborValue, decodeCbor } from "./cbor.ts";
import { FormatError } from "./format-error.ts";
import { CLOCK_SKEW_MS } from "./limits.ts";
import { type DecodedStateAnswer, decodeStateAnswer } from "./state-answer.ts";
import { type StateProof, verifyStateProof } from "./state-proof.ts";
import { portableSuite } from "./suite/portable.ts";
import type { Suite } from "./suite/suite.ts";
import { quorumAt, type Trust } from "./trust.ts";
import type { LayerResult, Verdict } from "./verify/result.ts";
import { judgeSigners } from "./verify/signers.ts";

/** What {@link verifyStateAnswer} takes. */
export interface StateAnswerInput {
  /** Bytes of the state answer. */
  readonly answer: Uint8Array;
  /** Without it no signature can be judged, and nothing is valid. */
  readonly trust?: Trust;
  /** The verifier's own clock, milliseconds since 1970 UTC. */
  readonly now?: number;
  /** Faster suites, such as those of node-suite.ts; the portable ones when not given. */
  readonly suites?: (name: SuiteName) => Suite;
}

/** One record that an answer speaks of. True only when the result is valid. */
export interface StateRecord {
  readonly app: string;
  readonly table: string;
  readonly key: readonly CborValue[];
  /** The row as a map with text keys, or null when the ledger holds no such record. */
  readonly value: CborValue;
}

/** The verdicts on a state answer. */
export interface StateAnswerResult {
  readonly valid: boolean;
  /** format, ledger, checkpoint-signatures, time and state, in this order. */
  readonly layers: readonly LayerResult[];
  /** null when the bytes are not a state answer. */
  readonly summary: {
    /** Hex. */
    readonly ledger: string;
    readonly height: number;
    /** Milliseconds since 1970 UTC. */
    readonly time: number;
    readonly logSize: number;
    readonly records: readonly StateRecord[];
  } | null;
}

const TEXTS = {
  "answer-well-formed": ["pass", "The answer is complete and well-formed.", "答复完整，格式正确。"],
  "answer-malformed": ["fail", "These bytes are not a state answer.", "这些字节不是状态答复。"],
  "answer-unread": [
    "not-checkable",
    "Not checked, because the answer could not be read.",
    "答复无法读取，未作校验。",
  ],
  "ledger-matches": [
    "pass",
    "The answer is of the ledger of the trust file.",
    "答复属于信任文件所指账本。",
  ],
  "ledger-differs": [
    "fail",
    "The answer is of another ledger than the trust file, or of another suite.",
    "答复所属账本或密码套件与信任文件不同。",
  ],
  "trust-missing": [
    "not-checkable",
    "No trust file was given, so this was not checked.",
    "未提供信任文件，未作校验。",
  ],
  "quorum-reached": [
    "pass",
    "Enough trusted organisations signed the checkpoint.",
    "签署检查点的受信机构数已达要求。",
  ],
  "quorum-missed": [
    "fail",
    "Too few trusted organisations signed the checkpoint.",
    "签署检查点的受信机构数不足。",
  ],
  "organisation-signature-bad": [
    "fail",
    "An organisation's signature does not fit, or its key was not in force.",
    "某机构的签名不符，或其密钥不在有效期内。",
  ],
  "before-trust": [
    "fail",
    "The trust file does not speak for so early a block.",
    "信任文件对该区块尚未生效。",
  ],
  "state-at": [
    "pass",
    "The ledger stood so at the time of the checkpoint.",
    "账本在检查点时刻即为此状态。",
  ],
  "time-in-future": [
    "fail",
    "The checkpoint's time has not come yet by your clock.",
    "检查点时间晚于您的时钟。",
  ],
  "time-unconfirmed": [
    "not-checkable",
    "The signatures did not confirm the checkpoint's time.",
    "检查点时间未经签名证实。",
  ],
  "state-proved": [
    "pass",
    "Every record is as stated under the checkpoint's state root.",
    "每条记录在检查点状态根下均属实。",
  ],
  "state-differs": [
    "fail",
    "A proof does not lead to the checkpoint's state root.",
    "有证明推不出检查点的状态根。",
  ],
  "state-unconfirmed": [
    "not-checkable",
    "The proofs fit the checkpoint, but the signatures did not confirm it.",
    "证明与检查点相符，但检查点未经签名证实。",
  ],
} as const satisfies Record<string, readonly [Verdict, string, string]>;

type AnswerLayer = "format" | "ledger" | "checkpoint-signatures" | "time" | "state";

/** Judges every layer of a state answer. Never throws, whatever the bytes. */
export function verifyStateAnswer(input: StateAnswerInput): StateAnswerResult {
  let answer: DecodedStateAnswer;
  let records: readonly StateRecord[];
  try {
    answer = decodeStateAnswer(input.answer);
    records = answer.proofs.map(recordOf);
  } catch (error) {
    return unreadable(error instanceof FormatError ? error.code : "malformed");
  }
  try {
    return judge(answer, records, input);
  } catch {
    // No input is known that gets here; a fault must never look like a pass.
    return unreadable("internal");
  }
}

function recordOf({ app, table, key, value }: StateProof): StateRecord {
  return { app, table, key, value: value === null ? null : decodeCbor(value) };
}

function judge(
  answer: DecodedStateAnswer,
  records: readonly StateRecord[],
  { trust, now, suites }: StateAnswerInput,
): StateAnswerResult {
  const { checkpoint, proofs } = answer;
  const name = answer.headers[0]?.suite ?? "intl";
  const suite = (suites ?? portableSuite)(name);
  const signatures = signaturesLayer(suite, answer, trust);
  const confirmed = signatures.verdict === "pass";
  const wrong = proofs.findIndex((proof) => !verifyStateProof(suite, proof, checkpoint.stateRoot));
  const early = now !== undefined && checkpoint.time > now + CLOCK_SKEW_MS;
  const layers = [
    layer("format", "answer-well-formed"),
    ledgerLayer(answer, name, trust),
    signatures,
    layer("time", early ? "time-in-future" : confirmed ? "state-at" : "time-unconfirmed", {
      time: checkpoint.time,
    }),
    layer(
      "state",
      wrong >= 0 ? "state-differs" : confirmed ? "state-proved" : "state-unconfirmed",
      {
        count: proofs.length,
        ...(wrong >= 0 && { number: wrong + 1 }),
      },
    ),
  ];
  const { ledgerId, height, time, logSize } = checkpoint;
  return {
    valid: layers.every(({ verdict }) => verdict === "pass"),
    layers,
    summary: { ledger: toHex(ledgerId), height, time, logSize, records },
  };
}

function ledgerLayer(
  { checkpoint }: DecodedStateAnswer,
  suite: SuiteName,
  trust: Trust | undefined,
): LayerResult {
  if (trust === undefined) return layer("ledger", "trust-missing");
  const same = equalBytes(trust.ledgerId, checkpoint.ledgerId) && trust.suite === suite;
  return layer("ledger", same ? "ledger-matches" : "ledger-differs");
}

function signaturesLayer(
  suite: Suite,
  answer: DecodedStateAnswer,
  trust: Trust | undefined,
): LayerResult {
  if (trust === undefined) return layer("checkpoint-signatures", "trust-missing");
  const { height } = answer.checkpoint;
  if (height < trust.fromHeight) return layer("checkpoint-signatures", "before-trust", { height });
  const signers = judgeSigners(suite, answer, answer.logRoot, trust);
  const counted = signers.filter(({ status }) => status === "counted").length;
  const quorum = quorumAt(trust, height);
  const data = { counted, quorum, signers };
  const harmless = ["counted", "counted-before", "organisation-unknown"];
  if (signers.some(({ status }) => !harmless.includes(status))) {
    return layer("checkpoint-signatures", "organisation-signature-bad", data);
  }
  const code = counted >= quorum ? "quorum-reached" : "quorum-missed";
  return layer("checkpoint-signatures", code, data);
}

function unreadable(reason: string): StateAnswerResult {
  const others = ["ledger", "checkpoint-signatures", "time", "state"] as const;
  return {
    valid: false,
    layers: [
      layer("format", "answer-malformed", { reason }),
      ...others.map((name) => layer(name, "answer-unread")),
    ],
    summary: null,
  };
}

function layer(
  name: AnswerLayer,
  code: keyof typeof TEXTS,
  data?: Readonly<Record<string, unknown>>,
): LayerResult {
  const [verdict, en, zh] = TEXTS[code];
  return { layer: name, verdict, code, detail: { en, zh }, ...(data && { data }) };
}
