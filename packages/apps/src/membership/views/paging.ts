import { cursor, list, optional, uint } from "@tallystick/ledger/app/fields";
import { keyId } from "../fields.ts";

/** Rows of a page when nothing else is asked for. */
export const PAGE_DEFAULT = 50;
/** Rows of a page at most. */
export const PAGE_MAX = 200;

/** The fields by which a page is asked for. */
export const paging = {
  limit: optional(uint({ min: 1, max: PAGE_MAX, en: "Rows at most.", zh: "最多返回的行数。" })),
  after: optional(cursor()),
};

/** The field for where the next page starts. */
export const next = optional(cursor({ en: "Cursor of the next page.", zh: "下一页的游标。" }));

/** What an index is scanned with for the page asked for. */
export function pageQuery(
  { limit = PAGE_DEFAULT, after }: { limit?: number | undefined; after?: string | undefined },
  prefix: readonly string[] = [],
) {
  return { prefix, limit, after };
}

/** Rows of one page of a history: each comes with a proof. */
export const HISTORY_PAGE = 31;

/** The field for the keys whose rows are wanted, with proofs. */
export const historyKeys = optional(
  list(keyId, {
    max: HISTORY_PAGE,
    en: "Only these keys, provably.",
    zh: "仅查询所列密钥（可证明）。",
  }),
);
