/** Messages of ABCI 2.0 as the consensus application takes and gives them. */
import type {
  ExecTxResult,
  Misbehavior,
  Snapshot,
  ValidatorUpdate,
} from "cosmjs-types/tendermint/abci/types";
import {
  MisbehaviorType,
  ResponseApplySnapshotChunk_Result,
  ResponseOfferSnapshot_Result,
} from "cosmjs-types/tendermint/abci/types";
import type {
  ChunkVerdict,
  ConsensusValidator,
  FinalizeBlockRequest,
  InitChainRequest,
  Misbehaviour,
  OfferVerdict,
  PrepareProposalRequest,
  ProcessProposalRequest,
  ProposedBlock,
  SnapshotOffer,
  TransactionResult,
  VerifyVoteExtensionRequest,
} from "../../consensus/application.ts";
import { MessageError, type RequestOf } from "./messages.ts";

/** An InitChain request. @throws MessageError */
export function initChainRequest(request: RequestOf<"initChain">): InitChainRequest {
  return {
    chainId: request.chainId,
    initialHeight: safeNumber(request.initialHeight, "initial height"),
    timeMs: milliseconds(request.time),
    validators: request.validators.map(validator),
    appState: request.appStateBytes,
  };
}

/** A PrepareProposal request. @throws MessageError */
export function prepareProposalRequest(
  request: RequestOf<"prepareProposal">,
): PrepareProposalRequest {
  return {
    height: safeNumber(request.height, "height"),
    timeMs: milliseconds(request.time),
    maxTxBytes: safeNumber(request.maxTxBytes, "max_tx_bytes"),
    txs: request.txs,
    lastExtensions: (request.localLastCommit?.votes ?? []).map((vote) => ({
      address: vote.validator.address,
      power: safeNumber(vote.validator.power, "voting power"),
      extension: vote.voteExtension,
    })),
  };
}

/** A ProcessProposal request. @throws MessageError */
export function processProposalRequest(
  request: RequestOf<"processProposal">,
): ProcessProposalRequest {
  return { ...proposedBlock(request), proposer: request.proposerAddress };
}

/** The block that an ExtendVote request is about. @throws MessageError */
export function proposedBlock(
  request: Pick<RequestOf<"extendVote">, "height" | "time" | "hash" | "txs">,
): ProposedBlock {
  return {
    height: safeNumber(request.height, "height"),
    timeMs: milliseconds(request.time),
    hash: request.hash,
    txs: request.txs,
  };
}

/** A VerifyVoteExtension request. @throws MessageError */
export function verifyVoteExtensionRequest(
  request: RequestOf<"verifyVoteExtension">,
): VerifyVoteExtensionRequest {
  return {
    height: safeNumber(request.height, "height"),
    hash: request.hash,
    address: request.validatorAddress,
    extension: request.voteExtension,
  };
}

/** A FinalizeBlock request. @throws MessageError */
export function finalizeBlockRequest(request: RequestOf<"finalizeBlock">): FinalizeBlockRequest {
  return {
    ...proposedBlock(request),
    misbehaviour: request.misbehavior.map(misbehaviour),
    proposer: request.proposerAddress,
  };
}

/** A transaction's result: what is hashed of it, and nothing else. */
export function execTxResult({ code, data }: TransactionResult): ExecTxResult {
  return { code, data, log: "", info: "", gasWanted: 0n, gasUsed: 0n, events: [], codespace: "" };
}

/** A snapshot on offer, from a message. @throws MessageError */
export function snapshotOffer(snapshot: Snapshot): SnapshotOffer {
  const { format, chunks, hash, metadata } = snapshot;
  return { height: safeNumber(snapshot.height, "height"), format, chunks, hash, metadata };
}

/** A snapshot on offer, as a message. */
export function snapshotMessage({ height, ...rest }: SnapshotOffer): Snapshot {
  return { height: BigInt(height), ...rest };
}

/** Numbers of the answers to an offered snapshot. */
export const OFFER_RESULTS: Readonly<Record<OfferVerdict, ResponseOfferSnapshot_Result>> = {
  accept: ResponseOfferSnapshot_Result.ACCEPT,
  abort: ResponseOfferSnapshot_Result.ABORT,
  reject: ResponseOfferSnapshot_Result.REJECT,
  "reject-format": ResponseOfferSnapshot_Result.REJECT_FORMAT,
  "reject-sender": ResponseOfferSnapshot_Result.REJECT_SENDER,
};

/** Numbers of the answers to a chunk. */
export const CHUNK_RESULTS: Readonly<
  Record<ChunkVerdict["result"], ResponseApplySnapshotChunk_Result>
> = {
  accept: ResponseApplySnapshotChunk_Result.ACCEPT,
  abort: ResponseApplySnapshotChunk_Result.ABORT,
  retry: ResponseApplySnapshotChunk_Result.RETRY,
  "retry-snapshot": ResponseApplySnapshotChunk_Result.RETRY_SNAPSHOT,
  "reject-snapshot": ResponseApplySnapshotChunk_Result.REJECT_SNAPSHOT,
};

/** A change of the validators, as the engine takes it. */
export function validatorUpdate({ key, power }: ConsensusValidator): ValidatorUpdate {
  return { pubKey: { ed25519: key }, power: BigInt(power) };
}

function validator({ pubKey, power }: ValidatorUpdate): ConsensusValidator {
  if (pubKey.ed25519 === undefined) {
    throw new MessageError("a validator whose key is not of Ed25519");
  }
  return { key: pubKey.ed25519, power: safeNumber(power, "voting power") };
}

function misbehaviour(evidence: Misbehavior): Misbehaviour {
  const { type, validator: offender, height, time } = evidence;
  const kind =
    type === MisbehaviorType.DUPLICATE_VOTE
      ? "duplicate-vote"
      : type === MisbehaviorType.LIGHT_CLIENT_ATTACK
        ? "light-client-attack"
        : "unknown";
  return {
    kind,
    address: offender.address,
    power: safeNumber(offender.power, "voting power"),
    height: safeNumber(height, "height"),
    timeMs: milliseconds(time),
  };
}

/** @throws MessageError for a value that a height, a power or a size cannot have */
export function safeNumber(value: bigint, what: string): number {
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new MessageError(`a ${what} of ${value}`);
  }
  return Number(value);
}

/** Milliseconds since 1970 UTC, rounded down: a block is never said to be later than it was. */
function milliseconds(time: { readonly seconds: bigint; readonly nanos: number }): number {
  const { seconds, nanos } = time;
  if (seconds < 0n || seconds > LAST_SECOND || nanos < 0 || nanos >= 1e9) {
    throw new MessageError("a time that is none");
  }
  return Number(seconds) * 1000 + Math.floor(nanos / 1e6);
}

/** 9999-12-31T23:59:59Z, the end of protobuf's timestamps. */
const LAST_SECOND = 253_402_300_799n;
