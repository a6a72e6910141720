/** A chain of the engine in miniature: made-up blocks with honest signatures, for tests of the light client. */
import { utf8 } from "../../src/bytes.ts";
import { precommitBytes } from "../../src/light-client/canonical-vote.ts";
import {
  type BlockCommit,
  type BlockHeader,
  type CommitVote,
  type EngineValidator,
  type LightBlock,
  VOTE_FLAG,
} from "../../src/light-client/light-block.ts";
import {
  headerHash,
  sortValidators,
  validatorSetHash,
} from "../../src/light-client/light-block-hashes.ts";
import { nodeSuite } from "../../src/suite/node-suite.ts";
import { type PortableSigner, portableSigner } from "../../src/suite/portable-signer.ts";

export const suite = nodeSuite("intl");
export const CHAIN_ID = "harbour-test";
/** 2026-01-01T00:00:00Z. */
export const START = 1_767_225_600_000_000_000n;
export const SECOND = 1_000_000_000n;

/** A validator that can sign. */
export interface SigningValidator extends EngineValidator {
  readonly signer: PortableSigner;
}

/** The validator of a number, always with the same key. */
export function validator(number: number, power = 10n): SigningValidator {
  const signer = portableSigner(suite, "Ed25519", suite.hash(utf8(`validator ${number}`)));
  return { key: signer.publicKey.raw, power, signer };
}

/** Validators of the numbers `from` to `to`, `to` left out. */
export function validators(from: number, to: number): SigningValidator[] {
  return Array.from({ length: to - from }, (_, i) => validator(from + i));
}

const digest = (text: string) => suite.hash(utf8(text));

/** A header of a height whose sets are these. */
export function makeHeader(
  height: number,
  own: readonly EngineValidator[],
  next: readonly EngineValidator[],
  changes: Partial<BlockHeader> = {},
): BlockHeader {
  const sorted = sortValidators(suite, own);
  return {
    version: { block: 11, app: 1 },
    chainId: CHAIN_ID,
    height,
    time: START + BigInt(height) * SECOND,
    lastBlockId: {
      hash: digest(`block ${height - 1}`),
      parts: { total: 1, hash: digest(`parts ${height - 1}`) },
    },
    lastCommitHash: digest(`commit ${height - 1}`),
    dataHash: digest(`data ${height}`),
    validatorsHash: validatorSetHash(suite, sorted),
    nextValidatorsHash: validatorSetHash(suite, sortValidators(suite, next)),
    consensusHash: digest("parameters"),
    appHash: digest(`application ${height - 1}`),
    lastResultsHash: digest(`results ${height - 1}`),
    evidenceHash: new Uint8Array(0),
    proposerAddress: sorted[0]?.address ?? new Uint8Array(20),
    ...changes,
  };
}

/** The commit of a header, signed by those of the set whom `votes` says so of. */
export function makeCommit(
  header: BlockHeader,
  own: readonly SigningValidator[],
  votes: (validator: SigningValidator) => boolean = () => true,
): BlockCommit {
  const draft = {
    height: header.height,
    round: 0,
    blockId: { hash: headerHash(suite, header), parts: { total: 1, hash: digest("parts") } },
  };
  const sorted = sortValidators(suite, own);
  const vote = ({ key, address }: (typeof sorted)[number], i: number): CommitVote => {
    const { signer, ...one } = own.find((other) => other.key === key) as SigningValidator;
    const none = new Uint8Array(0);
    if (!votes({ signer, ...one })) {
      return {
        flag: VOTE_FLAG.absent,
        address: none,
        time: -62_135_596_800n * SECOND,
        signature: none,
      };
    }
    const time = header.time + SECOND + BigInt(i);
    const signature = signer.sign(precommitBytes(header.chainId, draft, time));
    return { flag: VOTE_FLAG.commit, address, time, signature };
  };
  return { ...draft, votes: sorted.map(vote) };
}

/** A whole light block. */
export function makeLightBlock(
  height: number,
  own: readonly SigningValidator[],
  options: {
    readonly next?: readonly SigningValidator[];
    readonly header?: Partial<BlockHeader>;
    readonly votes?: (validator: SigningValidator) => boolean;
  } = {},
): Required<LightBlock> {
  const next = options.next ?? own;
  const header = makeHeader(height, own, next, options.header);
  const commit = makeCommit(header, own, options.votes);
  const bare = (set: readonly SigningValidator[]) => set.map(({ key, power }) => ({ key, power }));
  return { header, commit, validators: bare(own), nextValidators: bare(next) };
}
