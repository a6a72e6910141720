import {
  ResponseProcessProposal_ProposalStatus as ProposalStatus,
  ResponseVerifyVoteExtension_VerifyStatus as VerifyStatus,
} from "cosmjs-types/tendermint/abci/types";
import type { ConsensusApplication } from "../../consensus/application.ts";
import * as convert from "./convert.ts";
import type { AbciGrammar } from "./grammar.ts";
import { Lane } from "./lane.ts";
import { type AbciRequest, encodeResponse, MessageError, type RequestKind } from "./messages.ts";

/** Answers the engine's queries; see `node-queries.ts`. */
export type QueryHandler = (path: string, data: Uint8Array) => { code: number; log?: string };

/** What an {@link AbciService} is made of. */
export interface AbciServiceParts {
  readonly application: ConsensusApplication;
  readonly query: QueryHandler;
  /** Checks the order of the calls, in tests. A violation is a fault. */
  readonly grammar?: AbciGrammar | undefined;
  /** Called once, when the application has thrown: nothing is answered but exceptions from then on. */
  readonly onFault?: ((error: unknown, at: RequestKind) => void) | undefined;
}

/** Whoever asked; nobody is left to be answered once it is closed. */
export interface Asker {
  readonly closed: boolean;
}

type Known = Exclude<AbciRequest, { kind: "unknown" }>;

/** Calls that stand in an order, and the one that tells where that order has come to. */
const ORDERED: ReadonlySet<RequestKind> = new Set([
  "info",
  "initChain",
  "prepareProposal",
  "processProposal",
  "extendVote",
  "verifyVoteExtension",
  "finalizeBlock",
  "commit",
]);

/**
 * Answers requests by way of the application.
 *
 * The calls of consensus run one at a time over all connections, `Info` among them: when the engine is
 * started again while the last commit of its predecessor is still being written, it learns of the height
 * after that commit and not of the one before, and it cannot call into a half executed block.
 */
export class AbciService {
  readonly #parts: AbciServiceParts;
  readonly #ordered = new Lane();
  #fault: unknown;

  constructor(parts: AbciServiceParts) {
    this.#parts = parts;
  }

  /** What the application threw, when it did. */
  get fault(): unknown {
    return this.#fault;
  }

  /** Resolves when no call of consensus is under way. */
  idle(): Promise<void> {
    return this.#ordered.idle();
  }

  /**
   * The frame that answers a request. Resolves with undefined when the asker went away before its turn.
   * Rejects with MessageError for a request that makes no sense, and with nothing else.
   */
  answer(request: AbciRequest, asker: Asker): Promise<Uint8Array | undefined> {
    if (request.kind === "unknown") {
      return Promise.resolve(exception(`request ${request.field} is not known here`));
    }
    if (!ORDERED.has(request.kind)) return this.#call(request);
    return this.#ordered.run(() => (asker.closed ? undefined : this.#call(request)));
  }

  async #call(request: Known): Promise<Uint8Array> {
    if (request.kind === "flush") return encodeResponse("flush", {});
    if (this.#fault !== undefined) return exception("the node has halted");
    const { grammar } = this.#parts;
    try {
      grammar?.before(request);
      const frame = await this.#dispatch(request);
      grammar?.after(request);
      return frame;
    } catch (error) {
      if (error instanceof MessageError) throw error;
      if (this.#fault === undefined) {
        this.#fault = error ?? new Error("nothing");
        this.#parts.onFault?.(error, request.kind);
      }
      // What went wrong stands in the node's own report; the engine only has to stop.
      return exception("the node has halted");
    }
  }

  #dispatch(request: Known): Uint8Array | Promise<Uint8Array> {
    switch (request.kind) {
      case "echo":
        return encodeResponse("echo", { message: request.value.message });
      case "flush":
        return encodeResponse("flush", {});
      case "info":
        return this.#info();
      case "query":
        return this.#query(request.value.path, request.value.data);
      case "checkTx":
        return this.#checkTx(request.value.tx, request.value.type === 1);
      case "insertTx":
        return encodeResponse("insertTx", { code: 1 });
      case "reapTxs":
        return encodeResponse("reapTxs", { txs: [] });
      case "listSnapshots":
      case "offerSnapshot":
      case "loadSnapshotChunk":
      case "applySnapshotChunk":
        return this.#snapshots(request);
      default:
        return this.#consensus(request);
    }
  }

  #info(): Uint8Array {
    const { height, appHash, appVersion } = this.#parts.application.info();
    return encodeResponse("info", {
      data: "tallystick",
      version: "",
      appVersion: BigInt(appVersion),
      lastBlockHeight: BigInt(height),
      lastBlockAppHash: appHash,
    });
  }

  #query(path: string, data: Uint8Array): Uint8Array {
    const { code, log = "" } = this.#parts.query(path, data);
    const empty = new Uint8Array(0);
    return encodeResponse("query", {
      ...{ code, log, info: "", index: 0n, key: empty, value: empty, height: 0n, codespace: "" },
    });
  }

  async #checkTx(tx: Uint8Array, recheck: boolean): Promise<Uint8Array> {
    const result = await this.#parts.application.checkTx(tx, recheck);
    if (result.code === 0 && result.data.length === 0) return TAKEN;
    return encodeResponse("checkTx", convert.execTxResult(result));
  }

  async #consensus(request: Known): Promise<Uint8Array> {
    const { application } = this.#parts;
    switch (request.kind) {
      case "initChain": {
        const { appHash } = application.initChain(convert.initChainRequest(request.value));
        return encodeResponse("initChain", { validators: [], appHash });
      }
      case "prepareProposal": {
        const asked = convert.prepareProposalRequest(request.value);
        return encodeResponse("prepareProposal", { txs: await application.prepareProposal(asked) });
      }
      case "processProposal": {
        const asked = convert.processProposalRequest(request.value);
        const accepted = await application.processProposal(asked);
        const status = accepted ? ProposalStatus.ACCEPT : ProposalStatus.REJECT;
        return encodeResponse("processProposal", { status });
      }
      case "extendVote": {
        const voteExtension = await application.extendVote(convert.proposedBlock(request.value));
        return encodeResponse("extendVote", { voteExtension });
      }
      case "verifyVoteExtension": {
        const asked = convert.verifyVoteExtensionRequest(request.value);
        const accepted = await application.verifyVoteExtension(asked);
        const status = accepted ? VerifyStatus.ACCEPT : VerifyStatus.REJECT;
        return encodeResponse("verifyVoteExtension", { status });
      }
      case "finalizeBlock": {
        const asked = convert.finalizeBlockRequest(request.value);
        const { txResults, validatorUpdates, appHash } = await application.finalizeBlock(asked);
        return encodeResponse("finalizeBlock", {
          txResults: txResults.map(convert.execTxResult),
          validatorUpdates: validatorUpdates.map(convert.validatorUpdate),
          ...{ events: [], appHash },
        });
      }
      case "commit": {
        const { retainHeight } = await application.commit();
        return encodeResponse("commit", { retainHeight: BigInt(retainHeight) });
      }
      default:
        throw new MessageError(`${request.kind} is no call of consensus`);
    }
  }

  async #snapshots(request: Known): Promise<Uint8Array> {
    const { application } = this.#parts;
    switch (request.kind) {
      case "listSnapshots": {
        const snapshots = (await application.listSnapshots()).map(convert.snapshotMessage);
        return encodeResponse("listSnapshots", { snapshots });
      }
      case "offerSnapshot": {
        const { snapshot, appHash } = request.value;
        if (snapshot === undefined) throw new MessageError("an offer without a snapshot");
        const offer = { snapshot: convert.snapshotOffer(snapshot), appHash };
        const verdict = await application.offerSnapshot(offer);
        return encodeResponse("offerSnapshot", { result: convert.OFFER_RESULTS[verdict] });
      }
      case "loadSnapshotChunk": {
        const { format, chunk: number } = request.value;
        const height = convert.safeNumber(request.value.height, "height");
        const chunk = await application.loadSnapshotChunk({ height, format, chunk: number });
        return encodeResponse("loadSnapshotChunk", { chunk });
      }
      case "applySnapshotChunk": {
        const { result, refetchChunks, rejectSenders } = await application.applySnapshotChunk(
          request.value,
        );
        return encodeResponse("applySnapshotChunk", {
          result: convert.CHUNK_RESULTS[result],
          refetchChunks: [...refetchChunks],
          rejectSenders: [...rejectSenders],
        });
      }
      default:
        throw new MessageError(`${request.kind} is no call about snapshots`);
    }
  }
}

/** The answer for every transaction that may enter the mempool: it is given thousands of times a second. */
const TAKEN = encodeResponse("checkTx", convert.execTxResult({ code: 0, data: new Uint8Array(0) }));

function exception(error: string): Uint8Array {
  return encodeResponse("exception", { error });
}
