import type { Outcome, TrustInUse } from "./session-state.ts";

/**
 * A verdict as JSON, for files and case records. It says what was held against what; it is no proof
 * itself, and whoever gets it checks the receipt again.
 */
export function reportOf({ receipt, file, check }: Outcome, trust: TrustInUse | null): unknown {
  return {
    format: "tallystick-report/1",
    checkedAt: new Date().toISOString(),
    receipt: receipt.name,
    file: file && { name: file.name, size: file.file.size },
    trust: trust && { fingerprint: trust.fingerprint, ledger: trust.trust.name },
    ...check.result,
  };
}
