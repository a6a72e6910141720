import { defineView } from "@tallystick/ledger/app/define-view";
import {
  bytes,
  cursor,
  flag,
  group,
  list,
  optional,
  text,
  uint,
} from "@tallystick/ledger/app/fields";
import { depositRef, digestAlgorithm, digestValue, ordinal } from "./fields.ts";
import { aliases, annotations, batches, deposits, successors } from "./records.ts";

/** Rows of one page when the caller does not say. */
const PAGE_DEFAULT = 50;
/** Rows of one page at most. */
const PAGE_MAX = 200;
/** Rows of one page that comes with proofs: every row is a proof of its own. */
const PROVED_PAGE_MAX = 16;

const pageInput = {
  reverse: optional(flag({ en: "Latest first.", zh: "从最新开始。" })),
  limit: optional(uint({ min: 1, max: PAGE_MAX, en: "Rows at most.", zh: "最多返回的行数。" })),
  after: optional(cursor()),
};

const fromTime = optional(
  uint({
    en: "Not before, milliseconds since 1970 UTC.",
    zh: "起始时间（含），自 1970 年 UTC 起的毫秒数。",
  }),
);
const toTime = optional(
  uint({
    en: "Before, milliseconds since 1970 UTC.",
    zh: "截止时间（不含），自 1970 年 UTC 起的毫秒数。",
  }),
);
const fromOrdinal = optional(
  uint({ en: "First ordinal of the page. Default 0.", zh: "本页的首个序号，默认 0。" }),
);
const provedLimit = optional(
  uint({ min: 1, max: PROVED_PAGE_MAX, en: "Rows at most.", zh: "最多返回的行数。" }),
);
const more = flag({ en: "True when a further page exists.", zh: "是否还有下一页。" });
const next = optional(cursor({ en: "Cursor of the next page.", zh: "下一页的游标。" }));
const memberId = text({ max: 63, en: "Id of the member.", zh: "成员标识。" });

/** Every deposit of a digest, with proof of presence or of absence. */
export const byDigest = defineView({
  name: "by-digest",
  title: { en: "Deposits of a digest", zh: "按摘要查询" },
  summary: {
    en: "All deposits of a digest, as first or as further digest. Its proofs show presence, absence and that there are no more.",
    zh: "某摘要的全部存证（含作为其他摘要者），证明可显示存在、不存在以及再无更多。",
  },
  tables: { deposits, aliases },
  proves: true,
  input: {
    alg: digestAlgorithm,
    digest: digestValue,
    from: fromOrdinal,
    limit: provedLimit,
  },
  output: {
    deposits: list(deposits.row, {
      max: PROVED_PAGE_MAX,
      en: "Deposits filed under the digest.",
      zh: "按该摘要归档的存证。",
    }),
    aliases: list(group({ ordinal, deposit: deposits.row }), {
      max: PROVED_PAGE_MAX,
      en: "Deposits that name it as a further digest.",
      zh: "以该摘要为其他摘要的存证。",
    }),
    more,
  },
  run({ tables }, { alg, digest, from = 0, limit = PROVED_PAGE_MAX }) {
    const filed = walk(from, limit, (n) => tables.deposits.get({ alg, digest, ordinal: n }));
    const named = walk(from, limit, (n) => tables.aliases.get({ alg, digest, ordinal: n }));
    return {
      deposits: filed.rows,
      aliases: named.rows.map((alias) => ({
        ordinal: alias.ordinal,
        deposit: required(tables.deposits.get(alias.deposit)),
      })),
      more: filed.more || named.more,
    };
  },
});

/** Deposits of one member. */
export const byDepositor = defineView({
  name: "by-depositor",
  title: { en: "Deposits of a member", zh: "按存证人查询" },
  summary: { en: "A member's deposits in log order.", zh: "某成员的存证，按日志顺序排列。" },
  tables: { deposits },
  input: { member: memberId, ...pageInput },
  output: { deposits: list(deposits.row, { max: PAGE_MAX }), next },
  run({ tables }, { member, reverse = false, limit = PAGE_DEFAULT, after }) {
    const page = tables.deposits.scan("byDepositor", { prefix: [member], reverse, limit, after });
    return { deposits: page.rows, next: page.next };
  },
});

/** Deposits of a stretch of time. */
export const byTime = defineView({
  name: "by-time",
  title: { en: "Deposits by time", zh: "按时间查询" },
  summary: { en: "Deposits in order of block time.", zh: "按区块时间排列的存证。" },
  tables: { deposits },
  input: { from: fromTime, to: toTime, ...pageInput },
  output: { deposits: list(deposits.row, { max: PAGE_MAX }), next },
  run({ tables }, { from, to, reverse = false, limit = PAGE_DEFAULT, after }) {
    const page = tables.deposits.scan("byTime", { from, to, reverse, limit, after });
    return { deposits: page.rows, next: page.next };
  },
});

/** A deposit with all that followed. */
export const history = defineView({
  name: "history",
  title: { en: "History of a deposit", zh: "存证历史" },
  summary: {
    en: "A deposit, its annotations and withdrawal, the deposit before it and those after it. Its proofs show that nothing is left out.",
    zh: "一次存证及其批注、撤回、前序与后续存证，证明可显示没有遗漏。",
  },
  tables: { deposits, annotations, successors },
  proves: true,
  input: {
    alg: digestAlgorithm,
    digest: digestValue,
    ordinal,
    from: fromOrdinal,
    limit: provedLimit,
  },
  output: {
    deposit: optional(deposits.row),
    previous: optional(deposits.row),
    successors: list(depositRef, { max: PROVED_PAGE_MAX }),
    annotations: list(annotations.row, { max: PROVED_PAGE_MAX }),
    more,
  },
  run({ tables }, { from = 0, limit = PROVED_PAGE_MAX, ...ref }) {
    const deposit = tables.deposits.get(ref);
    const later = walk(from, limit, (n) => tables.successors.get({ ...ref, position: n }));
    const remarks = walk(from, limit, (n) => tables.annotations.get({ ...ref, number: n }));
    return {
      deposit,
      previous: deposit?.previous && required(tables.deposits.get(deposit.previous)),
      successors: later.rows.map((row) => row.deposit),
      annotations: remarks.rows,
      more: later.more || remarks.more,
    };
  },
});

/** Every deposit of a batch root. */
export const batch = defineView({
  name: "batch",
  title: { en: "Deposits of a batch", zh: "查询批次" },
  summary: {
    en: "All deposits of a batch root, with proof of presence or of absence.",
    zh: "某批次根的全部存证，可证明存在或不存在。",
  },
  tables: { batches },
  proves: true,
  input: {
    root: bytes({ length: 32, en: "Root of the batch.", zh: "批次的默克尔根。" }),
    from: fromOrdinal,
    limit: provedLimit,
  },
  output: { batches: list(batches.row, { max: PROVED_PAGE_MAX }), more },
  run({ tables }, { root, from = 0, limit = PROVED_PAGE_MAX }) {
    const found = walk(from, limit, (n) => tables.batches.get({ root, ordinal: n }));
    return { batches: found.rows, more: found.more };
  },
});

/** Batches of a stretch of time. */
export const batchesByTime = defineView({
  name: "batches-by-time",
  title: { en: "Batches by time", zh: "按时间查询批次" },
  summary: { en: "Batches in order of block time.", zh: "按区块时间排列的批次。" },
  tables: { batches },
  input: { from: fromTime, to: toTime, ...pageInput },
  output: { batches: list(batches.row, { max: PAGE_MAX }), next },
  run({ tables }, { from, to, reverse = false, limit = PAGE_DEFAULT, after }) {
    const page = tables.batches.scan("byTime", { from, to, reverse, limit, after });
    return { batches: page.rows, next: page.next };
  },
});

/** Reads rows under consecutive ordinals until one is absent or the page is full. */
function walk<Row>(
  from: number,
  limit: number,
  read: (ordinal: number) => Row | undefined,
): { rows: Row[]; more: boolean } {
  const rows: Row[] = [];
  for (let n = from; ; n++) {
    const row = read(n);
    if (row === undefined) return { rows, more: false };
    if (rows.length === limit) return { rows, more: true };
    rows.push(row);
  }
}

/** A row that another row refers to: references are checked when written and rows never deleted. */
function required<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error("a deposit that another row refers to is missing");
  return row;
}
