/**
 * Every limit of the state machine, in one place.
 *
 * Each is consensus data: two nodes that differ in one of them diverge. `docs/reference/limits.md`
 * is generated from this table.
 */

/** One limit with what it bounds, in both languages. */
export interface Limit {
  readonly value: number;
  readonly unit: "bytes" | "items" | "milliseconds" | "levels" | "characters";
  readonly en: string;
  readonly zh: string;
}

const limit = (value: number, unit: Limit["unit"], en: string, zh: string): Limit => ({
  value,
  unit,
  en,
  zh,
});

/** The documented table; code reads the plain numbers from {@link LIMITS}. */
export const LIMIT_TABLE = {
  statementBytes: limit(60 * 1024, "bytes", "one signed statement", "一份签名声明"),
  entryBytes: limit(65_535, "bytes", "one log entry (C2SP tlog-tiles)", "一条日志记录"),
  blockStatements: limit(10_000, "items", "statements in one block", "一个区块中的声明数"),
  blockBytes: limit(
    16 * 1024 * 1024,
    "bytes",
    "statements of one block together",
    "一个区块中全部声明的总长度",
  ),
  expiryAheadMs: limit(
    24 * 60 * 60 * 1000,
    "milliseconds",
    "how far ahead of the block time a statement may expire",
    "声明有效期可超出区块时间的最大值",
  ),
  outcomeDataBytes: limit(
    3072,
    "bytes",
    "data that an action returns beside its outcome code",
    "操作结果所附数据",
  ),
  actionRowWrites: limit(256, "items", "rows one action may write", "单个操作可写入的行数"),
  actionRowReads: limit(4096, "items", "rows one action may read", "单个操作可读取的行数"),
  viewRowReads: limit(20_000, "items", "rows one view call may read", "单次查询可读取的行数"),
  viewProofs: limit(
    64,
    "items",
    "state proofs one view call may attach",
    "单次查询可附带的状态证明数",
  ),
  rowBytes: limit(60 * 1024, "bytes", "one encoded row", "一行数据编码后的长度"),
  keyBytes: limit(960, "bytes", "one encoded index key", "一个索引键编码后的长度"),
  pageRows: limit(1000, "items", "rows in one page of a scan", "一页查询结果的行数"),
  inputDepth: limit(8, "levels", "nesting of an action's input", "操作输入的嵌套层数"),
  identitiesKept: limit(
    65_536,
    "items",
    "resolved keys kept in memory",
    "内存中保留的密钥解析结果",
  ),
  tilesKept: limit(
    256,
    "items",
    "expanded log tiles kept in memory",
    "内存中保留的已展开日志瓦片数",
  ),
  bucketLeaves: limit(
    16,
    "items",
    "leaves in one bucket of a state tree",
    "状态树一个桶中的叶子数",
  ),
  bucketsKept: limit(
    4096,
    "items",
    "buckets of a state tree kept in memory",
    "内存中保留的状态树桶数",
  ),
  rowsKept: limit(
    256,
    "items",
    "rows of one application that were only read, kept in memory for a block",
    "一个区块执行期间每个应用在内存中保留的只读行数",
  ),
  applications: limit(64, "items", "applications of one ledger", "一个账本的应用数"),
  tablesPerApplication: limit(64, "items", "tables of one application", "一个应用的数据表数"),
  indexesPerTable: limit(16, "items", "indexes of one table", "一张表的索引数"),
} as const satisfies Record<string, Limit>;

/** Name of a limit of the state machine. */
export type LimitName = keyof typeof LIMIT_TABLE;

/** The limits as plain numbers (units in {@link LIMIT_TABLE}). */
export const LIMITS: Readonly<Record<LimitName, number>> = Object.fromEntries(
  Object.entries(LIMIT_TABLE).map(([name, entry]) => [name, entry.value]),
) as Record<LimitName, number>;
