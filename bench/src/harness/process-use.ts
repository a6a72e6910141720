import { readFileSync } from "node:fs";

/** What a process holds and has used. Linux only; elsewhere every value is NaN. */
export interface ProcessUse {
  /** Resident memory, MiB: anonymous memory and pages of mapped files that happen to be in memory. */
  readonly rssMiB: number;
  /** Anonymous part: heap, buffers, code. It cannot be given back. */
  readonly anonMiB: number;
  /** File part: the store's pages in the page cache. The system takes them back when it needs room. */
  readonly fileMiB: number;
  /** Most resident memory so far, MiB. */
  readonly peakMiB: number;
  /** Processor time of all threads. */
  readonly cpuSeconds: number;
  /** Processor time of the first thread, which runs JavaScript; the others check, collect and write. */
  readonly mainSeconds: number;
  /** Time that the first thread was ready to run and no core was free: other programs' doing. */
  readonly mainWaitSeconds: number;
}

/** Clock ticks a second; fixed at 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Reads /proc for a process. */
export function processUse(pid: number): ProcessUse {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const mebi = (name: string) =>
      Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]) / 1024);
    return {
      rssMiB: mebi("VmRSS"),
      anonMiB: mebi("RssAnon"),
      fileMiB: mebi("RssFile"),
      peakMiB: mebi("VmHWM"),
      cpuSeconds: processorTime(`/proc/${pid}/stat`),
      mainSeconds: processorTime(`/proc/${pid}/task/${pid}/stat`),
      mainWaitSeconds:
        Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e9,
    };
  } catch {
    const none = Number.NaN;
    const memory = { rssMiB: none, anonMiB: none, fileMiB: none, peakMiB: none };
    return { ...memory, cpuSeconds: none, mainSeconds: none, mainWaitSeconds: none };
  }
}

function processorTime(path: string): number {
  // The second field is the name in brackets, which may hold spaces.
  const stat = readFileSync(path, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(stat[11]) + Number(stat[12])) / TICKS;
}
