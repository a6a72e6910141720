import { writeFileSync } from "node:fs";
import type { Client } from "@tallystick/client/client";
import { answer } from "../answer.ts";
import { CommandError, UsageError } from "../failure.ts";
import { formatTime } from "../terminal/quantities.ts";
import { openReader } from "./open-client.ts";

/** Options of `receipt`. */
export interface ReceiptOptions {
  readonly json?: boolean;
  readonly url: string;
  readonly data: string;
  readonly out: string;
  readonly state?: boolean;
  readonly engine?: boolean;
  readonly cose?: boolean;
}

/** Outcome code of an accepted statement. */
const ACCEPTED = 0;

/**
 * Fetches a receipt, checks it against the trust of the ledger and writes it. The receipt of a
 * refused statement is a receipt too: it shows the refusal.
 * @throws CommandError when it does not hold, ClientError
 */
export async function fetchReceipt(index: number, options: ReceiptOptions): Promise<void> {
  if (options.cose && (options.state || options.engine)) {
    throw new UsageError("--cose goes with neither --state nor --engine");
  }
  const client = await openReader(options);
  if (options.cose) return fetchCose(client, index, options);
  const bytes = await client.receipt(index, {
    state: options.state === true,
    engine: options.engine === true,
  });
  const { layers, summary } = client.verify(bytes);
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

/** The same as standalone RFC 9942 receipts, for verifiers that know nothing of Tallystick. */
async function fetchCose(client: Client, index: number, options: ReceiptOptions): Promise<void> {
  const path = `/v1/receipts/${index}/cose`;
  const bytes = await client.transport.bytes({ method: "GET", path, idempotent: true });
  writeFileSync(options.out, bytes);
  answer(options, { index, out: options.out, bytes: bytes.length }, () => [
    `${options.out}: ${bytes.length} bytes`,
  ]);
}
