/** Units of a certificate, the end not among them. */
export interface Units {
  readonly start: bigint;
  readonly end: bigint;
}

/** What somebody was given, as an endorsement says it. */
export interface Step extends Units {
  readonly kind: string;
  readonly to: string;
  readonly number: number;
}

/** One step of the tree: units that somebody was given, and what was given on of them. */
export interface Branch extends Step {
  readonly branches: readonly Branch[];
}

interface Growing extends Step {
  readonly branches: Growing[];
}

/** Steps that give units to somebody; the others leave them where they are. */
const MOVES: ReadonlySet<string> = new Set([
  "receipt",
  "transfer",
  "finance",
  "recourse",
  "reversal",
]);

/**
 * The tree of an issue: who passed which units to whom. Its root is the debtor's promise of the whole,
 * with the number 0 and no kind.
 *
 * @param steps every endorsement of the certificate, the first one first
 */
export function growTree(whole: Units, debtor: string, steps: readonly Step[]): Branch {
  const root: Growing = { ...whole, to: debtor, kind: "", number: 0, branches: [] };
  for (const step of steps) if (MOVES.has(step.kind)) hang(root, step);
  return root;
}

/** Hangs a step under the newest one whose units it is among. */
function hang(root: Growing, step: Step): void {
  let at = root;
  for (;;) {
    const next = at.branches.findLast((one) => within(step, one));
    if (next === undefined) break;
    at = next;
  }
  at.branches.push({ ...step, branches: [] });
}

/** Whether units lie among others. */
export function within(inner: Units, outer: Units): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
