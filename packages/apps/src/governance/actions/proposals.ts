import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { optional, uint } from "@tallystick/ledger/app/fields";
import {
  calls,
  choiceOf,
  digest,
  kind,
  proposalNumber,
  proposalStatus,
  reason,
  time,
  title,
} from "../fields.ts";
import { OPEN_PROPOSALS_MAX } from "../limits.ts";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { isHopeless, kindOf, readCalls } from "../proposal-calls.ts";
import { head, headOf } from "../records/head.ts";
import {
  ballots,
  coverage,
  type Proposal,
  policies,
  proposals,
  vetoes,
} from "../records/proposals.ts";
import { passed, tallyOf } from "../standing.ts";
import { counts, membershipTables, votersAt } from "../voters.ts";

const enactAfter = optional(time("From when it can be enacted", "可执行的最早时刻"));

/** Puts a matter to the vote. */
export const propose = defineAction({
  name: "propose",
  title: { en: "Propose", zh: "发起提案" },
  summary: {
    en: "Puts actions, or a resolution, to the vote of the organisations. What it calls decides its kind, and with it the policy.",
    zh: "将操作或决议提交各机构表决；所列操作决定提案类别及表决规则。",
  },
  tables: { head, coverage, policies, proposals },
  roles: ["operator"],
  calls: true,
  input: { title, text: optional(digest), calls },
  output: { proposal: proposalNumber, kind, closes: time("When ballots end", "投票截止时刻") },
  refusals: [
    OUTCOMES.badCall,
    OUTCOMES.mixedKinds,
    OUTCOMES.noSuchPolicy,
    OUTCOMES.notCallable,
    OUTCOMES.tooManyOpen,
  ],
  run(ctx, input) {
    const { tables, block, caller } = ctx;
    const wanted = readCalls(input.calls);
    if (wanted === undefined) return refuse(OUTCOMES.badCall);
    const kind = kindOf(tables.coverage, wanted);
    if (kind === undefined) return refuse(OUTCOMES.mixedKinds);
    const found = tables.policies.get({ kind });
    if (found === undefined) return refuse(OUTCOMES.noSuchPolicy, { kind });
    const { organisation, member: by } = caller;
    const open = { prefix: [organisation, "open"], limit: OPEN_PROPOSALS_MAX };
    if (tables.proposals.scan("byOrganisation", open).rows.length === OPEN_PROPOSALS_MAX) {
      return refuse(OUTCOMES.tooManyOpen);
    }
    const { results } = ctx.attempt(wanted);
    const outcome = results.at(-1)?.outcome?.number ?? 0;
    if (isHopeless(outcome)) {
      return refuse(OUTCOMES.notCallable, { call: results.length - 1, outcome });
    }
    const counters = headOf(tables.head);
    const proposal = counters.proposals + 1;
    tables.head.put({ ...counters, proposals: proposal });
    const { kind: _, title: __, covers: ___, ...policy } = found;
    const closes = block.time + policy.openMs;
    const facts = { by, organisation, opened: block.time, closes, policy, status: "open" } as const;
    tables.proposals.put({ proposal, kind, ...input, ...facts });
    return ok({ proposal, kind, closes });
  },
});

/** Casts the ballot of an organisation. */
export const vote = defineAction({
  name: "vote",
  title: { en: "Vote", zh: "投票" },
  summary: {
    en: "Casts the ballot of the caller's organisation. A later ballot replaces it until the vote ends. The proposal passes at once when no further ballot can change that.",
    zh: "代表本机构投票，投票期内可改投；赞成票足以确定通过时立即通过。",
  },
  tables: { proposals, ballots, vetoes },
  reads: membershipTables,
  roles: ["operator"],
  input: { proposal: proposalNumber, choice: choiceOf },
  output: {
    status: proposalStatus,
    yes: uint({ en: "Yes ballots.", zh: "赞成票。" }),
    no: uint({ en: "No ballots.", zh: "反对票。" }),
    eligible: uint({ en: "Organisations that count.", zh: "享有表决权的机构数。" }),
    enactAfter,
  },
  refusals: [OUTCOMES.noSuchProposal, OUTCOMES.notOpen, OUTCOMES.noBallot],
  run({ tables, reads, block, caller, index }, { proposal, choice }) {
    const row = tables.proposals.get({ proposal });
    if (row === undefined) return refuse(OUTCOMES.noSuchProposal);
    if (row.status !== "open" || block.time >= row.closes) {
      return refuse(OUTCOMES.notOpen, { status: row.status });
    }
    const voters = votersAt(reads.organisations, block.height);
    const { organisation, member } = caller;
    if (!counts(voters, organisation, row.policy.counts)) return refuse(OUTCOMES.noBallot);
    const ballot = { proposal, organisation, choice, member, height: block.height, entry: index };
    tables.ballots.put(ballot);
    const count = tallyOf(tables, row, voters);
    const now = count.certain ? passed(row, block.time) : row;
    if (now !== row) tables.proposals.put(now);
    const { yes, no, eligible } = count;
    return ok({ status: now.status, yes, no, eligible, enactAfter: now.enactAfter });
  },
});

/** Vetoes a proposal. */
export const veto = defineAction({
  name: "veto",
  title: { en: "Veto", zh: "否决" },
  summary: {
    en: "Vetoes a proposal for the caller's organisation, while it is open or waits to be enacted. Enough vetoes annul it.",
    zh: "代表本机构在投票期或等待期内否决提案；否决达到规定比例即告无效。",
  },
  tables: { proposals, ballots, vetoes },
  reads: membershipTables,
  roles: ["operator"],
  input: { proposal: proposalNumber, reason },
  output: { status: proposalStatus, vetoes: uint({ en: "Vetoes.", zh: "否决数。" }) },
  refusals: [OUTCOMES.noSuchProposal, OUTCOMES.notOpen, OUTCOMES.noVeto],
  run({ tables, reads, block, caller, index }, { proposal, reason }) {
    const row = tables.proposals.get({ proposal });
    if (row === undefined) return refuse(OUTCOMES.noSuchProposal);
    const { status, policy } = row;
    if (status !== "open" && status !== "passed") return refuse(OUTCOMES.notOpen, { status });
    const voters = votersAt(reads.organisations, block.height);
    const { organisation, member } = caller;
    if (policy.veto === undefined || !counts(voters, organisation, policy.veto.kinds)) {
      return refuse(OUTCOMES.noVeto);
    }
    tables.vetoes.put({ proposal, organisation, reason, member, entry: index });
    const count = tallyOf(tables, row, voters);
    if (!count.vetoed) return ok({ status, vetoes: count.vetoes });
    const annulled: Proposal = { ...row, status: "vetoed", decided: block.time };
    tables.proposals.put(annulled);
    return ok({ status: annulled.status, vetoes: count.vetoes });
  },
});

/** Takes a proposal back. */
export const withdraw = defineAction({
  name: "withdraw",
  title: { en: "Withdraw a proposal", zh: "撤回提案" },
  summary: {
    en: "Takes back a proposal of the caller's organisation that has not been enacted.",
    zh: "撤回本机构发起且尚未执行的提案。",
  },
  tables: { proposals },
  roles: ["operator"],
  input: { proposal: proposalNumber },
  output: {},
  refusals: [OUTCOMES.noSuchProposal, OUTCOMES.notYours, OUTCOMES.notOpen],
  run({ tables, block, caller }, { proposal }) {
    const row = tables.proposals.get({ proposal });
    if (row === undefined) return refuse(OUTCOMES.noSuchProposal);
    if (row.organisation !== caller.organisation) return refuse(OUTCOMES.notYours);
    const { status } = row;
    if (status !== "open" && status !== "passed") return refuse(OUTCOMES.notOpen, { status });
    tables.proposals.put({ ...row, status: "withdrawn", decided: block.time });
    return ok({});
  },
});
