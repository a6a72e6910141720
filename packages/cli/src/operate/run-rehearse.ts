import { APPLICATIONS } from "@tallystick/apps/applications";
import type { App } from "@tallystick/ledger/app/define-app";
import { collectOutcomes, OUTCOMES } from "@tallystick/ledger/outcomes";
import { openHistory } from "@tallystick/node/ops/history/open-history";
import { type RehearsalResult, rehearse } from "@tallystick/node/ops/history/rehearse";
import { answer, shade } from "../answer.ts";
import { formatCount } from "../terminal/quantities.ts";
import { StepLine } from "../terminal/step-line.ts";
import { tableLines } from "../terminal/table.ts";
import { comparing, comparisonCodes } from "./comparison-codes.ts";

/** Options of `upgrade rehearse`. */
export interface RehearseOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly backup?: string;
  readonly app: string;
  readonly version?: number;
  readonly at?: number;
  readonly to?: number;
  readonly scratch?: string;
}

/**
 * `tallystick upgrade rehearse`.
 * @returns the exit code: 0 it went through, 1 the ledger would halt, 2 no answer
 */
export function runRehearse(options: RehearseOptions): Promise<number> {
  return comparing(options.json === true, async () => {
    const line = new StepLine(process.stderr);
    const { scratch, app, at = 1, to } = options;
    const version = options.version ?? newestVersion(app);
    const path = options.backup ?? options.data;
    const onRows = (rows: number): void => line.show("reading rows", rows, 0);
    const history = await openHistory(path, { scratch, onRows });
    try {
      const result = await rehearse(history, {
        ...{ app, version, at, to, scratch },
        onBlock: (height, last) => line.show("executing blocks", height, last),
      });
      line.clear();
      const told = { ledger: path, app, version, ...result };
      answer(options, told, () => linesOf(app, version, result));
      return result.halted === null ? comparisonCodes.same : comparisonCodes.different;
    } finally {
      line.clear();
      await history.close();
    }
  });
}

/** The newest version that this program has; what it lacks altogether is refused in its place. */
function newestVersion(app: string): number {
  return Object.values<App>(APPLICATIONS).find(({ name }) => name === app)?.version ?? 1;
}

function linesOf(app: string, version: number, result: RehearsalResult): string[] {
  const { from, to, statements, changes, firstOtherRoot, roots, time, halted } = result;
  const counted = changes.reduce((sum, { count }) => sum + count, 0);
  const under = `version ${version} of ${app} from block ${from} to ${to}`;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  return [
    halted === null
      ? `${shade("good", "went through")}: ${under}`
      : `${shade("bad", `would halt the ledger at block ${halted.height}`)}: ${halted.reason}`,
    `${formatCount(statements)} statements, of which ${formatCount(counted)} come out otherwise`,
    ...tableLines(
      changes.map(({ action, before, after, count, first }) => [
        action,
        `${nameOf(before)} -> ${before === after ? "other data" : nameOf(after)}`,
        `${formatCount(count)} times, first at entry ${first}`,
      ]),
      { indent: "  " },
    ),
    firstOtherRoot === null
      ? "all roots are as recorded"
      : `roots differ from block ${firstOtherRoot} on; at the end of: ${roots.map((one) => one.app).join(", ") || "none"}`,
    `executing took ${seconds(time.beforeMs)} before and ${seconds(time.underMs)} under the version` +
      (time.slowest === null
        ? ""
        : `, at most ${Math.round(time.slowest.ms)} ms for a block (${time.slowest.height})`),
  ];
}

const names = new Map(
  collectOutcomes(OUTCOMES, ...Object.values<App>(APPLICATIONS).map((app) => app.outcomes)).map(
    ({ number, name }) => [number, name],
  ),
);

function nameOf(outcome: number): string {
  return names.get(outcome) ?? String(outcome);
}
