import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "./options.ts";

/** One measured value. Printed as one JSON object on one line of standard output. */
export interface Measure {
  /** What was measured, as a rate, a time or a size. */
  readonly value: number;
  readonly unit: string;
  /** What else is needed to read the value: configuration, percentiles, what was counted. */
  readonly [name: string]: unknown;
}

/** What a benchmark gets. */
export interface BenchContext {
  /** Options of the command line, `--suite gm` as `suite: "gm"`, `--full` as `full: "true"`. */
  readonly options: Readonly<Record<string, string>>;
  /** Prints one measure under the benchmark's own name. */
  emit(measure: Measure): void;
  /** Says on standard error what is going on. */
  note(text: string): void;
  /** An empty directory that is removed afterwards; under `--dir` when that is given. */
  directory(): string;
  /** Runs at the end, in reverse order, whatever happens. */
  defer(cleanup: () => Promise<void> | void): void;
}

/** Prints a measure as one line of JSON. */
export function printMeasure(bench: string, measure: Measure): void {
  process.stdout.write(`${JSON.stringify({ bench, ...measure })}\n`);
}

/**
 * Runs a benchmark with the options of this process and leaves nothing behind. Every file under
 * bench/src that is named for a benchmark is a program of its own, so that none starts on the heap
 * and the compiled code that another left.
 */
export async function runBench(
  name: string,
  run: (context: BenchContext) => Promise<void>,
): Promise<void> {
  const { options } = readOptions(process.argv.slice(2));
  const cleanups: (() => Promise<void> | void)[] = [];
  const defer = (cleanup: () => Promise<void> | void) => void cleanups.push(cleanup);
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => reject(new Error(`stopped by ${signal}`)));
    }
  });
  const context: BenchContext = {
    options,
    defer,
    emit: (measure) => printMeasure(name, measure),
    note: (text) => void process.stderr.write(`${name}: ${text}\n`),
    directory() {
      const directory = mkdtempSync(join(options["dir"] ?? tmpdir(), "tallystick-bench-"));
      defer(() => rmSync(directory, { recursive: true, force: true }));
      return directory;
    },
  };
  try {
    await Promise.race([run(context), interrupted]);
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

/** A positive number given as an option, or its default. Throws RangeError for anything else. */
export function numberOption(context: BenchContext, name: string, fallback: number): number {
  const text = context.options[name];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new RangeError(`--${name} ${text}`);
  return value;
}

/** The suite asked for by `--suite`, `intl` when none is. */
export function suiteOption(context: BenchContext): "intl" | "gm" {
  const text = context.options["suite"] ?? "intl";
  if (text !== "intl" && text !== "gm") throw new RangeError(`--suite ${text}`);
  return text;
}
