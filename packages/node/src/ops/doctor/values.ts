import { readU64be } from "@tallystick/core/bytes";
import { KEY_SPACE } from "@tallystick/ledger/key-space";
import { StoreDamaged } from "../../store/store-errors.ts";
import type { DoctorSubject } from "./subject.ts";

/** Rows by the first byte of their key. */
export type RowCounts = ReadonlyMap<number, number>;

const PROGRESS_ROWS = 50_000;

/** Lengths that keys of a space have; undefined where they vary. */
const KEY_LENGTH: ReadonlyMap<number, number | undefined> = new Map<number, number | undefined>([
  [KEY_SPACE.batches, 9],
  [KEY_SPACE.blocks, 9],
  [KEY_SPACE.certificates, 9],
  [KEY_SPACE.entries, 9],
  [KEY_SPACE.indexes, undefined],
  [KEY_SPACE.meta, undefined],
  [KEY_SPACE.tiles, 10],
  [KEY_SPACE.rows, 10],
  [KEY_SPACE.statements, 25],
  [KEY_SPACE.state, undefined],
]);

/** Every row of the store: its checksum, and that its key is of a kind that the ledger writes. */
export function examineValues(
  { view, findings, progress }: DoctorSubject,
  total: number,
): RowCounts {
  const counts = new Map<number, number>();
  let done = 0;
  for (const [key, found] of view.survey({ gte: new Uint8Array(0), lt: ABOVE_ALL })) {
    const space = key[0] as number;
    counts.set(space, (counts.get(space) ?? 0) + 1);
    if (found instanceof StoreDamaged) {
      findings.add("value", `a stored value is damaged: ${found.what}`, { key, ...placeOf(key) });
    }
    const length = KEY_LENGTH.get(space);
    if (!KEY_LENGTH.has(space) || (length !== undefined && key.length !== length)) {
      findings.add("stray", "a key that is none of the ledger's", { key });
    }
    done++;
    if (done % PROGRESS_ROWS === 0) progress("values", done, total);
  }
  progress("values", done, done);
  return counts;
}

const ABOVE_ALL = new Uint8Array(1025).fill(0xff);

function placeOf(key: Uint8Array): { height?: number; index?: number } {
  if (key.length !== 9) return {};
  try {
    if (key[0] === KEY_SPACE.blocks || key[0] === KEY_SPACE.certificates) {
      return { height: readU64be(key, 1) };
    }
    if (key[0] === KEY_SPACE.entries || key[0] === KEY_SPACE.batches) {
      return { index: readU64be(key, 1) };
    }
  } catch {
    // A number beyond 2^53 is no height and no index.
  }
  return {};
}
