/** A row that says what was decided last and from which height it holds. */
export interface Standing {
  readonly status?: string | undefined;
  readonly statusFrom?: number | undefined;
}

/** What is kept of a row that says how somebody stands: so much less than the row. */
export function standingOf({ status, statusFrom }: Standing): Standing {
  return { status, statusFrom };
}

/**
 * True when the row counts at a height: an active one from `statusFrom` on, any other until the height
 * before it. A row without either is active since it was written.
 */
export function activeAt({ status = "active", statusFrom = 0 }: Standing, height: number): boolean {
  return status === "active" ? height >= statusFrom : height < statusFrom;
}

/**
 * Height at which an end counts when one is set at `height` for `from`: an end that stands can be
 * brought forward, never put off, and what does not count now does not come back in between.
 */
export function endFrom(row: Standing, from: number, height: number): number {
  const { status = "active", statusFrom = 0 } = row;
  const ends = status !== "active";
  if (activeAt(row, height)) return ends ? Math.min(statusFrom, from) : from;
  return ends ? statusFrom : height;
}

/**
 * Height at which a return counts when one is decided at `height` for `from`: a suspension that has
 * not begun is called off, so that nothing interrupts.
 */
export function returnFrom(row: Standing, from: number, height: number): number {
  return activeAt(row, height) ? 0 : from;
}

/** A span of heights. */
export interface Span {
  readonly fromHeight: number;
  readonly toHeight?: number | undefined;
}

/** True when a height lies in the span, both ends included. */
export function spans({ fromHeight, toHeight }: Span, height: number): boolean {
  return fromHeight <= height && (toHeight === undefined || height <= toHeight);
}
