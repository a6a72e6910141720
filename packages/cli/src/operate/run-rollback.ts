import { rollback } from "@tallystick/node/ops/rollback/rollback";
import { answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import { StepLine } from "../terminal/step-line.ts";

/** Options of `rollback`. */
export interface RollbackCommandOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly yes?: boolean;
}

/** `tallystick rollback`. @throws NodeError, CommandError */
export async function runRollback(options: RollbackCommandOptions): Promise<void> {
  const { data: dataDir, yes } = options;
  await confirm(`Take the node in ${dataDir} back by one block, ledger and engine?`, yes);
  const line = new StepLine(process.stderr);
  const done = await rollback({
    dataDir,
    onBlock: (height, target) => line.show("blocks executed again", height, target),
  }).finally(() => line.clear());
  answer(options, { data: dataDir, ...done }, () => [
    `${dataDir}: back from block ${done.from} to block ${done.height}`,
    ...(done.replaced === undefined ? [] : [`The ledger that was there lies in ${done.replaced}`]),
    "Start it with the program that is to execute the block: tallystick start",
  ]);
}
