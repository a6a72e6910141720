import { outcome } from "@tallystick/ledger/outcomes";

export const LIBRARY_OUTCOMES = {
  noCopy: outcome(
    9000,
    "no-copy",
    409,
    ["No copy is on the shelf.", "没有在架的册本。"],
    ["Wait until one comes back.", "请等待归还。"],
  ),
  notOnLoan: outcome(
    9001,
    "not-on-loan",
    404,
    ["You do not have this book.", "您没有借阅此书。"],
    ["Look at the view loans.", "请查看 loans 视图。"],
  ),
  alreadyOnLoan: outcome(
    9002,
    "already-on-loan",
    409,
    ["You have this book already.", "您已借阅此书。"],
    ["Bring it back first.", "请先归还。"],
  ),
} as const;
