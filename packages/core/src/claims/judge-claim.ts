/** Whether a claim holds of a row. docs/reference/claims.md, "Judging a claim". */
import { equalBytes } from "../bytes.ts";
import { type CborValue, encodeCbor } from "../cbor.ts";
import { type Claim, isInteger } from "./claims.ts";

/** What a claim comes to, and what stands in the place that it is about. */
export interface Judgement {
  readonly holds: boolean;
  /** undefined when nothing stands there. */
  readonly found: CborValue | undefined;
}

/**
 * Holds a claim against the row that it names.
 *
 * @param row the row as a map with text keys, null when the ledger holds none
 */
export function judgeClaim({ path, test, value }: Claim, row: CborValue): Judgement {
  const parent = path.slice(0, -1).reduce<CborValue | undefined>(childOf, present(row));
  const last = path.at(-1);
  const found = last === undefined ? present(row) : childOf(parent, last);
  switch (test) {
    case "absent":
      // A member of nothing is not "absent": whoever says so means a row that is not there.
      return { holds: found === undefined && (last === undefined || isParent(parent)), found };
    case "is":
      return {
        holds: found !== undefined && value !== undefined && sameValue(found, value),
        found,
      };
    case "before":
      return { holds: isInteger(found) && isInteger(value) && found < value, found };
    case "at-least":
      return { holds: isInteger(found) && isInteger(value) && found >= value, found };
  }
}

/** A null is nothing, wherever it stands. */
function present(row: CborValue): CborValue | undefined {
  return row === null ? undefined : row;
}

function isParent(value: CborValue | undefined): boolean {
  return value instanceof Map || Array.isArray(value);
}

function childOf(parent: CborValue | undefined, step: string | number): CborValue | undefined {
  if (parent instanceof Map) return present(parent.get(step) ?? null);
  return Array.isArray(parent) && typeof step === "number"
    ? present(parent[step] ?? null)
    : undefined;
}

/** Equal when the bytes are: 1 is 1, however large the type that held it. */
function sameValue(a: CborValue, b: CborValue): boolean {
  return equalBytes(encodeCbor(a), encodeCbor(b));
}
