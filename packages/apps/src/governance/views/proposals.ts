import { encodeCbor } from "@tallystick/core/cbor";
import { defineView } from "@tallystick/ledger/app/define-view";
import { bytes, flag, group, list, optional, text, uint } from "@tallystick/ledger/app/fields";
import { LIMITS } from "@tallystick/ledger/limits";
import { rosterWarning, rosterWarnings } from "../../membership/roster-warnings.ts";
import { calls, proposalNumber, proposalStatus } from "../fields.ts";
import { readCalls } from "../proposal-calls.ts";
import { ballots, policies, proposals, vetoes } from "../records/proposals.ts";
import { statusAt, tallyOf } from "../standing.ts";
import { membershipTables, votersAt } from "../voters.ts";
import { next, pageInput, pageOf } from "./paging.ts";

const count = (en: string, zh: string) => uint({ en, zh });

/** Proposals by number. */
export const listProposals = defineView({
  name: "proposals",
  title: { en: "Proposals", zh: "提案列表" },
  summary: {
    en: "Proposals by number, all or those of one status.",
    zh: "按编号列出全部提案或某一状态的提案。",
  },
  tables: { proposals },
  input: { status: optional(proposalStatus), ...pageInput },
  output: { proposals: list(proposals.row, { max: 200 }), next },
  run({ tables }, { status, ...page }) {
    const found =
      status === undefined
        ? tables.proposals.scan("byNumber", pageOf(page))
        : tables.proposals.scan("byStatus", { prefix: [status], ...pageOf(page) });
    return { proposals: found.rows, next: found.next };
  },
});

/** One proposal with its ballots. */
export const proposal = defineView({
  name: "proposal",
  title: { en: "A proposal", zh: "提案" },
  summary: {
    en: "A proposal with its ballots, vetoes and how it stands now.",
    zh: "提案及其投票、否决与当前状态。",
  },
  tables: { proposals, ballots, vetoes },
  reads: membershipTables,
  input: { proposal: proposalNumber },
  output: {
    proposal: optional(proposals.row),
    status: optional(proposalStatus),
    tally: optional(
      group(
        {
          eligible: count("Organisations that count now.", "当前享有表决权的机构数。"),
          yes: count("Yes ballots that count.", "有效赞成票。"),
          no: count("No ballots that count.", "有效反对票。"),
          abstain: count("Abstentions that count.", "有效弃权票。"),
          quorum: flag({ en: "Whether enough have taken part.", zh: "是否达到法定人数。" }),
          passes: flag({ en: "Whether it would pass now.", zh: "此刻截止是否通过。" }),
          vetoes: count("Vetoes that count.", "有效否决数。"),
        },
        { en: "Ballots of organisations that are active now.", zh: "当前有效机构的投票统计。" },
      ),
    ),
    ballots: list(ballots.row, { max: 1000, en: "All ballots cast.", zh: "全部投票。" }),
    vetoes: list(vetoes.row, { max: 1000, en: "All vetoes.", zh: "全部否决。" }),
  },
  run({ tables, reads, height, time }, { proposal: number }) {
    const row = tables.proposals.get({ proposal: number });
    const page = { prefix: [number], limit: LIMITS.pageRows };
    const lists = {
      ballots: tables.ballots.scan("byProposal", page).rows,
      vetoes: tables.vetoes.scan("byProposal", page).rows,
    };
    if (row === undefined) return lists;
    const voters = votersAt(reads.organisations, height + 1);
    const { vetoed: _, certain: __, ...tally } = tallyOf(tables, row, voters);
    return { proposal: row, status: statusAt(row, tally, time), tally, ...lists };
  },
});

/** How each kind of proposal is decided. */
export const listPolicies = defineView({
  name: "policies",
  title: { en: "Policies", zh: "表决规则" },
  summary: { en: "How each kind of proposal is decided.", zh: "各类提案的表决规则。" },
  tables: { policies },
  input: {},
  output: { policies: list(policies.row, { max: 1000 }) },
  run: ({ tables }) => ({
    policies: tables.policies.scan("byKind", { limit: LIMITS.pageRows }).rows,
  }),
});

const rowBytes = bytes({ max: LIMITS.rowBytes });

/** What calls would change. */
export const simulate = defineView({
  name: "simulate",
  title: { en: "What would change", zh: "预演" },
  summary: {
    en: "Runs the calls of a proposal, or calls given, on the state as it is, and says what they come to, which rows would change, and who could then stop the ledger alone. Changes nothing.",
    zh: "在当前状态上预演提案（或所给操作），列出结果、将变更的数据行，以及届时可单独使账本停摆的机构；不作任何更改。",
  },
  tables: { proposals },
  calls: true,
  input: {
    proposal: optional(proposalNumber),
    calls: optional(calls),
  },
  output: {
    found: flag({ en: "Whether there is anything to run.", zh: "是否有可预演的内容。" }),
    results: list(
      group({
        action: text({ max: 127, en: "The action.", zh: "操作。" }),
        outcome: uint({ en: "Number of its outcome; 0: accepted.", zh: "结果编号，0 为接受。" }),
      }),
      {
        max: 16,
        en: "One for each call, up to the first that is refused.",
        zh: "各操作的结果，至首个被拒绝者为止。",
      },
    ),
    rows: list(
      group({
        app: text({ max: 63, en: "Application.", zh: "应用。" }),
        table: text({ max: 63, en: "Table.", zh: "数据表。" }),
        key: bytes({ max: 2048, en: "Key of the row: CBOR array.", zh: "行键（CBOR 数组）。" }),
        before: optional(rowBytes),
        after: optional(rowBytes),
      }),
      { max: LIMITS.actionRowWrites, en: "Rows that would change.", zh: "将变更的数据行。" },
    ),
    warnings: list(rosterWarning, {
      max: LIMITS.actionRowWrites,
      en: "From when on an organisation could stop the ledger alone: with fewer than four each of them can.",
      zh: "自何高度起将有机构可单独使账本停摆；不足四家时任何一家均可。",
    }),
  },
  run(ctx, { proposal: number, calls: given }) {
    const row = number === undefined ? undefined : ctx.tables.proposals.get({ proposal: number });
    const stored = row?.calls ?? given;
    const wanted = stored && readCalls(stored);
    const by = { member: row?.by ?? "-", organisation: row?.organisation ?? "-" };
    const { results, rows } = ctx.attempt(by, wanted ?? []);
    return {
      found: wanted !== undefined,
      results: results.map(({ outcome }, i) => ({
        action: wanted?.[i]?.action ?? "",
        outcome: outcome?.number ?? 0,
      })),
      rows: rows.map(({ app, table, key, before, after }) => ({
        ...{ app, table },
        key: encodeCbor([...key]),
        before: before ?? undefined,
        after: after ?? undefined,
      })),
      warnings: rosterWarnings(rows),
    };
  },
});
