import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { formatMoney, type Money, MoneyError, parseMoney } from "@tallystick/core/money";
import { UsageError } from "../failure.ts";

/** An amount as people write it. @throws UsageError naming the option */
export function readMoney(text: string, option: string): Money {
  try {
    return parseMoney(text);
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw new UsageError(`${option}: ${error.message}`);
  }
}

/** The minor units of an amount that must be in the currency of what it is about. @throws UsageError */
export function unitsOf(text: string, option: string, currency: string): string {
  const money = readMoney(text, option);
  if (money.currency !== currency) {
    throw new UsageError(`${option}: the certificate is in ${currency}, not ${money.currency}`);
  }
  return money.amount.toString();
}

/** Weights of shares such as `3,2,1`. @throws UsageError */
export function readShares(text: string): number[] {
  if (!/^\d{1,10}(,\d{1,10})+$/.test(text)) {
    throw new UsageError(`--shares: ${text} is not like 3,2,1`);
  }
  return text.split(",").map(Number);
}

const SPANS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment as `3d`, `12h`, `30m`, `45s` from now, or in ISO 8601 with an offset. @throws UsageError */
export function readMoment(text: string, option: string, now: number): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return now + Number(count) * (SPANS[unit] ?? 0);
  const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
  const time = iso.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(
      `${option}: ${text} is neither like 3d, 12h, 30m nor 2027-05-31T18:00+08:00`,
    );
  }
  return time;
}

/**
 * A document that a use rests on: `25`, `25=4,000,000.00 CNY` (so much of it), either with `@file` at
 * the end, whose digest then is what was shown.
 * @throws UsageError
 */
export function readCited(
  text: string,
  currency: string,
  hash: "sha256" | "sm3",
): Record<string, unknown> {
  const [, number, amount, path] = /^(\d{1,16})(?:=([^@]+))?(?:@(.+))?$/.exec(text) ?? [];
  if (number === undefined) {
    throw new UsageError(`--document: ${text} is not like 25, 25=4,000.00 CNY or 25@invoice.pdf`);
  }
  return {
    document: Number(number),
    ...(amount !== undefined && { amount: unitsOf(amount, "--document", currency) }),
    ...(path !== undefined && { digest: digestOfFile(path, hash) }),
  };
}

/** Digest of a file, hex. @throws UsageError */
export function digestOfFile(path: string, hash: "sha256" | "sm3"): string {
  try {
    return createHash(hash).update(readFileSync(path)).digest("hex");
  } catch (cause) {
    throw new UsageError(`${path}: ${(cause as Error).message}`);
  }
}

/** Minor units from JSON, as people write them. */
export function money(units: unknown, currency: unknown): string {
  return formatMoney(BigInt(String(units)), String(currency));
}
