import { stopAlone, toleranceWarning } from "@tallystick/apps/membership/fault-tolerance";
import type { NetworkReport } from "@tallystick/node/ops/network/network-report";
import { answer, shade } from "../answer.ts";
import { CommandError, exitCodes } from "../failure.ts";
import { formatBytes, formatCount, formatTime } from "../terminal/quantities.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { type AskedNode, askNetwork, divergences, type NodeAnswer } from "./ask-network.ts";
import { isRunning, readRunning } from "./running-file.ts";

/** Options of `network status`. */
export interface NetworkStatusOptions {
  readonly json?: boolean;
  readonly url?: readonly string[];
  readonly dir?: string;
  readonly data?: string;
}

/** Folder of `network local` unless given. */
const LOCAL_FOLDER = "network";
/** Certificates that people are shown. */
const SHOWN = 5;

/**
 * `tallystick network status`.
 * @returns the exit code: 0 when the network goes on and nothing is wrong with it
 */
export async function runNetworkStatus(options: NetworkStatusOptions): Promise<number> {
  const answers = await Promise.all(nodesOf(options).map(askNetwork));
  const best = furthest(answers);
  if (best === undefined) {
    const { error, url } = answers[0] as NodeAnswer;
    const message = `${url}: ${error?.message ?? "no answer"}`;
    const alone = error?.code === "not-found";
    const fix = alone ? "ask it with `tallystick status`" : "name a node that runs with --url";
    throw new CommandError(error?.code ?? "no-answer", message, fix);
  }
  const parted = divergences(answers);
  const well =
    best.quorumConnected &&
    best.misconduct.length === 0 &&
    parted.length === 0 &&
    answers.every(({ report }) => (report?.halted ?? null) === null);
  const summary = summaryOf(best);
  const warning = warningOf(best);
  const told = { well, summary, ...(warning && { warning }), diverged: parted, nodes: answers };
  answer(options, told, () => [
    ...headLines(best, summary, warning),
    "",
    ...organisationLines(best, answers),
    "",
    ...certificateLines(best),
    ...troubleLines(best, answers, parted),
    ...operationLines(answers),
  ]);
  return well ? exitCodes.ok : exitCodes.failed;
}

function nodesOf({ url, dir, data }: NetworkStatusOptions): readonly AskedNode[] {
  const byUrl = url ?? (process.env["TALLYSTICK_URL"] ? [process.env["TALLYSTICK_URL"]] : []);
  if (dir !== undefined || (byUrl.length === 0 && isRunning(LOCAL_FOLDER))) {
    return readRunning(dir ?? LOCAL_FOLDER);
  }
  const urls = byUrl.length > 0 ? byUrl : ["http://127.0.0.1:7070"];
  return urls.map((one) => ({ url: one, data: urls.length === 1 ? data : undefined }));
}

/** The answer of the node that is furthest: what the others lack it knows best. */
function furthest(answers: readonly NodeAnswer[]): NetworkReport | undefined {
  return answers
    .flatMap(({ report }) => report ?? [])
    .reduce<NetworkReport | undefined>(
      (best, one) => (best === undefined || one.height > best.height ? one : best),
      undefined,
    );
}

/** How much the network can lose, in one line: "can lose 1 of 4". */
export function summaryOf(report: NetworkReport): string {
  const { organisations, mayFail, missing, quorumConnected } = report;
  const count = organisations.length;
  if (!quorumConnected) {
    return `stopped: ${missing} of ${count} are missing, and it can lose ${mayFail} of ${count}`;
  }
  if (missing === 0) return `can lose ${mayFail} of ${count}`;
  const left = Math.max(0, mayFail - missing);
  return `can lose ${mayFail} of ${count}; ${missing} ${missing === 1 ? "is" : "are"} missing now, so ${left === 0 ? "no other" : `${left} more`}`;
}

/** What is wrong with the votes of a network; undefined while nobody can stop it alone. */
export function warningOf({
  organisations,
}: Pick<NetworkReport, "organisations">): string | undefined {
  const votes = organisations.map(({ id, power }) => ({ organisation: id, power }));
  return toleranceWarning(votes.length, stopAlone(votes));
}

function headLines(report: NetworkReport, summary: string, warning: string | undefined): string[] {
  const { height, certifiedHeight, chain, quorum, catchingUp } = report;
  const meaning = report.quorumConnected ? (report.missing === 0 ? "good" : "strong") : "bad";
  return [
    shade(meaning, summary),
    ...(warning === undefined ? [] : [shade("strong", `warning: ${warning}`)]),
    `block ${formatCount(height)}, certified ${formatCount(certifiedHeight)}; ${quorum} signatures make a certificate${catchingUp ? "; catching up" : ""}`,
    shade("quiet", `chain ${chain ?? "(not founded yet)"}`),
  ];
}

function organisationLines(
  report: NetworkReport,
  answers: readonly NodeAnswer[],
): readonly string[] {
  const looked = report.certificates.length;
  const own = new Map(
    answers.flatMap((one) => (one.report ? [[one.report.organisation, one]] : [])),
  );
  const rows = report.organisations.map((organisation) => {
    const { id, name, connected, signed } = organisation;
    const self = own.get(id)?.report;
    const height = self?.height ?? organisation.height;
    const behind = height === null ? null : report.height - height;
    return [
      id,
      printable(name),
      self !== undefined || connected ? "yes" : "no",
      height === null ? "?" : formatCount(height),
      behind === null ? "?" : formatCount(Math.max(0, behind)),
      `${signed} of the last ${looked}`,
    ];
  });
  return tableLines([["organisation", "name", "there", "block", "behind", "signed"], ...rows], {
    indent: "  ",
    paint: (cell, column, row) =>
      column === 2 && row > 0 && cell.startsWith("no") ? shade("bad", cell) : cell,
  });
}

function certificateLines({ certificates }: NetworkReport): readonly string[] {
  if (certificates.length === 0) return ["nothing is certified yet"];
  return [
    "last certificates",
    ...tableLines(
      certificates
        .slice(0, SHOWN)
        .map(({ height, time, organisations }) => [
          `block ${formatCount(height)}`,
          formatTime(time),
          organisations.join(" "),
        ]),
      { indent: "  " },
    ),
  ];
}

function troubleLines(
  { misconduct }: NetworkReport,
  answers: readonly NodeAnswer[],
  parted: readonly string[],
): string[] {
  const lines = [
    ...misconduct.map(
      ({ organisation, kind, height, seen }) =>
        `misconduct: ${organisation}, ${kind} at block ${height} (seen ${printable(seen)})`,
    ),
    ...parted.map((pair) => `diverged: ${pair}; compare them with \`tallystick diff-state\``),
    ...answers.flatMap(({ url, report, operation, error }) => [
      ...(report?.halted
        ? [`halted: ${url}: ${report.halted.code} ${printable(operation?.fault ?? "")}`.trimEnd()]
        : []),
      ...(error ? [`no answer: ${url}: ${printable(error.message)}`] : []),
    ]),
  ];
  if (lines.length === 0) return ["", "no misconduct, no divergence"];
  return ["", ...lines.map((line) => shade("bad", line))];
}

function operationLines(answers: readonly NodeAnswer[]): readonly string[] {
  const rows = answers.flatMap(({ report, operation }) => {
    if (report === undefined || operation === undefined) return [];
    const { engine, disk, halts } = operation;
    return [
      [
        report.organisation,
        `${printable(engine.version ?? "?")} ${engine.state}`,
        formatCount(engine.restarts),
        formatBytes(disk.ledgerBytes),
        formatBytes(disk.engineBytes),
        formatBytes(disk.freeBytes),
        formatCount(halts.length),
      ],
    ];
  });
  if (rows.length === 0) return [];
  const head = ["organisation", "CometBFT", "restarts", "ledger", "engine", "disk free", "halts"];
  return ["", ...tableLines([head, ...rows], { indent: "  " })];
}
