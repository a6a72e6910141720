import { resync } from "@tallystick/node/ops/resync/resync";
import { answer, remark } from "../answer.ts";
import { confirm } from "../confirm.ts";
import { interruptible } from "../interrupt.ts";
import { formatCount } from "../terminal/quantities.ts";
import { StepLine } from "../terminal/step-line.ts";
import { printable } from "../terminal/width.ts";

/** Options of `resync`. */
export interface ResyncCommandOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly from: readonly string[];
  readonly replace?: boolean;
  readonly newVotingRecord?: boolean;
  readonly yes?: boolean;
}

/** `tallystick resync`. @throws NodeError, CommandError */
export async function runResync(options: ResyncCommandOptions): Promise<void> {
  const { data: dataDir, from, replace = false, newVotingRecord = false, yes } = options;
  if (newVotingRecord) {
    await confirm(
      "Was every engine that had the key of this organisation ended for good? It must never vote again.",
      yes,
    );
  }
  if (replace) {
    await confirm(`Put the ledger in ${dataDir} aside and take over that of the others?`, yes);
  }
  const line = new StepLine(process.stderr);
  const { signal, release } = interruptible(() => remark("Stopping ..."));
  const done = await resync({
    ...{ dataDir, from, replace, newVotingRecord, signal },
    onNotice: (notice) => {
      line.clear();
      remark(printable(notice));
    },
    onProgress: (phase, at, total) =>
      line.show(phase === "chunks" ? "chunks taken over" : `examining ${phase}`, at, total),
  }).finally(() => {
    line.clear();
    release();
  });
  const { height, entries, vouchers, trust, votedHeight, replaced } = done;
  const told = { data: dataDir, height, entries, vouchers, trust, votedHeight, replaced };
  answer(options, told, () => [
    `${dataDir}: ${formatCount(entries)} entries, block ${height}, examined: sound`,
    `Vouched for by ${vouchers.join(", ")}; the light client began at block ${trust.height} (${trust.hash.slice(0, 16)}), named by ${trust.organisations.join(", ")}`,
    ...(replaced === undefined ? [] : [`The ledger that was there lies in ${replaced}`]),
    ...(votedHeight > height
      ? [
          `The organisation votes again above block ${votedHeight}, the last one that it may have voted on.`,
        ]
      : []),
    `Start it with: tallystick start --data ${dataDir}`,
  ]);
}
