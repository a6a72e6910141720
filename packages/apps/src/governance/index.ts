import { defineApp } from "@tallystick/ledger/app/define-app";
import {
  approveApplication,
  fileApplication,
  resumeApplication,
  stopTrial,
  suspendApplication,
} from "./actions/applications.ts";
import { enact } from "./actions/enact.ts";
import {
  closeMotion,
  dissolveGroup,
  formGroup,
  openMotion,
  recordMinutes,
  voteMotion,
} from "./actions/groups.ts";
import { endPause, pauseApplication, ratifyPause } from "./actions/pauses.ts";
import { propose, veto, vote, withdraw } from "./actions/proposals.ts";
import { removeQuota, setQuota } from "./actions/quotas.ts";
import { acceptRuleBook, publishRuleBook } from "./actions/rule-book.ts";
import { removePolicy, setParameter, setPolicy } from "./actions/rules.ts";
import { init } from "./init.ts";
import { GOVERNANCE_OUTCOMES } from "./outcomes.ts";
import { tables } from "./tables.ts";
import { group, listAcceptances, listGroups, listRuleBooks, motion } from "./views/agreements.ts";
import {
  application,
  listApplications,
  listParameters,
  listPauses,
  listQuotas,
  listUsage,
  trialReport,
} from "./views/applications.ts";
import { listPolicies, listProposals, proposal, simulate } from "./views/proposals.ts";

/** What the organisations decide together: proposals, applications, quotas, the rule book, groups. */
export const governance = defineApp({
  name: "governance",
  version: 1,
  title: { en: "Governance", zh: "治理" },
  summary: {
    en: "Decides by ballots of the organisations what happens to the ledger: its members, applications, rules, quotas and parameters.",
    zh: "由各机构投票决定账本事务：成员、应用、规则、配额与参数。",
  },
  tables,
  actions: {
    propose,
    vote,
    veto,
    withdraw,
    enact,
    setPolicy,
    removePolicy,
    setParameter,
    fileApplication,
    approveApplication,
    suspendApplication,
    resumeApplication,
    stopTrial,
    pauseApplication,
    ratifyPause,
    endPause,
    setQuota,
    removeQuota,
    publishRuleBook,
    acceptRuleBook,
    formGroup,
    dissolveGroup,
    openMotion,
    voteMotion,
    closeMotion,
    recordMinutes,
  },
  views: {
    proposals: listProposals,
    proposal,
    simulate,
    policies: listPolicies,
    parameters: listParameters,
    applications: listApplications,
    application,
    trialReport,
    pauses: listPauses,
    quotas: listQuotas,
    usage: listUsage,
    ruleBooks: listRuleBooks,
    acceptances: listAcceptances,
    groups: listGroups,
    group,
    motion,
  },
  outcomes: GOVERNANCE_OUTCOMES,
  init,
});
