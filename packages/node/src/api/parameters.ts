import * as z from "zod";
import { apiLimits } from "./limits.ts";

// Parameters of paths and queries arrive as text. Each schema here takes exactly one spelling of a
// value: "007", "1e3", " 7" and "" are refused, so that a URL names one thing.

const UINT_PATTERN = /^(?:0|[1-9][0-9]{0,15})$/;

/** An unsigned integer written in decimal, at most `max` (default 2^53 - 1). */
export function uintText(description: string, max: number = Number.MAX_SAFE_INTEGER) {
  return z
    .string()
    .regex(UINT_PATTERN, "must be a whole number in decimal without leading zeros")
    .transform(Number)
    .refine((n) => n <= max, `must be at most ${max}`)
    .meta({ description, wire: { type: "integer", minimum: 0, maximum: max } });
}

/** `true` or `false`. */
export function booleanText(description: string) {
  return z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .meta({ description, wire: { type: "boolean" } });
}

/** Lower-case hex of exactly `bytes` bytes, or of 1..max when a range is given. */
export function hexText(description: string, bytes: number | { min: number; max: number }) {
  const { min, max } = typeof bytes === "number" ? { min: bytes, max: bytes } : bytes;
  return z
    .string()
    .regex(
      new RegExp(`^(?:[0-9a-f]{2}){${min},${max}}$`),
      "must be lower-case hex of the right length",
    )
    .meta({ description });
}

/** A short name: application, action, table or member. */
export function nameText(description: string) {
  return z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, "must be a lower-case name")
    .meta({ description });
}

/** The two members that every page takes. */
export const pageQuery = {
  limit: uintText(`items at most, up to ${apiLimits.pageItems}`, apiLimits.pageItems)
    .refine((n) => n >= 1, "must be at least 1")
    .optional(),
};

/** The largest message of a failed parse: names the place, never the value. */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "the value is not of the right shape";
  const where = issue.path.length === 0 ? "" : `${issue.path.map(String).join(".")}: `;
  if (issue.code === "unrecognized_keys")
    return `${where}has a member that this route does not know`;
  return `${where}${issue.message}`;
}
