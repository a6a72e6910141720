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

/** Where the search stands: so many operations placed, one of several next ones being tried. */
interface Frame<State> {
  readonly state: State;
  /** Every operation before this one is placed. */
  readonly first: number;
  /** The last one that is placed. */
  readonly last: number;
  readonly candidates: readonly number[];
  tried: number;
}

/** Checks the history of one object; histories of independent objects are checked one by one. */
export function checkLinearizable<State, Call, Answer>(
  model: Model<State, Call, Answer>,
  history: readonly Operation<Call, Answer>[],
): Verdict {
  const all = history.toSorted((a, b) => a.from - b.from);
  const isAnswered = (index: number): boolean =>
    (all[index]?.to ?? Number.POSITIVE_INFINITY) < Number.POSITIVE_INFINITY;
  let left = all.filter((_, index) => isAnswered(index)).length;
  const placed = new Uint8Array(all.length);
  const seen = new Set<string>();
  let steps = 0;
  let stuckAt = 0;

  const frame = (state: State, from: number, last: number): Frame<State> => {
    let first = from;
    while (placed[first] === 1) first += 1;
    stuckAt = Math.max(stuckAt, first);
    return { state, first, last, candidates: candidatesOf(all, placed, first), tried: 0 };
  };
  const stack = [frame(model.initial, 0, -1)];
  const path: number[] = [];
  for (let top = stack.at(-1); left > 0 && top !== undefined; top = stack.at(-1)) {
    const index = top.candidates[top.tried++];
    if (index === undefined) {
      stack.pop();
      const undone = path.pop();
      if (undone === undefined) break;
      placed[undone] = 0;
      if (isAnswered(undone)) left += 1;
      continue;
    }
    steps += 1;
    const { call, answer } = all[index] as Operation<Call, Answer>;
    const state = model.step(top.state, call, answer);
    if (state === undefined) continue;
    placed[index] = 1;
    const last = Math.max(top.last, index);
    let first = top.first;
    while (placed[first] === 1) first += 1;
    const name = `${first} ${placed.subarray(first, last + 1).join("")} ${model.name(state)}`;
    if (seen.has(name)) {
      placed[index] = 0;
      continue;
    }
    seen.add(name);
    path.push(index);
    if (isAnswered(index)) left -= 1;
    stack.push(frame(state, top.first, last));
  }
  return left === 0 ? { linearizable: true, steps } : { linearizable: false, steps, stuckAt };
}

/** Operations that may come next: called before any other that is left was answered. */
function candidatesOf(
  all: readonly { readonly from: number; readonly to: number }[],
  placed: Uint8Array,
  first: number,
): number[] {
  const found: number[] = [];
  let bound = Number.POSITIVE_INFINITY;
  for (let index = first; index < all.length; index++) {
    const { from, to } = all[index] as { from: number; to: number };
    if (from > bound) break;
    if (placed[index] === 1) continue;
    found.push(index);
    bound = Math.min(bound, to);
  }
  const next = found.filter((index) => (all[index] as { from: number }).from <= bound);
  // What was never answered need not come at all: it is tried last.
  const isOpen = (index: number): number => (all[index]?.to === Number.POSITIVE_INFINITY ? 1 : 0);
  return next.sort((a, b) => isOpen(a) - isOpen(b) || a - b);
}
