import { toHex } from "@tallystick/core/bytes";
import type { StateRecord } from "@tallystick/core/verify-state-answer";
import type { Sentence } from "../language.ts";

/** The key of a record that is a deposit of a digest, taken apart. */
export interface DepositKey {
  /** `deposits` has the first digest of each deposit, `aliases` its further ones. */
  readonly table: "deposits" | "aliases";
  readonly alg: string;
  /** Hex. */
  readonly digest: string;
  readonly ordinal: number;
}

/** What the records of a proof say about one digest of a file. */
export interface Deposits {
  readonly alg: string;
  /** Deposits that are proved. */
  readonly shown: number;
  /** True when it is proved that there are no others. */
  readonly complete: boolean;
}

/** The deposit that a record is about; undefined when it is about something else. */
export function depositKey({ app, table, key }: StateRecord): DepositKey | undefined {
  const [alg, digest, ordinal] = key;
  if (app !== "evidence" || (table !== "deposits" && table !== "aliases")) return undefined;
  if (typeof alg !== "string" || typeof ordinal !== "number") return undefined;
  return digest instanceof Uint8Array ? { table, alg, digest: toHex(digest), ordinal } : undefined;
}

interface Seen {
  readonly present: Set<number>;
  readonly absent: Set<number>;
}

/**
 * What the records say about a file with these digests (hex by tag), one result a digest that a
 * record is about. Ordinals count from 0 without gaps in each table, so the lowest absent one is the
 * number of deposits there; only both tables together say how many there are.
 */
export function depositsOf(
  records: readonly StateRecord[],
  digests: ReadonlyMap<string, string>,
): readonly Deposits[] {
  const byTag = new Map<string, Record<DepositKey["table"], Seen>>();
  for (const record of records) {
    const key = depositKey(record);
    if (key === undefined || digests.get(key.alg) !== key.digest) continue;
    const tables = byTag.get(key.alg) ?? { deposits: nothingSeen(), aliases: nothingSeen() };
    byTag.set(key.alg, tables);
    const { present, absent } = tables[key.table];
    (record.value === null ? absent : present).add(key.ordinal);
  }
  return [...byTag].map(([alg, { deposits, aliases }]) => ({
    alg,
    shown: deposits.present.size + aliases.present.size,
    complete: isComplete(deposits) && isComplete(aliases),
  }));
}

function nothingSeen(): Seen {
  return { present: new Set(), absent: new Set() };
}

function isComplete({ present, absent }: Seen): boolean {
  if (!absent.has(present.size)) return false;
  return [...present].every((ordinal) => ordinal < present.size);
}

/** How often a file was deposited, by what is proved. Batches file no digests, so they are never counted. */
export function countSentence({ alg, shown, complete }: Deposits): Sentence {
  if (!complete) {
    return {
      en: `Deposits with this ${alg}: ${shown} shown; the proof does not say whether there are more.`,
      zh: `具有此 ${alg} 的存证：已示 ${shown} 次；证明未说明是否还有。`,
    };
  }
  if (shown === 0) {
    return {
      en: `No deposit with this ${alg} up to then (batches not counted).`,
      zh: `截至该时刻，没有具有此 ${alg} 的存证（不计批次）。`,
    };
  }
  return {
    en: `Deposited exactly ${shown === 1 ? "once" : `${shown} times`} with this ${alg} up to then (batches not counted).`,
    zh: `截至该时刻，以此 ${alg} 恰好存证 ${shown} 次（不计批次）。`,
  };
}
