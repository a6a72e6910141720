import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { NodeError, type NodeErrorCode } from "../node-error.ts";
import type { DoctorOptions, DoctorReport } from "./doctor/examine.ts";
import type { DoctorPhase } from "./doctor/subject.ts";

export type {
  DoctorOptions,
  DoctorPhase,
  DoctorProgress,
  DoctorReport,
  Finding,
  FindingKind,
} from "./doctor/examine.ts";

/** What the examining process says. */
export type DoctorMessage =
  | {
      readonly type: "progress";
      readonly phase: DoctorPhase;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: "report"; readonly report: DoctorReport }
  | {
      readonly type: "refused";
      readonly code: NodeErrorCode;
      readonly message: string;
      readonly fix: string;
    };

/**
 * Look at every byte of a stopped node's ledger: entries against leaf hashes against tiles against
 * roots, rows against state trees against roots, indexes against rows, the certificate of
 * every block, the signature of every statement, the order of the blocks. Reads only.
 *
 * It works in a process of its own: a store whose file is damaged below the level of rows can bring
 * down the process that maps it, and that too must end in a report.
 *
 * @throws NodeError `already-running` while the node runs, `not-initialised`, `damaged-config`,
 * `wrong-trust`
 */
export function doctor(options: DoctorOptions): Promise<DoctorReport> {
  const { onProgress, ...orders } = options;
  const script = fileURLToPath(new URL("./doctor/process.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(orders)], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    execArgv: [],
  });
  return new Promise((resolve, reject) => {
    child.on("message", (message: DoctorMessage) => {
      if (message.type === "progress") onProgress?.(message.phase, message.done, message.total);
      else if (message.type === "report") resolve(message.report);
      else reject(new NodeError(message.code, message.message, message.fix));
    });
    child.on("error", reject);
    // After a report or a refusal this changes nothing.
    child.on("exit", (code, signal) => resolve(diedReport(code, signal)));
  });
}

function diedReport(code: number | null, signal: NodeJS.Signals | null): DoctorReport {
  const how = signal === null ? `with status ${code}` : `by ${signal}`;
  const message = `the store's file is damaged below the level of rows: reading it ended the process ${how}`;
  return {
    verdict: "damaged",
    height: 0,
    entries: 0,
    rows: 0,
    counts: { store: 1 },
    findings: [{ kind: "store", message }],
  };
}
