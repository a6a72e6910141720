import { outcome } from "@tallystick/ledger/outcomes";

/** Outcomes of the evidence application, 1000 to 1099. */
export const EVIDENCE_OUTCOMES = {
  digestLength: outcome(
    1000,
    "digest-length",
    422,
    ["A digest is not as long as its algorithm says.", "摘要长度与算法不符。"],
    [
      "Give 32 bytes for sha-256, sm3 and hmac-*, 48 for sha-384, 64 for sha-512.",
      "sha-256、sm3 与 hmac-* 为 32 字节，sha-384 为 48 字节，sha-512 为 64 字节。",
    ],
  ),
  algorithmRepeated: outcome(
    1001,
    "algorithm-repeated",
    422,
    ["Two digests of one deposit use the same algorithm.", "同一存证的两个摘要使用了相同算法。"],
    [
      "Give each algorithm once; deposit different contents separately.",
      "每种算法只填一次，不同内容请分别存证。",
    ],
  ),
  noSuchDeposit: outcome(
    1002,
    "no-such-deposit",
    404,
    ["There is no deposit under this digest and ordinal.", "该摘要与序号下没有存证。"],
    ["Look the digest up in the view by-digest.", "请通过 by-digest 视图查询该摘要。"],
  ),
  capturedInFuture: outcome(
    1003,
    "captured-in-future",
    422,
    ["The time of capture lies after the block.", "采集时间晚于区块时间。"],
    [
      "Give milliseconds since 1970 UTC and check the clock of the capturing machine.",
      "请使用自 1970 年 UTC 起的毫秒数，并检查采集设备的时钟。",
    ],
  ),
  notDepositor: outcome(
    1004,
    "not-depositor",
    403,
    ["Only the depositor or an operator may withdraw a deposit.", "仅存证人或管理员可撤回存证。"],
    ["Annotate the deposit instead.", "可改为对存证添加批注。"],
  ),
  alreadyWithdrawn: outcome(
    1005,
    "already-withdrawn",
    409,
    ["The deposit has been withdrawn already.", "该存证已被撤回。"],
    ["Nothing to do.", "无需处理。"],
  ),
} as const;
