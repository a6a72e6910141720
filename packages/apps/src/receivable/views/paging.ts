import { cursor, optional, uint } from "@tallystick/ledger/app/fields";

/** Rows of one page at most: the picture of an issue of 500 parts needs one question. */
export const PAGE_MAX = 500;

const PAGE_DEFAULT = 50;

/** Input of a view that answers in pages. */
export const pageInput = {
  limit: optional(uint({ min: 1, max: PAGE_MAX, en: "Rows at most.", zh: "最多返回的行数。" })),
  after: optional(cursor()),
};

/** Where the next page begins. */
export const next = optional(cursor({ en: "Cursor of the next page.", zh: "下一页的游标。" }));

/** The part of a scan that says which page. */
export function pageOf(input: {
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}) {
  const { limit = PAGE_DEFAULT, after } = input;
  return { limit, after };
}
