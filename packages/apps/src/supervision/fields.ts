import { bytes, choice, list, text, uint } from "@tallystick/ledger/app/fields";

/** Kinds of record: an application, and what it has below, by dots. A kind covers those that begin with it and a dot. */
const RECORD_CLASS_PATTERN = /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/;

/** The field for a kind of record. */
export const recordClass = text({
  max: 63,
  pattern: RECORD_CLASS_PATTERN,
  en: "Kind of record, such as evidence.deposits; an application's name covers all of its kinds.",
  zh: "记录类别，如 evidence.deposits；应用名称涵盖其全部类别。",
});

/** The field for a purpose. */
export const purpose = text({
  max: 63,
  pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/,
  en: "What the look is for, such as tax-audit.",
  zh: "查阅目的，如 tax-audit。",
});

/** How much an answer tells, from least to most. */
export const LEVELS = ["predicate", "aggregate", "raw"] as const;

/** How much an answer tells. */
export type Level = (typeof LEVELS)[number];

/** The field for how much an answer tells. */
export const level = choice(LEVELS, {
  en: "How much is told: whether something holds, figures, or the records themselves.",
  zh: "答复程度：是否成立、汇总数字或原始记录。",
});

/** The field for the reference of an order. */
export const orderId = text({
  max: 127,
  pattern: /^[^\s].*$/,
  en: "Reference of the order, as the authority numbers it.",
  zh: "文书编号，由作出机关编定。",
});

/** What orders are given for. */
export const ORDER_KINDS = ["hold", "delayed-notice", "disclosure"] as const;

/** What an order is given for. */
export type OrderKind = (typeof ORDER_KINDS)[number];

/** The field for a legal basis. */
export const legalBasis = text({
  max: 500,
  en: "The law, rule or order that allows it.",
  zh: "法律依据：所依据的法律、规定或文书。",
});

/** The field for a reason. */
export const reason = text({
  max: 1000,
  multiline: true,
  en: "Why, for everybody to read.",
  zh: "原因，所有人可见。",
});

/** The field for a digest of a document, by the hash of the ledger's suite. */
export const documentDigest = bytes({
  length: 32,
  en: "SHA-256 of the document, or SM3 in a ledger of suite gm.",
  zh: "文书的 SHA-256 摘要；国密账本为 SM3。",
});

/** A time, milliseconds since 1970 UTC. */
export const time = (en: string, zh: string) =>
  uint({
    max: 253_402_300_799_999,
    en: `${en}, ms since 1970 UTC.`,
    zh: `${zh}（1970 年 UTC 起毫秒）。`,
  });

/** The field for a number that a record is called by: the log index of the statement that made it. */
export const number = (en: string, zh: string) => uint({ en, zh });

/** The field for kinds of record. */
export const recordClasses = list(recordClass, {
  min: 1,
  max: 32,
  en: "Kinds of record.",
  zh: "记录类别。",
});

/** The field for purposes. */
export const purposes = list(purpose, { min: 1, max: 32, en: "Purposes.", zh: "目的。" });

/** The field for what is asked. */
export const question = text({ max: 2000, en: "What is asked.", zh: "查询内容。" });

/** The field for a record within its kind. */
export const record = text({
  min: 0,
  max: 170,
  en: "The record as its application names it; empty for the whole kind.",
  zh: "应用所称的记录，空为整个类别。",
});
