/** A row that says what was decided last and from which height it holds. */
export interface Standing {
  readonly status?: string | undefined;
  readonly statusFrom?: number | undefined;
}

/**
 * True when the row counts at a height: an active one from `statusFrom` on, any other until the height
 * before it. A row without either is active since it was written.
 */
export function activeAt({ status = "active", statusFrom = 0 }: Standing, height: number): boolean {
  return status === "active" ? height >= statusFrom : height < statusFrom;
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
