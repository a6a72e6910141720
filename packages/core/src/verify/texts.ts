import type { LayerName, LayerResult, Sentence, Verdict } from "./result.ts";

/** Titles of the layers, for people. */
export const LAYER_TITLES: Readonly<Record<LayerName, Sentence>> = {
  format: { en: "Receipt file", zh: "回执文件" },
  file: { en: "File content", zh: "文件内容" },
  size: { en: "File size", zh: "文件大小" },
  commitment: { en: "Salted digest", zh: "加盐摘要" },
  batch: { en: "Place in the batch", zh: "批次中的位置" },
  "statement-signature": { en: "Depositor's signature", zh: "存证人签名" },
  ledger: { en: "Ledger", zh: "账本" },
  outcome: { en: "Ledger's answer", zh: "账本答复" },
  inclusion: { en: "Place in the log", zh: "日志中的位置" },
  "checkpoint-signatures": { en: "Organisations' signatures", zh: "机构签名" },
  engine: { en: "Consensus engine", zh: "共识引擎" },
  time: { en: "Time", zh: "时间" },
  state: { en: "State records", zh: "状态记录" },
  "external-time": { en: "Outside time stamp", zh: "外部时间戳" },
};

type Data = Readonly<Record<string, unknown>>;
type Text = readonly [verdict: Verdict, en: string, zh: string];

/** Every code: its verdict and its sentences, in which `{name}` stands for a member of the data. */
const TEXTS = {
  // format
  "well-formed": ["pass", "The receipt is complete and well-formed.", "回执完整，格式正确。"],
  "receipt-malformed": [
    "fail",
    "These bytes are not a receipt of this kind: {reason}.",
    "这些字节不是本格式的回执：{reason}。",
  ],
  "entry-malformed": [
    "fail",
    "The log entry inside the receipt is damaged: {reason}.",
    "回执内的日志条目已损坏：{reason}。",
  ],
  "statement-malformed": [
    "fail",
    "The signed statement inside the receipt is damaged: {reason}.",
    "回执内的签名声明已损坏：{reason}。",
  ],
  "suites-mixed": [
    "fail",
    "The statement and the organisations' signatures use different cryptographic suites.",
    "声明与机构签名使用了不同的密码套件。",
  ],
  internal: [
    "fail",
    "The check could not be completed because of a fault in the verifier; treat the receipt as not verified.",
    "校验程序自身出错，未能完成校验；请视为未通过。",
  ],
  unread: [
    "not-checkable",
    "Not checked, because the receipt could not be read.",
    "回执无法读取，未作校验。",
  ],
  // file
  "file-matches": [
    "pass",
    "The file is the one that was recorded ({compared} of {total} digests compared).",
    "文件与存证一致（共 {total} 个摘要，比对了 {compared} 个）。",
  ],
  "file-differs": [
    "fail",
    "The file is not the one that was recorded: its {alg} digest differs.",
    "文件与存证不一致：{alg} 摘要不同。",
  ],
  "file-missing": [
    "not-checkable",
    "No file was given, so its content was not compared.",
    "未提供文件，未比对内容。",
  ],
  "digest-not-computed": [
    "not-checkable",
    "The file's digest was not computed with any of the recorded algorithms: {algs}.",
    "未用存证所载算法计算文件摘要：{algs}。",
  ],
  "batch-part-missing": [
    "not-checkable",
    "The record covers a batch of files, and this receipt does not say which one is meant.",
    "该记录对应一批文件，而本回执未指明其中哪一个。",
  ],
  "no-file-recorded": ["absent", "This record is not about a file.", "该记录不涉及文件。"],
  "file-not-recorded": [
    "fail",
    "A file was given, but this record is not about a file.",
    "提供了文件，但该记录不涉及文件。",
  ],
  "digests-unreadable": [
    "fail",
    "The record should name a file's digests, but they are not in a known form.",
    "记录应含文件摘要，但其形式无法识别。",
  ],
  // size
  "size-matches": [
    "pass",
    "The file has the recorded size: {size} bytes.",
    "文件大小与存证一致：{size} 字节。",
  ],
  "size-differs": [
    "fail",
    "The file has {actual} bytes; the record says {size}.",
    "文件为 {actual} 字节，存证为 {size} 字节。",
  ],
  "size-unrecorded": ["absent", "The record names no file size.", "记录未载文件大小。"],
  // commitment
  "commitment-opens": [
    "pass",
    "The salted digest was recomputed from the file and the salt, and matches.",
    "已用文件和盐重新计算加盐摘要，一致。",
  ],
  "commitment-differs": [
    "fail",
    "The file and the salt do not give the recorded salted digest.",
    "文件与盐算出的加盐摘要与存证不同。",
  ],
  "commitment-unused": ["absent", "The record holds no salted digest.", "记录不含加盐摘要。"],
  "salt-missing": [
    "not-checkable",
    "The record holds a salted digest, but the receipt does not carry the salt.",
    "记录含加盐摘要，但回执未附盐。",
  ],
  "salt-unexpected": [
    "fail",
    "The receipt carries a salt, but the record holds no salted digest.",
    "回执附有盐，但记录不含加盐摘要。",
  ],
  // batch
  "batch-includes": [
    "pass",
    "The digest is number {index} of the {size} that were recorded together.",
    "该摘要是同批 {size} 个中的第 {index} 号。",
  ],
  "batch-excludes": [
    "fail",
    "The digest does not lead to the root of the batch that was recorded.",
    "该摘要推不出所存批次的根。",
  ],
  "batch-leaf-malformed": [
    "fail",
    "The digest in the batch part of the receipt is not in a known form.",
    "回执批次部分的摘要形式无法识别。",
  ],
  "batch-unexpected": [
    "fail",
    "The receipt claims a place in a batch, but the record is not a batch.",
    "回执声称位于批次中，但该记录不是批次。",
  ],
  "batch-absent": ["absent", "The receipt claims no place in a batch.", "回执未声称批次位置。"],
  // statement-signature
  "statement-signed": [
    "pass",
    "The statement was signed by {member} with the key {keyId}.",
    "声明由 {member} 用密钥 {keyId} 签名。",
  ],
  "signer-differs": [
    "fail",
    "The key in the receipt is not the key that the statement names.",
    "回执中的密钥不是声明所指的密钥。",
  ],
  "statement-signature-bad": [
    "fail",
    "The depositor's signature does not fit the statement.",
    "存证人的签名与声明不符。",
  ],
  // ledger
  "ledger-matches": [
    "pass",
    "The record belongs to the ledger of the trust file: {name}.",
    "记录属于信任文件所指账本：{name}。",
  ],
  "ledger-untrusted": [
    "not-checkable",
    "No trust file was given, so which ledger this is was not checked.",
    "未提供信任文件，未核对账本。",
  ],
  "ledger-differs": [
    "fail",
    "The receipt is of another ledger than the trust file.",
    "回执所属账本与信任文件不同。",
  ],
  "statement-elsewhere": [
    "fail",
    "The statement was made for another ledger than the one that signed.",
    "声明所指账本与签名账本不同。",
  ],
  "suite-differs": [
    "fail",
    "The receipt uses another cryptographic suite than the trust file.",
    "回执的密码套件与信任文件不同。",
  ],
  // outcome
  accepted: ["pass", "The ledger accepted the statement.", "账本已接受该声明。"],
  refused: [
    "fail",
    "The ledger recorded the statement but refused it, with outcome {outcome}.",
    "账本记录了该声明但予以拒绝，结果码 {outcome}。",
  ],
  // inclusion
  included: [
    "pass",
    "The record is number {index} of the {size} entries of the log.",
    "记录是日志 {size} 条中的第 {index} 号。",
  ],
  "path-malformed": [
    "fail",
    "The path does not fit position {index} of a log of {size} entries.",
    "路径与 {size} 条日志中的第 {index} 号不符。",
  ],
  "root-unconfirmed": [
    "not-checkable",
    "The path leads to a log root that no trusted organisation has been shown to have signed.",
    "路径得出的日志根未经任何受信机构签名证实。",
  ],
  // checkpoint-signatures
  "quorum-reached": [
    "pass",
    "{counted} of the trusted organisations signed; {quorum} are needed.",
    "{counted} 家受信机构已签名，需要 {quorum} 家。",
  ],
  "quorum-missed": [
    "fail",
    "Only {counted} of the trusted organisations signed; {quorum} are needed.",
    "仅 {counted} 家受信机构签名，需要 {quorum} 家。",
  ],
  "organisation-signature-bad": [
    "fail",
    "The signature of {organisation} does not fit this record.",
    "{organisation} 的签名与本记录不符。",
  ],
  "organisation-key-unknown": [
    "fail",
    "The signature of {organisation} was made with a key that the trust file does not give it; a newer trust file may know it.",
    "{organisation} 的签名所用密钥不在信任文件中；较新的信任文件可能含有。",
  ],
  "organisation-key-expired": [
    "fail",
    "The key of {organisation} was not in force at block {height}.",
    "{organisation} 的密钥在第 {height} 块时不在有效期内。",
  ],
  "before-trust": [
    "fail",
    "The trust file speaks for blocks from {fromHeight} on; the receipt is of block {height}.",
    "信任文件自第 {fromHeight} 块起有效，回执属于第 {height} 块。",
  ],
  "trust-missing": [
    "not-checkable",
    "No trust file was given, so the organisations' signatures were not checked.",
    "未提供信任文件，未校验机构签名。",
  ],
  "root-unknown": [
    "not-checkable",
    "Not checked, because the path gives no log root.",
    "路径得不出日志根，未作校验。",
  ],
  // engine
  "engine-decided": [
    "pass",
    "The consensus engine decided on this state: validators with {power} of {total} votes signed its block {height}.",
    "共识引擎已对该状态作出决定：持 {total} 票中 {power} 票的验证者签署了第 {height} 块。",
  ],
  "engine-absent": [
    "absent",
    "The receipt carries no commit of a consensus engine.",
    "回执未附共识引擎的提交证明。",
  ],
  "engine-missing": [
    "fail",
    "The trust file asks for the consensus engine's own commit, and the receipt carries none.",
    "信任文件要求共识引擎的提交证明，回执未附。",
  ],
  "engine-untrusted": [
    "not-checkable",
    "The receipt carries a commit of a consensus engine, and the trust file says nothing of one.",
    "回执附有共识引擎的提交证明，但信任文件未载引擎信息。",
  ],
  "engine-before-trust": [
    "fail",
    "The trust file knows no consensus engine at block {height}.",
    "信任文件在第 {height} 块时尚无共识引擎。",
  ],
  "engine-protocol-unknown": [
    "fail",
    "The engine's header is of a block protocol that this verifier does not know.",
    "引擎块头的协议版本无法识别。",
  ],
  "engine-chain-differs": [
    "fail",
    "The engine's commit is of another chain than the trust file.",
    "引擎的提交证明属于另一条链。",
  ],
  "engine-height-differs": [
    "fail",
    "The engine's header is not that of block {height}.",
    "引擎块头不是第 {height} 块的块头。",
  ],
  "engine-set-differs": [
    "fail",
    "Block {height} was decided by other validators than the trust file has; a newer trust file may know them.",
    "第 {height} 块的验证者与信任文件不同；较新的信任文件可能含有。",
  ],
  "engine-state-differs": [
    "fail",
    "The engine decided on another state than the one of this receipt.",
    "引擎所决定的状态与本回执不同。",
  ],
  "engine-time-differs": [
    "fail",
    "The time of the engine's header is later than that of the checkpoint.",
    "引擎块头的时间晚于检查点。",
  ],
  "engine-votes-malformed": [
    "fail",
    "The engine's commit does not have one place for each validator.",
    "引擎提交证明的投票与验证者不对应。",
  ],
  "engine-signature-bad": [
    "fail",
    "The vote of a validator does not fit block {height}.",
    "某验证者的投票与第 {height} 块不符。",
  ],
  "engine-power-too-little": [
    "fail",
    "Validators with only {power} of {total} votes signed block {height}; more than two thirds are needed.",
    "签署第 {height} 块的验证者仅持 {total} 票中的 {power} 票，需超过三分之二。",
  ],
  // time
  "not-after": [
    "pass",
    "The record existed no later than {iso}, by the ledger's clock.",
    "按账本时钟，记录的存在不晚于 {iso}。",
  ],
  "time-in-future": [
    "fail",
    "The ledger's clock says {iso}, which has not come yet by your clock.",
    "账本时间为 {iso}，晚于您的时钟。",
  ],
  "time-unconfirmed": [
    "not-checkable",
    "The receipt says {iso}, but the organisations' signatures did not confirm it.",
    "回执所载时间为 {iso}，但未经机构签名证实。",
  ],
  // state
  "state-proved": [
    "pass",
    "{count} state records are as stated at block {height}.",
    "第 {height} 块时 {count} 条状态记录属实。",
  ],
  "state-differs": [
    "fail",
    "State proof {number} does not lead to the state root of the block.",
    "第 {number} 个状态证明推不出该块的状态根。",
  ],
  "state-unconfirmed": [
    "not-checkable",
    "The state proofs fit the block's header, but the organisations' signatures did not confirm it.",
    "状态证明与块头相符，但未经机构签名证实。",
  ],
  "state-absent": ["absent", "The receipt carries no state records.", "回执不含状态记录。"],
  // external-time
  "external-time-absent": [
    "absent",
    "The receipt carries no time stamp of an outside authority.",
    "回执不含外部机构的时间戳。",
  ],
} as const satisfies Record<string, Text>;

/** Reason codes of all layers. */
export type LayerCode = keyof typeof TEXTS;

/** Every code with its verdict and its sentences, for the reference page. */
export function layerTexts(): readonly { code: string; verdict: Verdict; detail: Sentence }[] {
  return Object.entries(TEXTS).map(([code, [verdict, en, zh]]) => ({
    code,
    verdict,
    detail: { en, zh },
  }));
}

/** The result of a layer: the code decides the verdict and the sentences. */
export function result(layer: LayerName, code: LayerCode, data?: Data): LayerResult {
  const [verdict, en, zh] = TEXTS[code];
  const detail = { en: fill(en, data), zh: fill(zh, data) };
  return data === undefined
    ? { layer, verdict, code, detail }
    : { layer, verdict, code, detail, data };
}

function fill(text: string, data: Data | undefined): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(data?.[name] ?? "?"));
}
