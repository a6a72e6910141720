import { readFileSync } from "node:fs";
import { governance } from "@tallystick/apps/governance/index";
import { toHex } from "@tallystick/core/bytes";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { answer, shade } from "../answer.ts";
import { type CallOptions, callAction } from "../calls/call-action.ts";
import { viewAnswer } from "../calls/run-view.ts";
import { CommandError, UsageError } from "../failure.ts";
import type { LedgerOptions } from "../ledger/ledger-trust.ts";
import { formatTime } from "../terminal/quantities.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { callLines, type HexCall, hexCalls, readCalls, tellCall } from "./told-calls.ts";
import { changeLines, wouldChange } from "./would-change.ts";

/** Options of the commands that read proposals. */
export interface ReadOptions extends LedgerOptions {
  readonly json?: boolean;
  readonly status?: string;
  readonly call?: readonly string[];
}

/** Options of `proposal new`. */
export interface NewOptions extends CallOptions {
  readonly title: string;
  readonly call?: readonly string[];
  /** File whose digest is kept with the proposal. */
  readonly text?: string;
}

interface Proposal {
  readonly proposal: number;
  readonly kind: string;
  readonly title: string;
  readonly text?: string;
  readonly calls: readonly HexCall[];
  readonly by: string;
  readonly organisation: string;
  readonly status: string;
  readonly opened: number;
  readonly closes: number;
  readonly enactAfter?: number;
  readonly expires?: number;
}

interface Whole {
  readonly proposal?: Proposal;
  readonly status?: string;
  readonly tally?: Readonly<Record<"eligible" | "yes" | "no" | "abstain" | "vetoes", number>> & {
    readonly quorum: boolean;
    readonly passes: boolean;
  };
  readonly ballots: readonly { organisation: string; choice: string; member: string }[];
  readonly vetoes: readonly { organisation: string; reason: string }[];
}

/** Puts calls to the vote. @throws UsageError */
export async function newProposal(options: NewOptions): Promise<void> {
  const { title, text, call = [] } = options;
  const calls = hexCalls(readCalls(call));
  const digest = text === undefined ? {} : { text: digestOf(text) };
  await callAction("governance", governance.actions.propose, { title, calls, ...digest }, options);
}

function digestOf(path: string): string {
  try {
    return toHex(nodeSuite("intl").hash(readFileSync(path)));
  } catch (cause) {
    throw new UsageError(`--text ${path}: ${(cause as Error).message}`);
  }
}

/** Prints proposals, latest first. */
export async function listProposals(options: ReadOptions): Promise<void> {
  const { status } = options;
  const input = { reverse: true, limit: 200, ...(status === undefined ? {} : { status }) };
  const view = governance.views.proposals;
  const { data } = await viewAnswer(governance, view, input, options, false);
  const proposals = data["proposals"] as readonly Proposal[];
  answer(options, { proposals: proposals.map(told) }, () =>
    proposals.length === 0
      ? ["no proposals"]
      : tableLines([
          ["NUMBER", "STATUS", "KIND", "BY", "CLOSES", "TITLE"],
          ...proposals.map(({ proposal, status, kind, organisation, closes, title }) =>
            [String(proposal), status, kind, organisation, formatTime(closes), title].map(
              printable,
            ),
          ),
        ]),
  );
}

/** Prints a proposal, its ballots and what it would change. @throws CommandError when there is none */
export async function showProposal(proposal: number, options: ReadOptions): Promise<void> {
  const view = governance.views.proposal;
  const { data } = await viewAnswer(governance, view, { proposal }, options, false);
  const whole = data as unknown as Whole;
  const found = whole.proposal;
  if (found === undefined) throw new CommandError("not-found", `there is no proposal ${proposal}`);
  const decided = whole.status === "open" || whole.status === "passed";
  const change = decided ? await wouldChange({ proposal }, options) : null;
  answer(options, { ...whole, proposal: told(found), wouldChange: change }, () => [
    ...headLines(found, whole.status ?? found.status),
    "calls:",
    ...callLines(found.calls, "  "),
    ...tallyLines(whole),
    ...(change === null ? [] : changeLines(change)),
  ]);
}

/** Prints what a proposal, or calls, would change. */
export async function simulate(proposal: number | undefined, options: ReadOptions): Promise<void> {
  if ((proposal === undefined) === (options.call === undefined)) {
    throw new UsageError("name a proposal, or calls with --call");
  }
  const what =
    proposal === undefined ? { calls: hexCalls(readCalls(options.call ?? [])) } : { proposal };
  const change = await wouldChange(what, options);
  if (!change.found) throw new CommandError("not-found", `there is no proposal ${proposal}`);
  answer(options, change, () => changeLines(change));
}

function told({ calls, ...proposal }: Proposal) {
  return { ...proposal, calls: calls.map(tellCall) };
}

function headLines(found: Proposal, status: string): string[] {
  const { proposal, title, kind, by, organisation, opened, closes, enactAfter, expires } = found;
  const meaning = status === "enacted" || status === "passed" ? "good" : "strong";
  const lines = [
    `proposal ${proposal}: ${printable(title)}`,
    `${shade(meaning, status)}, of kind ${kind}, by ${printable(by)} of ${printable(organisation)}`,
    `opened ${formatTime(opened)}, ballots until ${formatTime(closes)}`,
  ];
  if (enactAfter === undefined || expires === undefined) return lines;
  return [...lines, `can be enacted from ${formatTime(enactAfter)} to ${formatTime(expires)}`];
}

function tallyLines({ tally, ballots, vetoes }: Whole): string[] {
  if (tally === undefined) return [];
  const { yes, no, abstain, eligible, quorum } = tally;
  const enough = quorum ? "enough have voted" : "too few have voted";
  return [
    `ballots: ${yes} yes, ${no} no, ${abstain} abstain of ${eligible} (${enough})`,
    ...tableLines(
      ballots.map(({ organisation, choice, member }) =>
        [organisation, choice, `by ${member}`].map(printable),
      ),
      { indent: "  " },
    ),
    ...vetoes.map(
      ({ organisation, reason }) => `  veto of ${printable(organisation)}: ${printable(reason)}`,
    ),
  ];
}
