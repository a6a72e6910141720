import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { cborToJson } from "@tallystick/node/api/cbor-json";
import { openHistory } from "@tallystick/node/ops/history/open-history";
import { type HistoryReplay, replayHistory } from "@tallystick/node/ops/history/replay-history";
import { answer, shade } from "../answer.ts";
import { CommandError } from "../failure.ts";
import { formatCount } from "../terminal/quantities.ts";
import { StepLine } from "../terminal/step-line.ts";
import { printable } from "../terminal/width.ts";
import { comparing, comparisonCodes } from "./comparison-codes.ts";

/** Options of `replay`. */
export interface ReplayOptions {
  readonly json?: boolean;
  readonly base?: string;
  readonly from?: number;
  readonly to?: number;
  readonly node?: string;
  readonly scratch?: string;
}

/**
 * `tallystick replay`.
 * @returns the exit code: 0 as recorded, 1 otherwise, 2 no answer
 */
export function runReplay(path: string, options: ReplayOptions): Promise<number> {
  return comparing(options.json === true, async () => {
    if (options.node !== undefined) return replayWith(options.node, path, options);
    const line = new StepLine(process.stderr);
    const { scratch } = options;
    const onRows = (rows: number): void => line.show("reading rows", rows, 0);
    const history = await openHistory(path, { scratch, onRows });
    try {
      const began = performance.now();
      const result = await replayHistory(history, {
        ...{ base: options.base, from: options.from, to: options.to, scratch },
        onBlock: (height, last) => line.show("executing blocks", height, last),
      });
      line.clear();
      tell(path, result, Math.round(performance.now() - began), options);
      return result.difference === null ? comparisonCodes.same : comparisonCodes.different;
    } finally {
      line.clear();
      await history.close();
    }
  });
}

function tell(path: string, result: HistoryReplay, ms: number, options: ReplayOptions): void {
  const { blocks, entries, agreed, difference } = result;
  const told = { ledger: path, node: process.version, blocks, entries, agreed, ms };
  const shown = difference && {
    ...difference,
    statement: difference.statement && {
      ...difference.statement,
      recorded: outcomeOf(difference.statement.recorded),
      replayed: outcomeOf(difference.statement.replayed),
    },
    rows: difference.rows.map(({ app, table, key }) => ({ app, table, key: key.map(cborToJson) })),
  };
  answer(options, { ...told, difference: shown }, () => {
    const work = `${formatCount(blocks)} blocks, ${formatCount(entries)} entries in ${ms} ms under Node ${process.version}`;
    if (shown === null) return [`${shade("good", "as recorded")} up to block ${agreed}: ${work}`];
    const { height, what, reason, statement, suspects, rows } = shown;
    const lines = [shade("bad", `block ${height} comes out otherwise: ${what}`)];
    if (reason !== null) lines.push(`  ${reason}`);
    if (statement !== null) {
      const { index, action, recorded, replayed } = statement;
      lines.push(`  entry ${index}, ${action}`);
      lines.push(
        printable(`    recorded: outcome ${recorded.code}, ${JSON.stringify(recorded.data)}`),
      );
      lines.push(
        printable(`    now:      outcome ${replayed.code}, ${JSON.stringify(replayed.data)}`),
      );
    }
    if (suspects.length === 1)
      lines.push(`  after entry ${suspects[0]?.index}, ${suspects[0]?.action}`);
    if (suspects.length > 1) {
      const shownOnes = suspects.slice(0, 20).map(({ index, action }) => `${index} ${action}`);
      lines.push(`  after one of ${suspects.length} entries: ${shownOnes.join(", ")}`);
    }
    for (const { app, table, key } of rows) {
      lines.push(printable(`  record ${app}.${table} ${JSON.stringify(key)}`));
    }
    return [...lines, `  ${work}`];
  });
}

function outcomeOf({
  code,
  data,
}: {
  readonly code: number;
  readonly data: Parameters<typeof cborToJson>[0];
}) {
  return { code, data: cborToJson(data) };
}

/** The same by another Node: whatever hangs on its version shows as a difference. */
async function replayWith(node: string, path: string, options: ReplayOptions): Promise<number> {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const given = Object.entries({
    ...{ base: options.base, from: options.from, to: options.to, scratch: options.scratch },
  }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));
  const args = [main, "replay", path, ...given, ...(options.json ? ["--json"] : [])];
  const refusal = (why: string): CommandError =>
    new CommandError("no-node", `${node}: ${why}`, "name a Node of 22.18 or later");
  const said = spawnSync(node, ["--version"], { encoding: "utf8" });
  const version = /^v(\d+)\.(\d+)\./.exec(said.stdout ?? "");
  if (version === null) throw refusal(said.error?.message ?? "it is no Node");
  const [major, minor] = [Number(version[1]), Number(version[2])];
  // Older ones do not read TypeScript, and their failure must not look like a difference.
  if (major < 22 || (major === 22 && minor < 18)) throw refusal(`it is ${said.stdout.trim()}`);
  const child = spawn(node, args, { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(refusal(error.message)));
    child.on("exit", (code, signal) => {
      if (code === null) reject(refusal(`it was ended by ${signal}`));
      else resolve(code);
    });
  });
}
