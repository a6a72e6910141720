import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { bytes, group, list, optional, text, uint } from "@tallystick/ledger/app/fields";
import {
  claims,
  depositRef,
  digest,
  digestAlgorithm,
  digestValue,
  labels,
  ordinal,
  recorded,
  source,
} from "./fields.ts";

const digestKey = { alg: digestAlgorithm, digest: digestValue };

/**
 * One row a deposit, under its first digest. Ordinals have no gaps, so absence of ordinal 0 proves
 * "never deposited", and presence of k-1 with absence of k proves "exactly k times".
 */
export const deposits = defineTable({
  name: "deposits",
  en: "Deposits by their first digest.",
  zh: "按首个摘要存放的存证。",
  key: { ...digestKey, ordinal },
  value: {
    ...recorded,
    also: optional(
      list(digest, {
        max: 3,
        en: "Further digests of the same content.",
        zh: "同一内容的其他摘要。",
      }),
    ),
    ...claims,
    withdrawn: optional(
      group(
        {
          ...recorded,
          reason: text({ max: 1024, multiline: true, en: "Why.", zh: "原因。" }),
        },
        { en: "Set when the deposit was withdrawn.", zh: "存证撤回后填写。" },
      ),
    ),
  },
  indexes: {
    byDepositor: ["member", "index"],
    byTime: ["time", "index"],
  },
});

/** Further digests of a deposit, each with ordinals of its own. */
export const aliases = defineTable({
  name: "aliases",
  en: "Deposits by their further digests.",
  zh: "按其他摘要指向的存证。",
  key: { ...digestKey, ordinal },
  value: { deposit: depositRef },
  indexes: {},
});

/** Deposits that name an earlier one as their previous, by that earlier one. */
export const successors = defineTable({
  name: "successors",
  en: "Deposits that follow an earlier one.",
  zh: "承接某次存证的后续存证。",
  key: {
    ...digestKey,
    ordinal,
    position: uint({ en: "Which successor: 0 is the first.", zh: "第几个后续，0 为首个。" }),
  },
  value: { deposit: depositRef },
  indexes: {},
});

/** Remarks that members add to a deposit later. */
export const annotations = defineTable({
  name: "annotations",
  en: "Annotations of deposits.",
  zh: "存证的批注。",
  key: {
    ...digestKey,
    ordinal,
    number: uint({ en: "Which annotation: 0 is the first.", zh: "第几条批注，0 为首条。" }),
  },
  value: {
    ...recorded,
    text: text({ max: 4096, multiline: true, en: "The annotation.", zh: "批注内容。" }),
    labels: optional(labels),
  },
  indexes: {},
});

/** Merkle roots over many digests at once. */
export const batches = defineTable({
  name: "batches",
  en: "Batches of digests by their Merkle root.",
  zh: "按默克尔根存放的批量存证。",
  key: {
    root: bytes({
      length: 32,
      en: "RFC 9162 root over the leaves of the batch.",
      zh: "批次叶子的 RFC 9162 默克尔根。",
    }),
    ordinal,
  },
  value: {
    ...recorded,
    size: uint({ min: 1, en: "Leaves of the batch.", zh: "批次的叶子数。" }),
    algorithms: optional(
      list(digestAlgorithm, {
        max: 6,
        en: "Digest algorithms that occur in the leaves.",
        zh: "叶子所用的摘要算法。",
      }),
    ),
    source: optional(source),
    labels: optional(labels),
  },
  indexes: {
    byDepositor: ["member", "index"],
    byTime: ["time", "index"],
  },
});

/** Row of a deposit. */
export type Deposit = RowOf<typeof deposits>;
/** Row of an annotation. */
export type Annotation = RowOf<typeof annotations>;
/** Row of a batch. */
export type Batch = RowOf<typeof batches>;
