import { readFileSync } from "node:fs";

/** Memory of this process in MiB. */
export interface Memory {
  /** Resident set: what the process holds, and pages of mapped files that happen to be in memory. */
  readonly rssMiB: number;
  /** The part that is the process's own (Linux only): it cannot be given back without swapping. */
  readonly anonymousMiB: number | undefined;
}

/** Measures after a garbage collection when node was started with --expose-gc. */
export function memory(): Memory {
  (globalThis as { gc?: () => void }).gc?.();
  const mebi = (bytes: number): number => Math.round(bytes / 2 ** 20);
  return { rssMiB: mebi(process.memoryUsage.rss()), anonymousMiB: anonymous() };
}

function anonymous(): number | undefined {
  try {
    const line = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    return line === null ? undefined : Math.round(Number(line[1]) / 1024);
  } catch {
    return undefined;
  }
}
