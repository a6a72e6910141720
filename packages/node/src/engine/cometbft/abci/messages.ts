/**
 * Requests and responses of ABCI 2.0 (package `tendermint.abci` of CometBFT v0.38 to v0.40) as they stand
 * in frames. The codecs of the messages are those of cosmjs-types; the oneof around them is read here,
 * because a decoder that skips what it does not know would turn an unknown request into an empty one.
 */
import * as abci from "cosmjs-types/tendermint/abci/types";
import * as own from "./app-mempool.ts";
import { varint } from "./frames.ts";

/** A frame that is no request of ABCI 2.0. */
export class MessageError extends Error {
  override readonly name = "MessageError";

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** Field numbers of the oneof `Request.value`. */
const REQUESTS = {
  echo: [1, abci.RequestEcho],
  flush: [2, abci.RequestFlush],
  info: [3, abci.RequestInfo],
  initChain: [5, abci.RequestInitChain],
  query: [6, abci.RequestQuery],
  checkTx: [8, abci.RequestCheckTx],
  commit: [11, abci.RequestCommit],
  listSnapshots: [12, abci.RequestListSnapshots],
  offerSnapshot: [13, abci.RequestOfferSnapshot],
  loadSnapshotChunk: [14, abci.RequestLoadSnapshotChunk],
  applySnapshotChunk: [15, abci.RequestApplySnapshotChunk],
  prepareProposal: [16, abci.RequestPrepareProposal],
  processProposal: [17, abci.RequestProcessProposal],
  extendVote: [18, abci.RequestExtendVote],
  verifyVoteExtension: [19, abci.RequestVerifyVoteExtension],
  finalizeBlock: [20, abci.RequestFinalizeBlock],
  insertTx: [21, own.RequestInsertTx],
  reapTxs: [22, own.RequestReapTxs],
} as const;

/** Field numbers of the oneof `Response.value`: one more than the request's, and 1 for an exception. */
const RESPONSES = {
  exception: [1, abci.ResponseException],
  echo: [2, abci.ResponseEcho],
  flush: [3, abci.ResponseFlush],
  info: [4, abci.ResponseInfo],
  initChain: [6, abci.ResponseInitChain],
  query: [7, abci.ResponseQuery],
  checkTx: [9, abci.ResponseCheckTx],
  commit: [12, abci.ResponseCommit],
  listSnapshots: [13, abci.ResponseListSnapshots],
  offerSnapshot: [14, abci.ResponseOfferSnapshot],
  loadSnapshotChunk: [15, abci.ResponseLoadSnapshotChunk],
  applySnapshotChunk: [16, abci.ResponseApplySnapshotChunk],
  prepareProposal: [17, abci.ResponsePrepareProposal],
  processProposal: [18, abci.ResponseProcessProposal],
  extendVote: [19, abci.ResponseExtendVote],
  verifyVoteExtension: [20, abci.ResponseVerifyVoteExtension],
  finalizeBlock: [21, abci.ResponseFinalizeBlock],
  insertTx: [22, own.ResponseInsertTx],
  reapTxs: [23, own.ResponseReapTxs],
} as const;

/** Name of a request. */
export type RequestKind = keyof typeof REQUESTS;

/** The message of a kind of request. */
export type RequestOf<K extends RequestKind> = ReturnType<(typeof REQUESTS)[K][1]["decode"]>;

/** A request as it stands in a frame. */
export type AbciRequest =
  | { [K in RequestKind]: { readonly kind: K; readonly value: RequestOf<K> } }[RequestKind]
  /** A kind that this version does not know. */
  | { readonly kind: "unknown"; readonly field: number };

/** Name of a response. */
export type ResponseKind = keyof typeof RESPONSES;

/** The message of a kind of response. */
export type ResponseOf<K extends ResponseKind> = Parameters<(typeof RESPONSES)[K][1]["encode"]>[0];

const BY_FIELD = new Map(
  (Object.keys(REQUESTS) as RequestKind[]).map((kind) => [REQUESTS[kind][0] as number, kind]),
);

const LENGTH_DELIMITED = 2;

/** The request in a frame. Byte strings in it are copies. @throws MessageError */
export function decodeRequest(frame: Uint8Array): AbciRequest {
  const tag = readVarint(frame, 0);
  const length = readVarint(frame, tag.end);
  const field = tag.value >>> 3;
  if ((tag.value & 7) !== LENGTH_DELIMITED || field === 0) {
    throw new MessageError("a frame that is no request");
  }
  if (length.end + length.value !== frame.length) {
    throw new MessageError("a frame that does not hold one request and nothing else");
  }
  const kind = BY_FIELD.get(field);
  if (kind === undefined) return { kind: "unknown", field };
  try {
    const value = REQUESTS[kind][1].decode(frame.subarray(length.end));
    return { kind, value } as AbciRequest;
  } catch (cause) {
    throw new MessageError(`a ${kind} request that does not decode`, cause);
  }
}

/** A response as a frame, its length included. */
export function encodeResponse<K extends ResponseKind>(kind: K, value: ResponseOf<K>): Uint8Array {
  const [field, codec] = RESPONSES[kind];
  const encode = codec.encode as (message: unknown) => { finish(): Uint8Array };
  const message = encode(value).finish();
  const header = [...varint((field << 3) | LENGTH_DELIMITED), ...varint(message.length)];
  const length = varint(header.length + message.length);
  const frame = new Uint8Array(length.length + header.length + message.length);
  frame.set(length);
  frame.set(header, length.length);
  frame.set(message, length.length + header.length);
  return frame;
}

/** An unsigned varint of at most 32 bits. */
function readVarint(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80 && value <= 0xffff_ffff) return { value, end: at + i + 1 };
  }
  throw new MessageError("a frame that is no request");
}
