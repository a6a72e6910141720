import type { Commit, Vote } from "./chain-types.ts";
import type { RoundsParts } from "./rounds-parts.ts";

/** The votes on the last block: those that decided it, and late ones. */
export class LastVotes {
  readonly #parts: RoundsParts;
  #votes: (Vote | undefined)[] = [];

  constructor(parts: RoundsParts) {
    this.#parts = parts;
  }

  /** As a commit for the next block; null before the first. */
  get commit(): Commit | null {
    const last = this.#last;
    return last === undefined ? null : { ...last, votes: [...this.#votes] };
  }

  get all(): readonly Vote[] {
    return this.#votes.filter((vote) => vote !== undefined);
  }

  /** Another block is the last one. */
  moved(): void {
    this.#votes = [...(this.#last?.votes ?? [])];
  }

  /** Takes late precommits in; nobody asks the application about those (CometBFT consensus/state.go addVote). */
  take(votes: readonly Vote[]): void {
    const last = this.#last;
    if (last === undefined) return;
    for (const vote of votes) {
      const fits =
        vote.height === last.height && vote.round === last.round && vote.kind === "precommit";
      if (!fits || !this.#parts.signed.isSigned(vote)) continue;
      this.#votes[vote.validator] ??= vote;
    }
  }

  get #last(): Commit | undefined {
    const { blocks, state } = this.#parts.storage;
    return blocks.get(state.height)?.commit;
  }
}
