import { defineTable } from "@tallystick/ledger/app/define-table";
import { optional, text, uint } from "@tallystick/ledger/app/fields";

export const isbn = text({
  max: 13,
  pattern: /^[0-9]{12}[0-9X]$/,
  en: "ISBN of the book, 13 digits.",
  zh: "图书的 ISBN（13 位）。",
});

export const books = defineTable({
  name: "books",
  en: "Books of the library.",
  zh: "馆藏图书。",
  key: { isbn },
  value: {
    title: text({ max: 200, en: "Title.", zh: "书名。" }),
    copies: uint({ max: 1000, en: "Copies on the shelf.", zh: "在架册数。" }),
  },
  indexes: { byTitle: ["title"] },
});

export const loans = defineTable({
  name: "loans",
  en: "Books that are out.",
  zh: "借出的图书。",
  key: { isbn, member: text({ max: 63, en: "Who has it.", zh: "借阅人。" }) },
  value: {
    due: uint({ en: "When it is due, milliseconds since 1970 UTC.", zh: "应还时间（毫秒）。" }),
    renewed: optional(uint({ max: 2, en: "Times renewed.", zh: "续借次数。" })),
  },
  indexes: { byMember: ["member", "due"], byDue: ["due"] },
});
