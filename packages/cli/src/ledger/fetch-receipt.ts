import { writeFileSync } from "node:fs";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { verify } from "@tallystick/core/verify";
import { answer } from "../answer.ts";
import type { ReceiptOptions } from "../commands/receipt.ts";
import { CommandError, UsageError } from "../failure.ts";
import { formatTime } from "../terminal/quantities.ts";
import { fetchTrust, reachNode } from "./reach.ts";

/** Outcome code of an accepted statement. */
const ACCEPTED = 0;

/**
 * Fetches a receipt, checks it against the trust of the ledger and writes it. The receipt of a
 * refused statement is a receipt too: it shows the refusal.
 * @throws CommandError when it does not hold, ClientError
 */
export async function fetchReceipt(index: number, options: ReceiptOptions): Promise<void> {
  if (options.state && options.cose) throw new UsageError("--state and --cose exclude each other");
  const transport = reachNode(options.url);
  const path = `/v1/receipts/${index}${options.cose ? "/cose" : ""}`;
  const query = options.state ? { state: true } : {};
  const bytes = await transport.bytes({ method: "GET", path, query, idempotent: true });
  if (options.cose) {
    writeFileSync(options.out, bytes);
    answer(options, { index, out: options.out, bytes: bytes.length }, () => [
      `${options.out}: ${bytes.length} bytes`,
    ]);
    return;
  }
  const { trust } = await fetchTrust(transport, options.data);
  const { layers, summary } = verify({ receipt: bytes, trust, now: Date.now(), suites: nodeSuite });
  const wrong = layers.find(({ layer, verdict }) => verdict === "fail" && layer !== "outcome");
  if (wrong !== undefined || summary === null || summary.index !== index) {
    const why = wrong?.detail.en ?? "it is of another entry";
    throw new CommandError("not-verified", `the receipt that the node gave does not hold: ${why}`);
  }
  writeFileSync(options.out, bytes);
  const { action, outcome, time, height } = summary;
  const told = { index, out: options.out, height, time, action, outcome };
  answer(options, told, () => [
    `${options.out}: ${action}, ${outcome === ACCEPTED ? "accepted" : `refused with outcome ${outcome}`}, block ${height}, ${formatTime(time)}`,
  ]);
}
