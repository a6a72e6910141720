import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, tmpdir, totalmem } from "node:os";
import type { Measure } from "./bench.ts";

/** The machine, the system and the code that the values were measured with. */
export function hardware(): Measure {
  return {
    value: availableParallelism(),
    unit: "cores",
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    filesystem: filesystemOf(tmpdir()),
    node: process.versions.node,
    openssl: process.versions.openssl,
    commit: commit(),
    loadAverage: loadAverage(),
    date: new Date().toISOString().slice(0, 10),
  };
}

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

/** Other work on the machine makes every value worse; the reader should be able to see it. */
function loadAverage(): number {
  try {
    return Number(readFileSync("/proc/loadavg", "utf8").split(" ")[0]);
  } catch {
    return Number.NaN;
  }
}

/** Durable writes differ by an order of magnitude between a disk and a file system in memory. */
function filesystemOf(path: string): string {
  try {
    const mounts = readFileSync("/proc/mounts", "utf8").trim().split("\n");
    const holding = mounts
      .map((line) => line.split(" "))
      .filter(
        ([, point = ""]) => path === point || path.startsWith(point === "/" ? "/" : `${point}/`),
      )
      .sort(([, a = ""], [, b = ""]) => b.length - a.length);
    return holding[0]?.[2] ?? "unknown";
  } catch {
    return "unknown";
  }
}
