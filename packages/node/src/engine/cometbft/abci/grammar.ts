/**
 * The grammar of calls in which CometBFT v0.38 promises to keep ("spec/abci/abci++_comet_expected_behavior.md"),
 * checked as the calls come. For tests: it finds out when an engine, a mock of one or this server mixes
 * up what the state machine relies on.
 */
import type { AbciRequest, RequestKind } from "./messages.ts";

/** A call that the grammar does not allow where it came. */
export class GrammarError extends Error {
  override readonly name = "GrammarError";
}

/**
 * Where a run of the engine stands:
 * - `fresh`: nothing but `Info` has been called since the engine connected;
 * - `syncing`: a snapshot is being taken over;
 * - `height`: the rounds of a height are under way;
 * - `decided`: a block has been executed, `Commit` must follow.
 */
type Phase = "fresh" | "syncing" | "height" | "decided";

const ROUND_CALLS: ReadonlySet<RequestKind> = new Set([
  "prepareProposal",
  "processProposal",
  "extendVote",
  "verifyVoteExtension",
]);

/**
 * Checks the calls of one application. An engine may stop and start over at any point, with `Info` on a
 * connection of its own: {@link restart} says that it did.
 */
export class AbciGrammar {
  readonly #lastHeight: () => number;
  #phase: Phase = "fresh";
  #informed = false;
  #initialHeight: number | undefined;
  #decided = 0;
  #calls: string[] = [];

  /** @param lastHeight height that the application's `info` gives */
  constructor(lastHeight: () => number) {
    this.#lastHeight = lastHeight;
  }

  /** The engine has connected anew. */
  restart(): void {
    this.#phase = "fresh";
    this.#informed = false;
    this.#calls = [];
  }

  /** A call is about to be made. @throws GrammarError */
  before(request: AbciRequest): void {
    const { kind } = request;
    if (kind === "unknown") return;
    const height = heightOf(request);
    this.#note(kind, height);
    if (kind === "initChain") {
      this.#demand(this.#phase === "fresh" && this.#informed, "InitChain follows Info");
      this.#demand(this.#lastHeight() === 0, "InitChain is for a chain without blocks");
      this.#initialHeight = Number(request.value.initialHeight);
    } else if (kind === "offerSnapshot") {
      this.#demand(this.#phase === "fresh" || this.#phase === "syncing", "snapshots come first");
      this.#phase = "syncing";
    } else if (kind === "applySnapshotChunk") {
      this.#demand(this.#phase === "syncing", "a chunk follows an offer");
    } else if (ROUND_CALLS.has(kind)) {
      this.#beginHeight();
      this.#demand(this.#phase === "height", "a round is not open between decision and commit");
      this.#demand(this.#isNext(height), "a round is of the next height");
    } else if (kind === "finalizeBlock") {
      this.#beginHeight();
      this.#demand(this.#phase === "height", "a decision follows a commit");
      this.#demand(this.#isNext(height), "a decision is of the next height");
      this.#decided = height as number;
    } else if (kind === "commit") {
      this.#demand(this.#phase === "decided", "a commit follows a decision");
    }
  }

  /** A call has been answered. @throws GrammarError */
  after({ kind }: AbciRequest): void {
    if (kind === "info") {
      this.#informed = true;
      if (this.#phase === "syncing") this.#phase = "fresh";
    } else if (kind === "finalizeBlock") this.#phase = "decided";
    else if (kind === "commit") {
      this.#phase = "height";
      this.#demand(this.#lastHeight() === this.#decided, "a commit moves the application by one");
    }
  }

  #beginHeight(): void {
    if (this.#phase !== "fresh") return;
    this.#demand(this.#informed, "the engine asks where the application stands before it goes on");
    this.#phase = "height";
  }

  #isNext(height: number | undefined): boolean {
    const last = this.#lastHeight();
    return height === (last === 0 ? (this.#initialHeight ?? height) : last + 1);
  }

  #note(kind: RequestKind, height: number | undefined): void {
    this.#calls.push(height === undefined ? kind : `${kind} ${height}`);
    if (this.#calls.length > 20) this.#calls.shift();
  }

  #demand(holds: boolean, rule: string): void {
    if (holds) return;
    throw new GrammarError(`${rule}; the last calls were ${this.#calls.join(", ")}`);
  }
}

function heightOf(request: AbciRequest): number | undefined {
  switch (request.kind) {
    case "prepareProposal":
    case "processProposal":
    case "extendVote":
    case "verifyVoteExtension":
    case "finalizeBlock":
      return Number(request.value.height);
    default:
      return undefined;
  }
}
