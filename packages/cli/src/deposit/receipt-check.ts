import { equalBytes, toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { leafHash, rootFromInclusion } from "@tallystick/core/log-tree";
import { type DecodedReceipt, decodeReceipt } from "@tallystick/core/receipt";
import type { Suite } from "@tallystick/core/suite/suite";
import type { Trust } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";
import { CommandError } from "../failure.ts";

/** Blocks whose signatures are remembered as good. */
const BLOCKS_KEPT = 256;

/**
 * Checks receipts as they come from the node, before a file is called deposited. The organisations'
 * signatures cover a block, not an entry: they are verified once a block, and every further receipt of
 * it only has to lead to the same log root under the same signatures.
 */
export class ReceiptCheck {
  readonly #suite: Suite;
  readonly #trust: Trust;
  readonly #good = new Set<string>();

  constructor(suite: Suite, trust: Trust) {
    this.#suite = suite;
    this.#trust = trust;
  }

  /**
   * The receipt, once it is certain that it holds and that it is for the statement that was sent.
   * @throws CommandError `not-verified`
   */
  check(bytes: Uint8Array, statement: Uint8Array): DecodedReceipt {
    const receipt = decodeReceipt(bytes);
    if (!equalBytes(decodeEntry(receipt.entry).statement, statement)) {
      throw new CommandError(
        "not-verified",
        "the node answered with the receipt of another statement",
      );
    }
    const block = this.#blockOf(receipt);
    if (block !== undefined && this.#good.has(block)) return receipt;
    const { valid, layers } = verify({
      receipt: bytes,
      trust: this.#trust,
      now: Date.now(),
      suites: () => this.#suite,
    });
    if (!valid || block === undefined) {
      const why = layers.find(({ verdict }) => verdict === "fail")?.detail.en ?? "";
      throw new CommandError(
        "not-verified",
        `the node answered with a receipt that does not hold: ${why}`,
      );
    }
    if (this.#good.size >= BLOCKS_KEPT) this.#good.clear();
    this.#good.add(block);
    return receipt;
  }

  /** What the signatures of a block cover, and the signatures: equal for all its receipts. */
  #blockOf({ index, path, entry, checkpoint, signatures }: DecodedReceipt): string | undefined {
    const claim = { index, size: checkpoint.logSize, path, leafHash: leafHash(this.#suite, entry) };
    const root = rootFromInclusion(this.#suite, claim);
    if (root === undefined) return undefined;
    const signed = signatures.map((one) => toHex(one.protected) + toHex(one.signature));
    return [toHex(root), ...signed].join();
  }
}
