import { outcome } from "@tallystick/ledger/outcomes";

/** What can be wrong with documents, policy and sealed terms, 1460 to 1479. */
export const PAPER_OUTCOMES = {
  noSuchDocument: outcome(
    1460,
    "no-such-document",
    404,
    ["There is no document of that number.", "没有该序号的单据。"],
    [
      "A document is called by the log index of the statement that recorded it.",
      "单据以登记声明的日志序号为编号。",
    ],
  ),
  notAPartyOfDocument: outcome(
    1461,
    "not-a-party-of-document",
    403,
    [
      "Only the seller or the buyer on a document may record it, and an acceptance only the buyer.",
      "仅单据所列卖方或买方可登记，验收单仅买方可登记。",
    ],
    ["Have a party of the document record it.", "请由单据当事方登记。"],
  ),
  badDate: outcome(
    1462,
    "bad-date",
    422,
    ["The calendar has no such date.", "日历中没有该日期。"],
    ["Give a date such as 2027-05-31.", "请提供有效日期，如 2027-05-31。"],
  ),
  wrongLink: outcome(
    1463,
    "wrong-document-link",
    422,
    [
      "The contract or invoice that the document names is not recorded as one.",
      "所引用的合同或发票未登记，或类别不符。",
    ],
    [
      "Record the contract, then the invoice, then what refers to them.",
      "请先登记合同，再登记发票及后续单据。",
    ],
  ),
  notTheRecorder: outcome(
    1464,
    "not-the-recorder",
    403,
    ["Only the organisation that recorded a document corrects it.", "仅登记该单据的机构可更正。"],
    ["Ask that organisation.", "请联系登记机构。"],
  ),
  documentSuperseded: outcome(
    1465,
    "document-superseded",
    409,
    ["The document has been corrected since.", "该单据已被更正。"],
    ["Use the newest version, which the data names.", "请使用数据所示的最新版本。"],
  ),
  tooManyCorrections: outcome(
    1466,
    "too-many-corrections",
    409,
    ["A document is corrected a limited number of times.", "单据更正次数已达上限。"],
    ["Record it as a new document.", "请另行登记新单据。"],
  ),
  backgroundBlocked: outcome(
    1467,
    "background-blocked",
    409,
    [
      "The trade background has discrepancies for which the policy of the network stops this.",
      "贸易背景存在网络策略所禁止的差异。",
    ],
    [
      "The data names them; correct or complete the documents, or lower the amount.",
      "数据列出差异类别；请更正或补充单据，或降低金额。",
    ],
  ),
  unknownInPolicy: outcome(
    1468,
    "policy-unknown-organisation",
    422,
    ["The policy names an organisation that the ledger does not have.", "策略所列机构不在账本中。"],
    ["Look them up in the view membership organisations.", "请通过成员管理的机构视图查询。"],
  ),
  sealedMalformed: outcome(
    1470,
    "sealed-terms-malformed",
    422,
    [
      "The sealed terms are not a COSE_Encrypt of this ledger's suite, or are bound to something else.",
      "密封条款不是本账本套件的 COSE_Encrypt，或绑定于其他事项。",
    ],
    [
      "Seal them with tallystick receivable terms seal, or by docs/reference/sealed-terms.md.",
      "请使用 tallystick receivable terms seal，或按 docs/reference/sealed-terms.md 生成。",
    ],
  ),
  sealedRecipientMissing: outcome(
    1471,
    "sealed-recipient-missing",
    422,
    [
      "The terms are not sealed to an organisation that must read them: one that the policy names, or who pays a sealed price, or the bank that confirms it.",
      "密封条款未包含必须可读的机构：策略所列机构，或密封价格的付款方与确认银行。",
    ],
    [
      "Seal them to an encryption key in force of the organisation that the data names as well.",
      "请同时密封至数据所列机构的有效加密密钥。",
    ],
  ),
  sealedRecipientUnknown: outcome(
    1472,
    "sealed-recipient-unknown",
    422,
    [
      "The terms are sealed to a key that is not an encryption key in force on this ledger.",
      "密封条款的收件密钥不是账本上有效的加密密钥。",
    ],
    [
      "See membership encryption-keys; seal them again to keys in force.",
      "请查看 membership encryption-keys，并使用有效密钥重新密封。",
    ],
  ),
} as const;
