import { doctor } from "@tallystick/node/ops/doctor";
import { answer, shade } from "../answer.ts";
import { exitCodes } from "../failure.ts";
import { formatCount } from "../terminal/quantities.ts";
import { StepLine } from "../terminal/step-line.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";

/** Options of `doctor`. */
export interface DoctorOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly replay?: boolean;
}

/**
 * `tallystick doctor`.
 * @returns the exit code: 0 when nothing is damaged
 */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const line = new StepLine(process.stderr);
  const report = await doctor({
    dataDir: options.data,
    replay: options.replay === true,
    onProgress: (phase, done, total) => line.show(`examining ${phase}`, done, total),
  }).finally(() => line.clear());
  const { verdict, height, entries, rows, findings, counts } = report;
  answer(options, report, () => [
    shade(verdict === "damaged" ? "bad" : "good", verdict),
    `${formatCount(entries)} entries, ${formatCount(rows)} rows, block ${height}`,
    ...tableLines(
      findings.map(({ kind, message }) => [kind, printable(message)]),
      { indent: "  " },
    ),
    ...Object.entries(counts).map(([kind, count]) => `${kind}: ${formatCount(count)}`),
    ...(verdict === "damaged" ? ["Restore a backup: tallystick restore BACKUP --data NEW"] : []),
  ]);
  return verdict === "damaged" ? exitCodes.failed : exitCodes.ok;
}
