/**
 * Light-client verification of CometBFT: from a block that is trusted to a later one, by signatures
 * alone. docs/reference/light-client.md has the order of the checks.
 */
import { equalBytes, toHex, utf8 } from "../bytes.ts";
import {
  ENGINE_CHAIN_ID_BYTES_MAX,
  ENGINE_POWER_BITS_MAX,
  ENGINE_VALIDATORS_MAX,
} from "../limits.ts";
import type { Suite } from "../suite/suite.ts";
import { CommitPower, totalPower } from "./commit-power.ts";
import {
  BLOCK_PROTOCOL,
  type BlockCommit,
  type BlockHeader,
  type BlockId,
  type CommitVote,
  type EngineTime,
  type EngineValidator,
  type LightBlock,
  VOTE_FLAG,
} from "./light-block.ts";
import {
  type AddressedValidator,
  headerHash,
  sortValidators,
  validatorSetHash,
} from "./light-block-hashes.ts";
import { demand, LightRefused, type LightVerdict } from "./light-verdict.ts";

/** Where trust starts: a header, and the set that its `nextValidatorsHash` names. */
export interface TrustedBlock {
  readonly header: BlockHeader;
  readonly nextValidators: readonly EngineValidator[];
}

/** The terms of trust. */
export interface LightTerms {
  /** How long after its time a header is good as a start. Below the time in which a validator can be held to account. */
  readonly trustingPeriodMs: number;
  readonly now: EngineTime;
  /** How far the clock of whoever checks may be behind the validators'. */
  readonly clockDriftMs: number;
}

/**
 * Judges a later block by a trusted one. Never throws for what `block` holds.
 *
 * @param suite `intl`, whatever the suite of the ledger: the engine signs with Ed25519 and hashes with SHA-256
 * @throws TypeError for another suite
 */
export function verifyLightBlock(
  suite: Suite,
  trusted: TrustedBlock,
  block: LightBlock,
  terms: LightTerms,
): LightVerdict {
  requireEngineSuite(suite);
  return verdictOf(() => {
    const known = checkedSet(suite, trusted.nextValidators);
    demand(
      equalBytes(validatorSetHash(suite, known), trusted.header.nextValidatorsHash),
      "trusted-set-differs",
    );
    demandFollows(trusted.header, block.header, terms);
    const own = matchingSet(suite, block);
    const power = new CommitPower(suite, block.header.chainId, block.commit);
    if (block.header.height === trusted.header.height + 1) {
      demand(
        equalBytes(block.header.validatorsHash, trusted.header.nextValidatorsHash),
        "not-the-next-set",
      );
    } else {
      // More than a third: at least one honest validator of the set that is known has seen the block.
      demand(power.ofOtherSet(known) * 3n > totalPower(known), "trusted-power-too-little");
    }
    // Last, because the sender chose this set, and may have chosen a large one.
    demand(power.ofOwnSet(own) * 3n > totalPower(own) * 2n, "power-too-little");
  });
}

/**
 * Whether a block was decided by a validator set that is known beforehand, from a genesis document or a
 * trust file: for whoever has no earlier header. Says nothing of whether it is recent.
 *
 * @param suite `intl`
 * @param validators the set of that height, as it is known
 * @throws TypeError for another suite
 */
export function verifyDecided(
  suite: Suite,
  chainId: string,
  validators: readonly EngineValidator[],
  block: Pick<LightBlock, "header" | "commit">,
): LightVerdict {
  requireEngineSuite(suite);
  return verdictOf(() => {
    demand(block.header.chainId === chainId, "chain-id");
    const own = matchingSet(suite, { ...block, validators });
    const power = new CommitPower(suite, chainId, block.commit).ofOwnSet(own);
    demand(power * 3n > totalPower(own) * 2n, "power-too-little");
  });
}

function requireEngineSuite(suite: Suite): void {
  if (suite.name !== "intl") throw new TypeError("CometBFT signs and hashes in the suite intl");
}

function verdictOf(check: () => void): LightVerdict {
  try {
    check();
    return { verdict: "trusted" };
  } catch (error) {
    if (!(error instanceof LightRefused)) throw error;
    const { code } = error;
    return code === "trusted-power-too-little"
      ? { verdict: "not-enough-trust", code }
      : { verdict: "invalid", code };
  }
}

function demandFollows(trusted: BlockHeader, header: BlockHeader, terms: LightTerms): void {
  const { trustingPeriodMs, now, clockDriftMs } = terms;
  demand(trusted.time + nanoseconds(trustingPeriodMs) > now, "trusted-expired");
  demand(header.chainId === trusted.chainId, "chain-id");
  demand(header.height > trusted.height, "height-not-later");
  demand(header.time > trusted.time, "time-not-later");
  demand(header.time < now + nanoseconds(clockDriftMs), "from-the-future");
}

function nanoseconds(milliseconds: number): bigint {
  return BigInt(milliseconds) * 1_000_000n;
}

/** The block's own set in the engine's order, once header, commit and sets are known to belong together. */
function matchingSet(suite: Suite, block: LightBlock): readonly AddressedValidator[] {
  const { header, commit } = block;
  demandHeader(header);
  demandCommit(commit);
  demand(commit.height === header.height, "commit-of-another-block");
  demand(equalBytes(commit.blockId.hash, headerHash(suite, header)), "commit-of-another-block");
  const own = checkedSet(suite, block.validators);
  demand(equalBytes(validatorSetHash(suite, own), header.validatorsHash), "set-differs");
  if (block.nextValidators !== undefined) {
    const next = checkedSet(suite, block.nextValidators);
    demand(
      equalBytes(validatorSetHash(suite, next), header.nextValidatorsHash),
      "next-set-differs",
    );
  }
  return own;
}

/** types/block.go `Header.ValidateBasic`. */
function demandHeader(header: BlockHeader): void {
  demand(header.version.block === BLOCK_PROTOCOL, "block-protocol");
  const hashes = [
    header.lastCommitHash,
    header.dataHash,
    header.nextValidatorsHash,
    header.consensusHash,
    header.lastResultsHash,
    header.evidenceHash,
    header.lastBlockId.hash,
    header.lastBlockId.parts.hash,
  ];
  demand(
    utf8(header.chainId).length <= ENGINE_CHAIN_ID_BYTES_MAX &&
      isCount(header.height) &&
      header.height > 0 &&
      isCount(header.version.app) &&
      isCount(header.lastBlockId.parts.total) &&
      header.validatorsHash.length === 32 &&
      hashes.every(({ length }) => length === 0 || length === 32) &&
      header.proposerAddress.length === 20,
    "header-malformed",
  );
}

/** types/block.go `Commit.ValidateBasic`. */
function demandCommit({ height, round, blockId, votes }: BlockCommit): void {
  demand(
    isCount(height) &&
      isCount(round) &&
      isWhole(blockId) &&
      votes.length > 0 &&
      votes.length <= ENGINE_VALIDATORS_MAX &&
      votes.every(isVote),
    "commit-malformed",
  );
}

function isWhole({ hash, parts }: BlockId): boolean {
  return hash.length === 32 && isCount(parts.total) && parts.total > 0 && parts.hash.length === 32;
}

function isVote({ flag, address, signature }: CommitVote): boolean {
  if (flag === VOTE_FLAG.absent) return address.length === 0 && signature.length === 0;
  if (flag !== VOTE_FLAG.commit && flag !== VOTE_FLAG.nil) return false;
  return address.length === 20 && signature.length === 64;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function checkedSet(
  suite: Suite,
  validators: readonly EngineValidator[],
): readonly AddressedValidator[] {
  demand(validators.length > 0 && validators.length <= ENGINE_VALIDATORS_MAX, "set-malformed");
  const keys = new Set<string>();
  let total = 0n;
  for (const { key, power } of validators) {
    demand(key.length === 32 && power > 0n, "set-malformed");
    keys.add(toHex(key));
    total += power;
  }
  demand(
    keys.size === validators.length && total >> BigInt(ENGINE_POWER_BITS_MAX) === 0n,
    "set-malformed",
  );
  return sortValidators(suite, validators);
}
