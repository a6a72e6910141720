import { defineApp } from "@tallystick/ledger/app/define-app";
import { RECEIVABLE_OUTCOMES } from "./outcomes.ts";
import { tables } from "./tables.ts";
import { views } from "./views/views.ts";

/** Receivables that split, travel and get paid. */
export const receivable = defineApp({
  name: "receivable",
  version: 1,
  title: { en: "Receivables", zh: "应收账款" },
  summary: {
    en: "Certificates of receivables as ranges of units: issued on real trade, split, passed on, pledged, financed, redeemed or claimed by recourse, with every two-sided step locked until it is answered.",
    zh: "以单位区间表示的应收账款凭证：基于真实贸易签发，可拆分、转让、质押、融资、兑付与追索；双方步骤在答复前锁定。",
  },
  tables,
  actions: {},
  views,
  outcomes: RECEIVABLE_OUTCOMES,
});
