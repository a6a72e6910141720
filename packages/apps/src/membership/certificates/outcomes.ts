import { outcome } from "@tallystick/ledger/outcomes";

/** Outcomes about certificates, 1160 to 1179 of the membership application. */
export const CERTIFICATE_OUTCOMES = {
  badCertificate: outcome(
    1160,
    "bad-certificate",
    422,
    [
      "A certificate is not X.509 version 3 in DER with algorithms that this ledger takes.",
      "证书不是 DER 编码的 X.509 第 3 版证书，或使用了不接受的算法。",
    ],
    [
      "Look at docs/reference/certificates.md for what is taken; RSA has at least 2048 bits, SHA-1 and MD5 are refused.",
      "请对照 docs/reference/certificates.md；RSA 至少 2048 位，不接受 SHA-1 与 MD5。",
    ],
  ),
  badChain: outcome(
    1161,
    "bad-chain",
    422,
    [
      "The certificates do not lead from the authority to the member; `fault` says why.",
      "证书链未能由颁发机构到达该成员证书，fault 给出原因。",
    ],
    [
      "Give the member's certificate first, then each issuer below the bound authority, all valid at block time.",
      "请先给出成员证书，再依次给出绑定机构之下的各级签发者，且在区块时间均有效。",
    ],
  ),
  noSuchAuthority: outcome(
    1162,
    "no-such-authority",
    404,
    [
      "The organisation has not bound this authority, or no longer.",
      "该机构未绑定此颁发机构，或已撤销。",
    ],
    [
      "Let an operator bind it with membership.bind-authority.",
      "请由管理员通过 membership.bind-authority 绑定。",
    ],
  ),
  authorityBound: outcome(
    1163,
    "authority-bound",
    409,
    ["The organisation has bound this authority already.", "该机构已绑定此颁发机构。"],
    ["Nothing to do.", "无需处理。"],
  ),
  badProof: outcome(
    1164,
    "bad-proof",
    422,
    ["Nothing shows that the member holds the certified key.", "未能证明成员持有证书中的私钥。"],
    [
      "Sign the proof message of docs/reference/certificates.md with the certified key; `tallystick member certify` does it.",
      "请用证书私钥对 docs/reference/certificates.md 规定的消息签名，可使用 tallystick member certify。",
    ],
  ),
  otherSubject: outcome(
    1165,
    "other-subject",
    403,
    [
      "The certificate is for somebody else: its UID, or else CN, is not the member, or its O is not the organisation's.",
      "证书属于他人：其 UID（或 CN）与成员标识不符，或 O 与机构要求不符。",
    ],
    [
      "Have the certificate issued for the member's id, or let an operator of the organisation submit it.",
      "请为该成员标识签发证书，或由本机构管理员提交。",
    ],
  ),
  certificateTaken: outcome(
    1166,
    "certificate-taken",
    409,
    ["The certificate is bound to a member already, or was.", "该证书已绑定或曾绑定成员。"],
    ["Have a new certificate issued.", "请签发新证书。"],
  ),
  noSuchCertificate: outcome(
    1167,
    "no-such-certificate",
    404,
    ["No such certificate is in force.", "没有此有效证书。"],
    ["Look it up in the view certificates.", "请通过 certificates 视图查询。"],
  ),
  memberInactive: outcome(
    1168,
    "holder-not-active",
    409,
    ["The organisation or member is suspended or removed.", "该机构或成员已停用或移除。"],
    ["Let it be reinstated first.", "请先恢复其状态。"],
  ),
} as const;
