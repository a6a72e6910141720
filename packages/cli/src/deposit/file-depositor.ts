import { randomBytes } from "node:crypto";
import { SALT_LENGTH } from "@tallystick/core/algorithms";
import { equalBytes } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { type DecodedReceipt, decodeReceipt, encodeReceipt } from "@tallystick/core/receipt";
import { Batcher } from "../batcher.ts";
import { CommandError } from "../failure.ts";
import { FileFault } from "../files/digest-file.ts";
import type { FilePool } from "../files/file-pool.ts";
import type { FoundFile } from "../files/walk.ts";
import { cliLimits } from "../limits.ts";
import type { DepositLink, Submitted } from "./link.ts";
import { type Place, type ReceiptShelf, ShelfFault } from "./receipt-shelf.ts";

/** What the depositor says about all the files of one run; `evidence.deposit` has the meanings. */
export interface Claims {
  readonly labels?: readonly string[];
  readonly source?: string;
  readonly note?: string;
  readonly mediaType?: string;
  readonly capturedAt?: number;
}

/** How files are deposited. */
export interface DepositPlan {
  /** Digest tags, the first being the one that the deposit is filed under. */
  readonly algorithms: readonly string[];
  /** Records salted commitments instead of plain digests, and no size. */
  readonly private: boolean;
  readonly claims: Claims;
  /** Replaces the receipt of another content that lies in the place. */
  readonly replace: boolean;
  readonly concurrency: number;
}

/** What became of a file. */
export type FileResult =
  | {
      readonly kind: "deposited";
      readonly receipt: string;
      readonly index: number;
      readonly time: number;
    }
  | {
      readonly kind: "already";
      readonly receipt: string;
      readonly index: number;
      readonly time: number;
    }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** Deposits files one by one as its callers see it, and by the hundred as the node sees it. */
export class FileDepositor {
  readonly #link: DepositLink;
  readonly #shelf: ReceiptShelf;
  readonly #pool: FilePool;
  readonly #plan: DepositPlan;
  readonly #batcher: Batcher<Uint8Array, Submitted>;

  constructor(link: DepositLink, shelf: ReceiptShelf, pool: FilePool, plan: DepositPlan) {
    this.#link = link;
    this.#shelf = shelf;
    this.#pool = pool;
    this.#plan = plan;
    const rule = {
      size: cliLimits.sequenceStatements,
      bytes: cliLimits.sequenceBytes,
      waitMs: cliLimits.batchWaitMs,
      atOnce: plan.concurrency,
    };
    this.#batcher = new Batcher(rule, (statements) => link.submit(statements));
  }

  /** Files that may be under way at a time: enough to fill every request while others are read. */
  get capacity(): number {
    return this.#pool.capacity + cliLimits.sequenceStatements * (this.#plan.concurrency + 1);
  }

  /**
   * Deposits one file, unless a valid receipt for the same content is there already.
   * @param tell called with the bytes read since the last call, for large files
   * @throws when going on makes no sense: the node is gone, the disk is full
   */
  async deposit(file: FoundFile, tell: (bytes: number) => void): Promise<FileResult> {
    try {
      const place = this.#shelf.place(file.name);
      return (await this.#alreadyThere(file, place, tell)) ?? (await this.#new(file, place, tell));
    } catch (error) {
      if (error instanceof FileFault || error instanceof ShelfFault) {
        const code = error instanceof FileFault ? error.code : "receipt-place";
        return { kind: "failed", code, message: error.message };
      }
      throw error;
    }
  }

  /** The receipt of an earlier run, when it is valid, of this ledger and about this very content. */
  async #alreadyThere(
    file: FoundFile,
    { path, existing }: Place,
    tell: (bytes: number) => void,
  ): Promise<FileResult | undefined> {
    if (!existing) return undefined;
    const { valid, summary } = await this.#pool.verify(path, file.path, file.size, tell);
    if (valid && summary !== null) {
      return { kind: "already", receipt: path, index: summary.index, time: summary.time };
    }
    if (this.#plan.replace) return undefined;
    throw new ShelfFault(
      `${path} is the receipt of another content, or of another ledger: choose another --out, or --replace it`,
    );
  }

  async #new(file: FoundFile, { path }: Place, tell: (bytes: number) => void): Promise<FileResult> {
    const salt = this.#plan.private ? new Uint8Array(randomBytes(SALT_LENGTH)) : undefined;
    const wanted = this.#plan.algorithms.map((alg) => ({ alg, salt }));
    const { size, digests } = await this.#pool.digest(file.path, wanted, file.size, tell);
    const statement = await this.#link.sign({
      digests: wanted.map(({ alg }, at) => ({ alg, value: digests[at] })),
      // The length of a guessable content would help guessing.
      ...(salt === undefined && { size }),
      ...this.#plan.claims,
    });
    const answer = await this.#batcher.add(statement, statement.length);
    if (answer.kind === "refused") {
      return { kind: "failed", code: answer.code, message: answer.message };
    }
    const receipt = checkedReceipt(answer.receipt, statement);
    const bytes = salt === undefined ? answer.receipt : encodeReceipt({ ...receipt, salt });
    this.#write(path, bytes, receipt.index);
    const { index, checkpoint } = receipt;
    return { kind: "deposited", receipt: path, index, time: checkpoint.time };
  }

  #write(path: string, bytes: Uint8Array, index: number): void {
    try {
      this.#shelf.write(path, bytes);
    } catch (cause) {
      const message = `entry ${index} was recorded, but its receipt could not be written to ${path}: ${(cause as Error).message}`;
      const fix = `make room, then fetch it with: tallystick receipt ${index} --out FILE`;
      throw new CommandError("receipt-not-written", message, fix, cause);
    }
  }
}

/** The receipt, once it is certain that it is for the statement that was sent. */
function checkedReceipt(bytes: Uint8Array, statement: Uint8Array): DecodedReceipt {
  const receipt = decodeReceipt(bytes);
  if (!equalBytes(decodeEntry(receipt.entry).statement, statement)) {
    throw new CommandError(
      "not-verified",
      "the node answered with the receipt of another statement",
    );
  }
  return receipt;
}
