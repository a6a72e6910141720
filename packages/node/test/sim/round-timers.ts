import type { VoteKind } from "./chain-types.ts";
import { voteName } from "./promises.ts";
import type { RoundsParts } from "./rounds-parts.ts";

/** Where a node is within its height. `wait`: the round has not begun. */
export type Step = "wait" | "propose" | "prevote" | "precommit";

/** Where a node is. */
export interface Place {
  readonly height: number;
  readonly round: number;
  readonly step: Step;
}

/** What a timer tells. */
export interface TimerEvents {
  /** No proposal came. */
  onPropose(): Promise<void>;
  /** Two thirds have voted, and not for the same. */
  onVotes(kind: VoteKind): Promise<void>;
}

/** Timers grow no further from this round on. */
const SLOW_ROUNDS = 20;

/** The timeouts of consensus: each counts only where it was set. */
export class RoundTimers {
  readonly #parts: RoundsParts;
  readonly #place: () => Place;
  readonly #events: TimerEvents;
  readonly #set = new Set<string>();

  constructor(parts: RoundsParts, place: () => Place, events: TimerEvents) {
    this.#parts = parts;
    this.#place = place;
    this.#events = events;
  }

  /** Another height: what was set is void. */
  moved(): void {
    this.#set.clear();
  }

  propose(): void {
    const { height, round } = this.#place();
    this.#parts.after(this.#grown(this.#parts.timing.proposeMs, round), () => {
      const now = this.#place();
      const still = now.height === height && now.round === round && now.step === "propose";
      return still ? this.#events.onPropose() : undefined;
    });
  }

  /** Set once a round. */
  votes(kind: VoteKind): void {
    const { height, round } = this.#place();
    const name = voteName(round, kind);
    if (this.#set.has(name)) return;
    this.#set.add(name);
    this.#parts.after(this.#grown(this.#parts.timing.voteMs, round), () => {
      const now = this.#place();
      const still = now.height === height && now.round === round;
      const due = kind === "precommit" || now.step === "prevote";
      return still && due ? this.#events.onVotes(kind) : undefined;
    });
  }

  #grown(ms: number, round: number): number {
    return ms + Math.min(round, SLOW_ROUNDS) * this.#parts.timing.growMs;
  }
}
