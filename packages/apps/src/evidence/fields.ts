import { DIGEST_TAGS } from "@tallystick/core/algorithms";
import { bytes, choice, group, list, optional, text, uint } from "@tallystick/ledger/app/fields";

/** The field for a digest algorithm. */
export const digestAlgorithm = choice(DIGEST_TAGS, {
  en: "Digest algorithm; hmac-* are commitments keyed with a random salt that stays with the depositor.",
  zh: "摘要算法；hmac-* 为加盐承诺，盐值由存证人自行保管。",
});

/** The field for a digest value. */
export const digestValue = bytes({
  min: 32,
  max: 64,
  en: "The digest, as long as its algorithm says.",
  zh: "摘要值，长度由算法决定。",
});

/** The field for which of several deposits of one digest is meant. */
export const ordinal = uint({
  en: "Which deposit of this digest: 0 is the first.",
  zh: "该摘要的第几次存证，0 为首次。",
});

/** One digest with its algorithm. */
export const digest = group(
  { alg: digestAlgorithm, value: digestValue },
  { en: "A digest of the content.", zh: "内容的摘要。" },
);

const depositRefShape = { alg: digestAlgorithm, digest: digestValue, ordinal };

/** The deposit that something refers to. */
export const depositRef = group(depositRefShape, {
  en: "A deposit: its first digest and its ordinal.",
  zh: "一次存证：首个摘要及其序号。",
});

/** Labels of a deposit, batch or annotation. */
export const labels = list(text({ max: 64, en: "A label.", zh: "标签。" }), {
  max: 16,
  en: "Labels for finding it again.",
  zh: "便于检索的标签。",
});

/** Where content came from. */
export const source = text({
  max: 256,
  en: "Where the content came from, such as a URL, a device or a case number.",
  zh: "内容来源，如网址、设备或案号。",
});

/** Media type as RFC 6838 s4.2 has it, with parameters. */
export const mediaType = text({
  max: 127,
  pattern: /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*( *;[ -~]*)?$/,
  en: "Media type of the content, such as application/pdf.",
  zh: "内容的媒体类型，如 application/pdf。",
});

const timeMs = (en: string, zh: string) => uint({ en, zh });

/** Who recorded something and when, as every row of this application begins. */
export const recorded = {
  index: uint({ en: "Log index of the entry.", zh: "日志序号。" }),
  time: timeMs(
    "Time of the block, milliseconds since 1970 UTC.",
    "区块时间，自 1970 年 UTC 起的毫秒数。",
  ),
  member: text({ max: 63, en: "Member who signed.", zh: "签名成员。" }),
  organisation: text({ max: 63, en: "The member's organisation.", zh: "成员所属机构。" }),
};

/** What a depositor may say about content; everything here is a claim. */
export const claims = {
  size: optional(uint({ en: "Length of the content in bytes.", zh: "内容长度（字节）。" })),
  mediaType: optional(mediaType),
  capturedAt: optional(
    timeMs(
      "When the content was captured by the depositor's account, milliseconds since 1970 UTC.",
      "存证人声称的采集时间，自 1970 年 UTC 起的毫秒数。",
    ),
  ),
  source: optional(source),
  labels: optional(labels),
  note: optional(text({ max: 1024, multiline: true, en: "A remark.", zh: "备注。" })),
  previous: optional(
    group(depositRefShape, {
      en: "An earlier deposit that this one follows, such as the version before.",
      zh: "本次存证所承接的先前存证，例如上一版本。",
    }),
  ),
};
