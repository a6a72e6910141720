/**
 * Decides whether a history of concurrent operations could have come about one operation after the other, each
 * at some moment between its call and its answer (Herlihy and Wing 1990), by the search of Wing and Gong
 * (1993) that remembers where it has been (Lowe 2017).
 */

/** One operation as its caller saw it. */
export interface Operation<Call, Answer> {
  readonly call: Call;
  /** When it was called and answered, on one clock. */
  readonly from: number;
  /** Infinity when it never was: it may have taken effect at any time since, or never. */
  readonly to: number;
  /** Undefined when there was none. */
  readonly answer: Answer | undefined;
}

/** What one object does when nobody else is there. */
export interface Model<State, Call, Answer> {
  readonly initial: State;
  /**
   * The state after a call in a state, or undefined when the answer is not what it would have been. Without an
   * answer: the state after the call had its effect, or undefined when it has none.
   */
  step(state: State, call: Call, answer: Answer | undefined): State | undefined;
  /** The same for equal states, another for others. */
  name(state: State): string;
}

/** What a check came to. */
export type Verdict =
  | { readonly linearizable: true; readonly steps: number }
  | {
      readonly linearizable: false;
      readonly steps: number;
      /** Index of the operation, by its call, before which nothing fits any more. */
      readonly stuckAt: number;
    };

/** Checks the history of one object; histories of independent objects are checked one by one. */
export function checkLinearizable<State, Call, Answer>(
  model: Model<State, Call, Answer>,
  history: readonly Operation<Call, Answer>[],
): Verdict {
  const all = history.toSorted((a, b) => a.from - b.from);
  const answered = all.filter(({ to }) => to < Number.POSITIVE_INFINITY).length;
  const seen = new Set<string>();
  let placed = 0n;
  let answeredPlaced = 0;
  let steps = 0;
  let stuckAt = 0;

  const isPlaced = (index: number): boolean => (placed & (1n << BigInt(index))) !== 0n;

  /** Operations that may come next: called before any other that is left was answered. */
  const candidates = (first: number): number[] => {
    const found: number[] = [];
    let bound = Number.POSITIVE_INFINITY;
    for (let index = first; index < all.length; index++) {
      const { from, to } = all[index] as Operation<Call, Answer>;
      if (from > bound) break;
      if (isPlaced(index)) continue;
      found.push(index);
      bound = Math.min(bound, to);
    }
    return found.filter((index) => (all[index] as Operation<Call, Answer>).from <= bound);
  };

  const search = (state: State, first: number): boolean => {
    if (answeredPlaced === answered) return true;
    let next = first;
    while (isPlaced(next)) next += 1;
    stuckAt = Math.max(stuckAt, next);
    for (const index of candidates(next)) {
      steps += 1;
      const { call, answer, to } = all[index] as Operation<Call, Answer>;
      const after = model.step(state, call, answer);
      if (after === undefined) continue;
      const bit = 1n << BigInt(index);
      const name = `${(placed | bit).toString(36)} ${model.name(after)}`;
      if (seen.has(name)) continue;
      seen.add(name);
      const counts = to < Number.POSITIVE_INFINITY ? 1 : 0;
      placed |= bit;
      answeredPlaced += counts;
      if (search(after, next)) return true;
      placed &= ~bit;
      answeredPlaced -= counts;
    }
    return false;
  };

  return search(model.initial, 0)
    ? { linearizable: true, steps }
    : { linearizable: false, steps, stuckAt };
}
