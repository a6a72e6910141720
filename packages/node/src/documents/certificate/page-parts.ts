/** A label, what stands beside it, and a remark in smaller letters. */
export interface Row {
  readonly label: string;
  readonly values: readonly string[];
  /** True for hashes: set in groups. */
  readonly hash?: boolean;
  readonly note?: string;
}

/** One part of the page. */
export interface Section {
  readonly title: string;
  readonly note?: string;
  readonly rows: readonly Row[];
}
