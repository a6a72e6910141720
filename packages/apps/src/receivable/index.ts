import { defineApp } from "@tallystick/ledger/app/define-app";
import { accept, clearRequest, refuseRequest, withdraw } from "./actions/answers.ts";
import { setStandingConsent } from "./actions/consents.ts";
import { offerFinance } from "./actions/financing.ts";
import { issue, offerAcceptance, offerReceipt, register } from "./actions/issuing.ts";
import { offerGuarantee, offerPledge, offerRelease } from "./actions/liens.ts";
import { offerTransfer, split } from "./actions/passing.ts";
import {
  claimRecourse,
  markOverdue,
  offerCancellation,
  offerReversal,
  present,
} from "./actions/paying.ts";
import { confirmPayment, rejectPayment } from "./actions/payments.ts";
import { cancel, clearUnused } from "./actions/unused.ts";
import { documentActions } from "./documents/actions.ts";
import { RECEIVABLE_OUTCOMES } from "./outcomes.ts";
import { setPolicy } from "./policy/actions.ts";
import { initPolicy } from "./policy/policy-at.ts";
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
  actions: {
    register,
    offerAcceptance,
    issue,
    offerReceipt,
    cancel,
    clearUnused,
    split,
    offerTransfer,
    offerPledge,
    offerRelease,
    offerGuarantee,
    offerFinance,
    present,
    markOverdue,
    claimRecourse,
    offerCancellation,
    offerReversal,
    accept,
    refuse: refuseRequest,
    withdraw,
    clearRequest,
    setStandingConsent,
    confirmPayment,
    rejectPayment,
    ...documentActions,
    setPolicy,
  },
  views,
  outcomes: RECEIVABLE_OUTCOMES,
  init: ({ genesis, tables: to }) => initPolicy(to, genesis.created),
});
