import { createReadStream, existsSync } from "node:fs";
import { toHex } from "@tallystick/core/bytes";
import { restore } from "@tallystick/node/ops/restore";
import { answer } from "../answer.ts";
import { UsageError } from "../failure.ts";
import { formatCount, formatTime } from "../terminal/quantities.ts";
import { StepLine } from "../terminal/step-line.ts";

/** Options of `restore`. */
export interface RestoreOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly store?: "lmdb" | "sqlite";
  readonly engineFrom?: string;
}

/** `tallystick restore`. @throws NodeError: the folder is not empty, the backup is damaged */
export async function runRestore(backup: string, options: RestoreOptions): Promise<void> {
  if (!existsSync(backup)) throw new UsageError(`${backup}: there is no such file`);
  const line = new StepLine(process.stderr);
  const restored = await restore({
    dataDir: options.data,
    source: createReadStream(backup),
    store: options.store,
    engineFrom: options.engineFrom,
    onRows: (rows) => line.show("rows written", rows, 0),
    onProgress: (phase, done, total) => line.show(`examining ${phase}`, done, total),
  }).finally(() => line.clear());
  const { ledgerId, created, rows, passphraseRestored, signed, votedHeight, report } = restored;
  const { verdict, height, entries } = report;
  const told = {
    ...{ data: options.data, ledger: toHex(ledgerId), created, rows, passphraseRestored },
    ...{ signed, votedHeight },
  };
  answer(options, { ...told, verdict, height, entries }, () => [
    `${options.data}: restored the backup of ${formatTime(created)}`,
    `${formatCount(entries)} entries, block ${height}, examined: ${verdict}`,
    ...(signed === undefined || signed.entriesBeyond === 0
      ? []
      : [
          `Signed by the organisations up to block ${signed.height}; the engine compares the ${formatCount(signed.entriesBeyond)} entries beyond with the others' chain.`,
        ]),
    ...(votedHeight === undefined
      ? []
      : [`Keys and voting record of the engine (block ${votedHeight}) were moved here.`]),
    ...(passphraseRestored
      ? []
      : [
          "The passphrase was not in the backup: bring it with --passphrase-file or TALLYSTICK_PASSPHRASE_FILE.",
        ]),
    `Start it with: tallystick start --data ${options.data}`,
  ]);
}
