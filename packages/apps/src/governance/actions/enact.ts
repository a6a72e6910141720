import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { optional } from "@tallystick/ledger/app/fields";
import { proposalNumber, proposalStatus, time } from "../fields.ts";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { readCalls } from "../proposal-calls.ts";
import { ballots, type Proposal, proposals, vetoes } from "../records/proposals.ts";
import { settled, tallyOf } from "../standing.ts";
import { membershipTables, votersAt } from "../voters.ts";

/** Carries out what was decided. */
export const enact = defineAction({
  name: "enact",
  title: { en: "Enact a proposal", zh: "执行提案" },
  summary: {
    en: "Ends a vote whose time is over, and carries out a proposal that has passed and waited: all of its calls, or none. Anybody enrolled may do it.",
    zh: "投票期满后结束表决；对已通过且等待期满的提案执行其全部操作（或全部不执行）。任何成员均可操作。",
  },
  tables: { proposals, ballots, vetoes },
  reads: membershipTables,
  roles: ["member", "operator"],
  calls: true,
  input: { proposal: proposalNumber },
  output: {
    status: proposalStatus,
    enactAfter: optional(time("From when it can be enacted", "可执行的最早时刻")),
  },
  refusals: [
    OUTCOMES.noSuchProposal,
    OUTCOMES.notOpen,
    OUTCOMES.notDecided,
    OUTCOMES.locked,
    OUTCOMES.callRefused,
  ],
  run(ctx, { proposal }) {
    const { tables, reads, block, index } = ctx;
    const row = tables.proposals.get({ proposal });
    if (row === undefined) return refuse(OUTCOMES.noSuchProposal);
    const { status, closes } = row;
    if (status !== "open" && status !== "passed") return refuse(OUTCOMES.notOpen, { status });
    if (status === "open" && block.time < closes) return refuse(OUTCOMES.notDecided, { closes });
    const fresh = status === "open";
    const now = fresh
      ? settled(row, tallyOf(tables, row, votersAt(reads.organisations, block.height)), block.time)
      : row;
    const put = (change: Partial<Proposal>) => {
      const after = { ...now, ...change };
      tables.proposals.put(after);
      return ok({ status: after.status, enactAfter: after.enactAfter });
    };
    if (now.status === "rejected") return put({});
    const { enactAfter = 0, expires = 0 } = now;
    // A vote that ends only now has begun to wait now; that much is kept.
    if (block.time < enactAfter) return fresh ? put({}) : refuse(OUTCOMES.locked, { enactAfter });
    if (block.time > expires) return put({ status: "expired" });
    const done = put({ status: "enacted", entry: index });
    for (const [call, one] of (readCalls(row.calls) ?? []).entries()) {
      const { outcome } = ctx.call(one);
      if (outcome !== null) return refuse(OUTCOMES.callRefused, { call, outcome: outcome.number });
    }
    return done;
  },
});
