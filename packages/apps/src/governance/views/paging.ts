import { cursor, flag, optional, uint } from "@tallystick/ledger/app/fields";
import { PAGE_MAX } from "../limits.ts";

/** Rows of one page when the caller does not say. */
export const PAGE_DEFAULT = 50;

/** Input of a view that answers in pages. */
export const pageInput = {
  reverse: optional(flag({ en: "Latest first.", zh: "从最新开始。" })),
  limit: optional(uint({ min: 1, max: PAGE_MAX, en: "Rows at most.", zh: "最多返回的行数。" })),
  after: optional(cursor()),
};

/** Where the next page begins. */
export const next = optional(cursor({ en: "Cursor of the next page.", zh: "下一页的游标。" }));

/** The part of a scan that says which page. */
export function pageOf(input: {
  readonly reverse?: boolean | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}) {
  const { reverse, limit = PAGE_DEFAULT, after } = input;
  return { reverse, limit, after };
}
