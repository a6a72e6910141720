/** How much voting power stands behind a commit (types/validation.go). */
import { equalBytes, toHex } from "../bytes.ts";
import type { Suite } from "../suite/suite.ts";
import { precommitBytes } from "./canonical-vote.ts";
import { acceptsEngineSignature } from "./engine-signature.ts";
import {
  type BlockCommit,
  type CommitVote,
  type EngineValidator,
  VOTE_FLAG,
} from "./light-block.ts";
import type { AddressedValidator } from "./light-block-hashes.ts";
import { demand } from "./light-verdict.ts";

/** Sum of the powers of a set. */
export function totalPower(validators: readonly Pick<EngineValidator, "power">[]): bigint {
  return validators.reduce((sum, { power }) => sum + power, 0n);
}

/**
 * The signatures of one commit. Each is checked at most once: an address is a hash of the key, so
 * whoever looks a vote up by its address uses the same key.
 */
export class CommitPower {
  readonly #suite: Suite;
  readonly #chainId: string;
  readonly #commit: BlockCommit;
  readonly #valid = new Set<number>();

  /** @param suite `intl` */
  constructor(suite: Suite, chainId: string, commit: BlockCommit) {
    this.#suite = suite;
    this.#chainId = chainId;
    this.#commit = commit;
  }

  /**
   * Power that the block's own set gave, vote by vote in the set's order. All votes for the block are
   * checked, so that the verdict does not hang on their order. Throws LightRefused.
   */
  ofOwnSet(sorted: readonly AddressedValidator[]): bigint {
    demand(this.#commit.votes.length === sorted.length, "commit-malformed");
    let power = 0n;
    for (const [i, vote] of this.#votesForBlock()) {
      const validator = sorted[i] as AddressedValidator;
      demand(equalBytes(validator.address, vote.address), "signer-unexpected");
      this.#checkSignature(i, vote, validator);
      power += validator.power;
    }
    return power;
  }

  /** Power that members of another set gave; votes of others do not count. Throws LightRefused. */
  ofOtherSet(validators: readonly AddressedValidator[]): bigint {
    const byAddress = new Map(validators.map((one) => [toHex(one.address), one]));
    const seen = new Set<AddressedValidator>();
    let power = 0n;
    for (const [i, vote] of this.#votesForBlock()) {
      const validator = byAddress.get(toHex(vote.address));
      if (validator === undefined) continue;
      demand(!seen.has(validator), "signer-twice");
      seen.add(validator);
      this.#checkSignature(i, vote, validator);
      power += validator.power;
    }
    return power;
  }

  *#votesForBlock(): Iterable<readonly [number, CommitVote]> {
    for (const entry of this.#commit.votes.entries()) {
      if (entry[1].flag === VOTE_FLAG.commit) yield entry;
    }
  }

  #checkSignature(i: number, vote: CommitVote, { key }: AddressedValidator): void {
    if (this.#valid.has(i)) return;
    const message = precommitBytes(this.#chainId, this.#commit, vote.time);
    demand(acceptsEngineSignature(this.#suite, key, message, vote.signature), "signature-invalid");
    this.#valid.add(i);
  }
}
