import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Trust } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";

/**
 * Fetches the receipts of some entries and verifies each. Throws when one does not hold: a rate of
 * deposits whose receipts are no good is no rate.
 *
 * @returns how many were checked, and the mean size of one in bytes
 */
export async function checkReceipts(
  url: string,
  trust: Trust,
  indexes: readonly number[],
): Promise<{ receiptsChecked: number; receiptBytes: number }> {
  let bytes = 0;
  for (const index of indexes) {
    const response = await fetch(`${url}/v1/receipts/${index}`);
    const receipt = new Uint8Array(await response.arrayBuffer());
    const result = response.ok
      ? verify({ receipt, trust, now: Date.now(), suites: nodeSuite })
      : undefined;
    if (result?.valid !== true || result.summary?.index !== index) {
      throw new Error(`the receipt of entry ${index} does not hold (HTTP ${response.status})`);
    }
    bytes += receipt.length;
  }
  return {
    receiptsChecked: indexes.length,
    receiptBytes: indexes.length === 0 ? 0 : Math.round(bytes / indexes.length),
  };
}

/** Where the ledger stands. */
export async function logSizeOf(url: string): Promise<{ logSize: number; height: number }> {
  const response = await fetch(`${url}/v1/status`);
  return (await response.json()) as { logSize: number; height: number };
}
