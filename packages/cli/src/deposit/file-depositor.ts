import { randomBytes } from "node:crypto";
import type { Client } from "@tallystick/client/client";
import { refusalError, type Settled } from "@tallystick/client/submitter";
import { SALT_LENGTH } from "@tallystick/core/algorithms";
import { encodeReceipt } from "@tallystick/core/receipt";
import { Batcher } from "../batcher.ts";
import { CommandError } from "../failure.ts";
import { FileFault } from "../files/digest-file.ts";
import type { FilePool } from "../files/file-pool.ts";
import type { FoundFile } from "../files/walk.ts";
import { cliLimits } from "../limits.ts";
import type { DepositPlan } from "./plan.ts";
import { ReceiptCheck } from "./receipt-check.ts";
import { type Place, type ReceiptShelf, ShelfFault } from "./receipt-shelf.ts";

/** What became of a file. */
export type FileResult =
  | {
      /** Deposited now, or in an earlier run whose receipt is there and valid. */
      readonly kind: "deposited" | "already";
      readonly receipt: string;
      readonly index: number;
      readonly time: number;
    }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** Deposits files one by one as its callers see it, and by the hundred as the node sees it. */
export class FileDepositor {
  readonly #client: Client;
  readonly #shelf: ReceiptShelf;
  readonly #pool: FilePool;
  readonly #plan: DepositPlan;
  readonly #batcher: Batcher<Uint8Array, Settled>;
  readonly #receipts: ReceiptCheck;

  constructor(client: Client, shelf: ReceiptShelf, pool: FilePool, plan: DepositPlan) {
    this.#client = client;
    this.#shelf = shelf;
    this.#pool = pool;
    this.#plan = plan;
    this.#receipts = new ReceiptCheck(client.suite, client.trust);
    const rule = {
      size: cliLimits.sequenceStatements,
      bytes: cliLimits.sequenceBytes,
      waitMs: cliLimits.batchWaitMs,
      atOnce: plan.concurrency,
    };
    this.#batcher = new Batcher(rule, (statements) => client.send(statements));
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
      if (!(error instanceof FileFault || error instanceof ShelfFault)) throw error;
      return { kind: "failed", code: error.code, message: error.message };
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
    const statement = await this.#client.sign({
      action: "evidence.deposit",
      input: {
        digests: wanted.map(({ alg }, at) => ({ alg, value: digests[at] })),
        // The length of a guessable content would help guessing.
        ...(salt === undefined && { size }),
        ...this.#plan.claims,
      },
    });
    const settled = await this.#batcher.add(statement, statement.length);
    if (!settled.accepted) {
      const { code, message } = refusalError(settled);
      return { kind: "failed", code, message: `refused: ${message}` };
    }
    const receipt = this.#receipts.check(settled.receipt, statement);
    const { index, time } = settled;
    this.#write(path, salt ? encodeReceipt({ ...receipt, salt }) : settled.receipt, index);
    return { kind: "deposited", receipt: path, index, time };
  }

  #write(path: string, bytes: Uint8Array, index: number): void {
    try {
      this.#shelf.write(path, bytes);
    } catch (cause) {
      const why = (cause as Error).message;
      const message = `entry ${index} was recorded, but its receipt could not be written to ${path}: ${why}`;
      const fix = `make room, then fetch it with: tallystick receipt ${index} --out FILE`;
      throw new CommandError("receipt-not-written", message, fix, cause);
    }
  }
}
