import { defineView } from "@tallystick/ledger/app/define-view";
import { cursor, list, optional, text, uint } from "@tallystick/ledger/app/fields";
import { books, isbn, loans } from "./records.ts";

export const book = defineView({
  name: "book",
  title: { en: "A book", zh: "图书" },
  summary: { en: "A book and how many copies are on the shelf.", zh: "图书及在架册数。" },
  tables: { books },
  proves: true,
  input: { isbn },
  output: { book: optional(books.row) },
  run: ({ tables }, { isbn }) => ({ book: tables.books.get({ isbn }) }),
});

export const loansOf = defineView({
  name: "loans-of",
  title: { en: "Loans of a member", zh: "借阅列表" },
  summary: {
    en: "What a member has at home, soonest due first.",
    zh: "成员所借图书，先到期者在前。",
  },
  tables: { loans },
  input: {
    member: text({ max: 63, en: "Who.", zh: "成员。" }),
    limit: optional(uint({ min: 1, max: 100, en: "Rows at most.", zh: "最多行数。" })),
    after: optional(cursor()),
  },
  output: { loans: list(loans.row, { max: 100 }), next: optional(cursor()) },
  run({ tables }, { member, limit = 20, after }) {
    const page = tables.loans.scan("byMember", { prefix: [member], limit, after });
    return { loans: page.rows, next: page.next };
  },
});
