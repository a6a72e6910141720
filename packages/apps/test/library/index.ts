import { defineApp } from "@tallystick/ledger/app/define-app";
import { borrow, giveBack, shelve } from "./actions.ts";
import { LIBRARY_OUTCOMES } from "./outcomes.ts";
import { books, loans } from "./records.ts";
import { book, loansOf } from "./views.ts";

export const library = defineApp({
  name: "library",
  version: 1,
  title: { en: "Library", zh: "图书馆" },
  summary: { en: "A register of books and loans.", zh: "图书与借阅登记。" },
  tables: { books, loans },
  actions: { shelve, borrow, giveBack },
  views: { book, loansOf },
  outcomes: LIBRARY_OUTCOMES,
});
