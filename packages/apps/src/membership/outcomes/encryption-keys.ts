import { outcome } from "@tallystick/ledger/outcomes";

/** What can be wrong with encryption keys, 1190 to 1199. */
export const ENCRYPTION_KEY_OUTCOMES = {
  badEncryptionKey: outcome(
    1190,
    "bad-encryption-key",
    422,
    [
      "The key is not a public encryption key of this ledger's suite.",
      "该密钥不是本账本密码套件的加密公钥。",
    ],
    [
      "Suite intl takes X25519, suite gm SM2: tallystick key generate --purpose encryption makes one.",
      "intl 套件使用 X25519，国密套件使用 SM2；可用 tallystick key generate --purpose encryption 生成。",
    ],
  ),
  tooManyEncryptionKeys: outcome(
    1191,
    "too-many-encryption-keys",
    409,
    [
      "The organisation has as many encryption keys in force as one may have.",
      "该机构的有效加密密钥已达上限。",
    ],
    ["End one that is no longer used.", "请先终止不再使用的密钥。"],
  ),
} as const;
