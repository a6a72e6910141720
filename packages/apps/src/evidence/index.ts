import { defineApp } from "@tallystick/ledger/app/define-app";
import { annotate, deposit, depositBatch, withdraw } from "./actions.ts";
import { EVIDENCE_OUTCOMES } from "./outcomes.ts";
import { aliases, annotations, batches, deposits, successors } from "./records.ts";
import { batch, batchesByTime, byDepositor, byDigest, byTime, history } from "./views.ts";

/** Deposits of digests: that content existed at a time, who said so, and what became of it. */
export const evidence = defineApp({
  name: "evidence",
  version: 1,
  title: { en: "Evidence", zh: "电子证据存证" },
  summary: {
    en: "Deposits digests of content and proves their presence, absence and history.",
    zh: "登记内容摘要，并可证明其存在、不存在与历史。",
  },
  tables: { deposits, aliases, successors, annotations, batches },
  actions: { deposit, depositBatch, annotate, withdraw },
  views: { byDigest, byDepositor, byTime, history, batch, batchesByTime },
  outcomes: EVIDENCE_OUTCOMES,
});
