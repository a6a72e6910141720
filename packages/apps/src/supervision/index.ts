import { defineApp } from "@tallystick/ledger/app/define-app";
import { answerDisclosure, requestDisclosure } from "./actions/disclosures.ts";
import { appealHold, decideAppeal, liftHold, placeHold } from "./actions/holds.ts";
import {
  addNote,
  closeIncident,
  nameSecurityOwner,
  openIncident,
  reportIncident,
} from "./actions/incidents.ts";
import { recordOrder, revokeOrder } from "./actions/orders.ts";
import { answer, giveNotice, query } from "./actions/queries.ts";
import { endScope, grantScope } from "./actions/scopes.ts";
import { SUPERVISION_OUTCOMES } from "./outcomes.ts";
import { tables } from "./records.ts";
import {
  disclosures,
  holds,
  incident,
  incidents,
  look,
  looksAt,
  looksBy,
  order,
  requests,
  scopes,
  securityOwners,
} from "./views.ts";

export { holdGate } from "./gate.ts";

/** Looking, freezing and reporting under rules: every look is a record that the one looked at sees. */
export const supervision = defineApp({
  name: "supervision",
  version: 1,
  title: { en: "Supervision", zh: "监管" },
  summary: {
    en: "Lets regulators and courts look within a granted scope, freeze on an order, and learn of incidents; every look is a record first, and the one looked at sees it.",
    zh: "监管机关与法院在获准范围内查阅、依文书冻结并掌握安全事件；每次查阅先登记，被查阅方可见。",
  },
  tables,
  actions: {
    grantScope,
    endScope,
    recordOrder,
    revokeOrder,
    query,
    answer,
    giveNotice,
    placeHold,
    liftHold,
    appealHold,
    decideAppeal,
    openIncident,
    addNote,
    reportIncident,
    closeIncident,
    nameSecurityOwner,
    requestDisclosure,
    answerDisclosure,
  },
  views: {
    scopes,
    looksAt,
    looksBy,
    look,
    order,
    holds,
    incidents,
    incident,
    securityOwners,
    disclosures,
    requests,
  },
  outcomes: SUPERVISION_OUTCOMES,
});
