/** The process that doctor works in; it talks to its parent only. */
import { NodeError } from "../../node-error.ts";
import type { DoctorMessage } from "../doctor.ts";
import { type DoctorOptions, examineDirectory } from "./examine.ts";

const PROGRESS_MS = 100;

function tell(message: DoctorMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, undefined, {}, () => resolve()));
}

const orders = JSON.parse(process.argv[2] as string) as Omit<DoctorOptions, "onProgress">;
let told = 0;
try {
  const report = await examineDirectory({
    ...orders,
    onProgress: (phase, done, total) => {
      if (done < total && performance.now() - told < PROGRESS_MS) return;
      told = performance.now();
      void tell({ type: "progress", phase, done, total });
    },
  });
  await tell({ type: "report", report });
} catch (error) {
  if (!(error instanceof NodeError)) throw error;
  const { code, message, fix } = error;
  await tell({ type: "refused", code, message, fix });
}
process.disconnect?.();
