import { toHex } from "@tallystick/core/bytes";
import { FINDINGS_LISTED } from "../../limits.ts";

/** What kind of thing is damaged. */
export type FindingKind =
  /** The store itself: it cannot be opened or read. */
  | "store"
  /** A stored value fails its checksum. */
  | "value"
  /** A key that no part of the ledger would have written. */
  | "stray"
  /** The ledger's own facts: genesis, head, schema. */
  | "meta"
  | "block"
  | "certificate"
  | "entry"
  | "statement-signature"
  | "statement-id"
  | "log-tile"
  | "log-root"
  | "state-tree"
  | "row"
  | "index"
  | "batch"
  /** Executing the log again comes to something else. */
  | "replay";

/** One damage, named. */
export interface Finding {
  readonly kind: FindingKind;
  readonly message: string;
  /** Key in the store, hex. */
  readonly key?: string;
  readonly height?: number;
  /** Log index. */
  readonly index?: number;
}

/** Where a finding is, as whoever found it knows it. */
export interface Place {
  readonly key?: Uint8Array;
  readonly height?: number;
  readonly index?: number;
}

/** Damage found so far: every one counted, the first ones listed. */
export class Findings {
  readonly listed: Finding[] = [];
  readonly counts = new Map<FindingKind, number>();

  get total(): number {
    let total = 0;
    for (const count of this.counts.values()) total += count;
    return total;
  }

  add(kind: FindingKind, message: string, { key, height, index }: Place = {}): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    if (this.listed.length >= FINDINGS_LISTED) return;
    this.listed.push({
      kind,
      message,
      ...(key === undefined ? {} : { key: toHex(key) }),
      ...(height === undefined ? {} : { height }),
      ...(index === undefined ? {} : { index }),
    });
  }
}
