/** The engine's own commit of an example checkpoint, signed by example validators. */
import { encodeCbor } from "../../src/cbor.ts";
import type { Checkpoint } from "../../src/checkpoint.ts";
import { type EngineCommit, engineCommitOf } from "../../src/engine-commit.ts";
import type { BlockHeader } from "../../src/light-client/light-block.ts";
import type { Suite } from "../../src/suite/suite.ts";
import type { Trust } from "../../src/trust.ts";
import { type EngineRule, engineChainId, type TrustEngine } from "../../src/trust-engine.ts";
import { makeCommit, makeHeader, type SigningValidator, validators } from "./light-chain.ts";

/** Four validators of equal power. */
export const FOUR = validators(0, 4);

/** The trust file with an engine of these validators from block 1 on. */
export function trusting(
  trust: Trust,
  rule: EngineRule = "optional",
  set: readonly SigningValidator[] = FOUR,
): Trust & { readonly engine: TrustEngine } {
  const bare = set.map(({ key, power }) => ({ key, power }));
  const sets = [{ fromHeight: 1, validators: bare }];
  return { ...trust, engine: { chainId: engineChainId(trust.ledgerId, 1), rule, sets } };
}

/** The engine's commit of the checkpoint: block H + 1 of the chain, whose header has the app hash after H. */
export function engineCommit(
  suite: Suite,
  checkpoint: Checkpoint,
  change: {
    readonly header?: Partial<BlockHeader>;
    readonly set?: readonly SigningValidator[];
    readonly votes?: (validator: SigningValidator) => boolean;
    readonly part?: Partial<EngineCommit>;
  } = {},
): EngineCommit {
  const { stateRoot, logRoot, logSize, height, time, ledgerId } = checkpoint;
  const [certified, pending] = [height - 1, 1];
  const set = change.set ?? FOUR;
  const header = makeHeader(height + 1, set, set, {
    chainId: engineChainId(ledgerId, 1),
    time: BigInt(time) * 1_000_000n + 123_456n,
    appHash: suite.hash(encodeCbor([stateRoot, logRoot, logSize, certified, pending])),
    ...change.header,
  });
  const commit = makeCommit(header, set, change.votes);
  return { ...engineCommitOf(header, commit, { certified, pending }), ...change.part };
}
