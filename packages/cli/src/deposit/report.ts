import { join } from "node:path";
import { toJsonLine } from "../answer.ts";
import type { FoundFile, LeftOut } from "../files/walk.ts";
import { cliLimits } from "../limits.ts";
import type { Progress } from "../terminal/progress.ts";
import { formatBytes, formatCount, formatSeconds } from "../terminal/quantities.ts";
import { printable } from "../terminal/width.ts";
import { groupDigits, TRUST_BESIDE } from "../verify/find-trust.ts";
import type { FileResult } from "./file-depositor.ts";

/** What is said at the end. */
export interface Ending {
  readonly interrupted: boolean;
  readonly out: string;
  /** SHA-256 of the trust file, hex. */
  readonly fingerprint: string;
  readonly seconds: number;
}

/** Keeps count of what became of the files and tells it: JSON lines as they come, or a summary at the end. */
export class DepositReport {
  readonly #progress: Progress;
  readonly #json: boolean;
  readonly #problems: string[] = [];
  readonly #counts = { deposited: 0, already: 0, failed: 0, symlink: 0, special: 0 };
  #bytes = 0;
  #last: { receipt: string; index: number } | undefined;

  constructor(progress: Progress, json: boolean) {
    this.#progress = progress;
    this.#json = json;
  }

  /** Files that have no receipt, and things that could not be read. */
  get failed(): number {
    return this.#counts.failed;
  }

  /** One file is done. */
  file(file: FoundFile, result: FileResult): void {
    this.#counts[result.kind]++;
    if (result.kind === "failed") this.#problem(file.path, result.message);
    else {
      this.#bytes += file.size;
      this.#last = result;
    }
    if (this.#json) this.#line({ file: file.path, ...result });
  }

  /** Something was passed over. */
  leftOut({ path, reason, detail }: LeftOut): void {
    if (reason === "unreadable") {
      this.#counts.failed++;
      this.#problem(path, detail);
    } else this.#counts[reason]++;
    if (this.#json) this.#line({ file: path, kind: "left-out", reason, detail });
  }

  #problem(path: string, detail: string): void {
    if (this.#problems.length < cliLimits.reportedFiles) {
      this.#problems.push(`${printable(path)}: ${printable(detail)}`);
    }
  }

  #line(value: unknown): void {
    process.stdout.write(`${toJsonLine(value)}\n`);
  }

  /** Says what it came to. */
  end(ending: Ending): void {
    this.#progress.clear();
    const { deposited, already, failed, symlink, special } = this.#counts;
    if (this.#json) {
      const { interrupted, out, fingerprint, seconds } = ending;
      const counts = { deposited, already, failed, symlinksNotFollowed: symlink, special };
      const trust = { path: join(out, TRUST_BESIDE), sha256: fingerprint };
      this.#line({ summary: { ...counts, bytes: this.#bytes, seconds, interrupted, out, trust } });
      return;
    }
    const say = (text: string) => process.stdout.write(`${text}\n`);
    for (const problem of this.#problems) process.stderr.write(`${problem}\n`);
    if (failed > this.#problems.length) {
      process.stderr.write(`... and ${formatCount(failed - this.#problems.length)} more\n`);
    }
    if (deposited + already + failed === 0) say("There are no files in what was named.");
    const parts = [`${formatCount(deposited)} deposited`];
    if (already > 0) parts.push(`${formatCount(already)} had a valid receipt already`);
    if (failed > 0) parts.push(`${formatCount(failed)} failed`);
    if (symlink > 0) parts.push(`${formatCount(symlink)} symbolic links not followed`);
    if (special > 0) parts.push(`${formatCount(special)} neither file nor folder`);
    say(`${parts.join(", ")} (${formatBytes(this.#bytes)} in ${formatSeconds(ending.seconds)})`);
    if (ending.interrupted) say("Stopped before the end: run the same command again to go on.");
    say(`Receipts: ${printable(ending.out)}`);
    say(`Trust:    ${printable(join(ending.out, TRUST_BESIDE))}`);
    say(`          SHA-256 ${groupDigits(ending.fingerprint)}`);
    if (deposited === 1 && this.#last) say(`Entry:    ${this.#last.index}`);
  }
}
