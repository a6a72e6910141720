import { readFileSync, writeFileSync } from "node:fs";
import type { MadeClaims, WishedClaim } from "@tallystick/client/claims";
import { CLAIM_TESTS } from "@tallystick/core/claims/claims";
import { answer } from "../answer.ts";
import { CommandError, exitCodes, UsageError } from "../failure.ts";
import { chooseLanguage } from "../language.ts";
import { formatTime } from "../terminal/quantities.ts";
import { claimLines } from "../verify/verify-claims.ts";
import type { LedgerOptions } from "./ledger-trust.ts";
import { openReader } from "./open-client.ts";

const ROW_MEMBERS = ["app", "table", "key"];

/** Reads what is to be claimed; whether a claim is one is for the encoder to say. @throws UsageError */
function readWishes(path: string): readonly WishedClaim[] {
  try {
    const wishes: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!Array.isArray(wishes) || wishes.length === 0)
      throw new Error("it must be a list of claims");
    return wishes.map(readWish);
  } catch (cause) {
    throw new UsageError(`${path}: ${(cause as Error).message}`);
  }
}

function readWish(item: unknown, at: number): WishedClaim {
  const { row, path, test } = (item ?? {}) as Partial<WishedClaim>;
  const named = row !== undefined && ROW_MEMBERS.every((member) => member in Object(row));
  if (!named || !Array.isArray(row.key)) {
    throw new Error(`claim ${at + 1} must name a row: app, table and key`);
  }
  if (!Array.isArray(path) || !CLAIM_TESTS.some((one) => one === test)) {
    throw new Error(`claim ${at + 1} must have a path and a test: ${CLAIM_TESTS.join(", ")}`);
  }
  return item as WishedClaim;
}

/** `tallystick claim`: writes a file of claims. @returns the exit code: 0 when all of them hold */
export async function runClaim(
  wishesPath: string,
  out: string,
  options: LedgerOptions & { readonly json?: boolean; readonly lang?: string },
): Promise<number> {
  const client = await openReader(options);
  return tellClaims(await client.claims(readWishes(wishesPath)), out, options);
}

/** Writes a file of claims, and says of each whether it is so. @returns the exit code: 0 when all hold */
export function tellClaims(
  { file, result }: MadeClaims,
  out: string,
  options: { readonly json?: boolean; readonly lang?: string },
): number {
  const { valid, claims, summary } = result;
  try {
    writeFileSync(out, file);
  } catch (cause) {
    throw new CommandError("not-written", `${out}: ${(cause as Error).message}`, "", cause);
  }
  const { height = 0, time = 0 } = summary ?? {};
  answer(options, { claimsFile: out, valid, claims, height, time }, () => [
    ...claimLines(claims, chooseLanguage(options.lang, process.env)),
    `${out}  block ${height}, ${formatTime(time)}`,
  ]);
  return valid ? exitCodes.ok : exitCodes.failed;
}
