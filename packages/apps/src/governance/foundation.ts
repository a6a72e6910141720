/** Applications that run from the founding of a ledger on, without filing. */
const FOUNDATION = ["evidence", "membership", "governance", "supervision", "upgrade"];

/** Applications without which nothing could be put right. */
const PROTECTED = ["membership", "governance", "supervision", "upgrade"];

/** True for an application that is live from the founding of a ledger on. */
export function isFoundation(app: string): boolean {
  return FOUNDATION.includes(app);
}

/** True for an application that can be neither suspended nor paused. */
export function isProtected(app: string): boolean {
  return PROTECTED.includes(app);
}
