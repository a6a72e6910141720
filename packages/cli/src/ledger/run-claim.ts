import { readFileSync, writeFileSync } from "node:fs";
import type { MadeClaims, WishedClaim } from "@tallystick/client/claims";
import { CLAIM_TESTS } from "@tallystick/core/claims/claims";
import * as z from "zod";
import { answer } from "../answer.ts";
import { CommandError, exitCodes, UsageError } from "../failure.ts";
import { chooseLanguage } from "../language.ts";
import { formatTime } from "../terminal/quantities.ts";
import { claimLines } from "../verify/verify-claims.ts";
import type { LedgerOptions } from "./ledger-trust.ts";
import { openReader } from "./open-client.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const wishesSchema = z
  .array(
    z.strictObject({
      row: z.strictObject({ app: z.string(), table: z.string(), key: z.array(scalar) }),
      path: z.array(z.union([z.string(), z.number()])),
      test: z.enum(CLAIM_TESTS),
      value: z.unknown().optional(),
    }),
  )
  .min(1);

function readWishes(path: string): readonly WishedClaim[] {
  try {
    return wishesSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    const first = cause instanceof z.ZodError ? cause.issues[0] : undefined;
    const where = first === undefined ? "" : `${first.path.join(".")}: `;
    throw new UsageError(`${path}: ${where}${first?.message ?? (cause as Error).message}`);
  }
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
