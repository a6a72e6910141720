import { outcome } from "@tallystick/ledger/outcomes";

/** What becomes of statements about members and their keys in the simplest form. */
export const KEY_OUTCOMES = {
  memberExists: outcome(
    1100,
    "member-exists",
    409,
    ["A member of this id is enrolled already.", "该成员标识已登记。"],
    ["Choose another id, or add a key to the member.", "请选择其他标识，或为该成员添加密钥。"],
  ),
  noSuchMember: outcome(
    1101,
    "no-such-member",
    404,
    ["No member of this id is enrolled.", "没有此标识的成员。"],
    ["Look the member up in the view members.", "请通过 members 视图查询成员。"],
  ),
  noSuchOrganisation: outcome(
    1102,
    "no-such-organisation",
    404,
    ["No organisation of this id runs the ledger.", "账本中没有此标识的机构。"],
    ["Look the organisation up in the view organisations.", "请通过 organisations 视图查询机构。"],
  ),
  otherOrganisation: outcome(
    1103,
    "other-organisation",
    403,
    ["Operators act for the members of their own organisation.", "管理员只能管理本机构的成员。"],
    ["Ask an operator of the member's organisation.", "请联系该成员所属机构的管理员。"],
  ),
  badKey: outcome(
    1104,
    "bad-key",
    422,
    ["The key is not a public key of this ledger's suite.", "该密钥不是本账本密码套件的公钥。"],
    [
      "Give a deterministic COSE_Key with kty, crv, x and y as docs/reference/genesis.md says.",
      "请按 docs/reference/genesis.md 提供确定性编码的 COSE_Key。",
    ],
  ),
  keyTaken: outcome(
    1105,
    "key-taken",
    409,
    [
      "The key, or one whose identifier begins with the same 8 bytes, is enrolled already.",
      "该密钥或标识前 8 字节相同的密钥已登记。",
    ],
    ["Generate a fresh key.", "请生成新的密钥。"],
  ),
  noSuchKey: outcome(
    1106,
    "no-such-key",
    404,
    ["No such key is enrolled.", "没有登记此密钥。"],
    ["Look the key up in the view keys.", "请通过 keys 视图查询密钥。"],
  ),
  alreadyRevoked: outcome(
    1107,
    "already-revoked",
    409,
    ["The key is revoked from that height or an earlier one.", "该密钥已在此高度或更早撤销。"],
    ["Nothing to do.", "无需处理。"],
  ),
  heightPast: outcome(
    1108,
    "height-past",
    422,
    ["The height is not after this block.", "所给高度不晚于本区块。"],
    [
      "Leave it out for the next block, or give a later height.",
      "请留空（下一区块）或填写更晚的高度。",
    ],
  ),
  lastOperatorKey: outcome(
    1109,
    "last-operator-key",
    409,
    ["It is the last operator key of its organisation.", "这是该机构最后一个管理员密钥。"],
    ["Add another operator key first.", "请先添加另一个管理员密钥。"],
  ),
} as const;
