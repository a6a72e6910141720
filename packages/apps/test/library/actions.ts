import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { text, uint } from "@tallystick/ledger/app/fields";
import { LIBRARY_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { books, isbn, loans } from "./records.ts";

const LOAN_MS = 28 * 24 * 60 * 60 * 1000;

export const shelve = defineAction({
  name: "shelve",
  title: { en: "Shelve copies", zh: "上架" },
  summary: { en: "Puts copies of a book on the shelf.", zh: "将图书册本上架。" },
  tables: { books },
  roles: ["operator"],
  input: {
    isbn,
    title: text({ max: 200, en: "Title.", zh: "书名。" }),
    copies: uint({ min: 1, max: 100, en: "How many.", zh: "册数。" }),
  },
  output: { copies: uint() },
  refusals: [],
  run({ tables }, { isbn, title, copies }) {
    const shelved = copies + (tables.books.get({ isbn })?.copies ?? 0);
    tables.books.put({ isbn, title, copies: shelved });
    return ok({ copies: shelved });
  },
});

export const borrow = defineAction({
  name: "borrow",
  title: { en: "Borrow a book", zh: "借书" },
  summary: { en: "Takes a copy home for four weeks.", zh: "借阅一册，为期四周。" },
  tables: { books, loans },
  roles: ["member", "operator"],
  input: { isbn },
  output: { due: uint() },
  refusals: [OUTCOMES.noCopy, OUTCOMES.alreadyOnLoan],
  run({ tables, caller, block }, { isbn }) {
    const loan = { isbn, member: caller.member };
    if (tables.loans.has(loan)) return refuse(OUTCOMES.alreadyOnLoan);
    const book = tables.books.get({ isbn });
    if (book === undefined || book.copies === 0) return refuse(OUTCOMES.noCopy);
    const due = block.time + LOAN_MS;
    tables.books.put({ ...book, copies: book.copies - 1 });
    tables.loans.put({ ...loan, due });
    return ok({ due });
  },
});

export const giveBack = defineAction({
  name: "give-back",
  title: { en: "Give a book back", zh: "还书" },
  summary: { en: "Puts a borrowed copy back on the shelf.", zh: "归还所借册本。" },
  tables: { books, loans },
  roles: ["member", "operator"],
  input: { isbn },
  output: { lateDays: uint() },
  refusals: [OUTCOMES.notOnLoan],
  run({ tables, caller, block }, { isbn }) {
    const loan = tables.loans.get({ isbn, member: caller.member });
    const book = tables.books.get({ isbn });
    if (loan === undefined || book === undefined) return refuse(OUTCOMES.notOnLoan);
    tables.loans.delete(loan);
    tables.books.put({ ...book, copies: book.copies + 1 });
    const late = Math.max(0, block.time - loan.due);
    return ok({ lateDays: Math.ceil(late / (24 * 60 * 60 * 1000)) });
  },
});
