import type { Part } from "./rows.ts";

/** How a part looks: each has a sign and a colour of its own, so that nobody needs the colour. */
export const LOOKS = [
  "circulable",
  "non-transferable",
  "locked",
  "pledged",
  "awaiting-receipt",
  "matured",
  "redeemed",
  "cancelled",
] as const;

/** How a part looks. */
export type Look = (typeof LOOKS)[number];

/** The sign of each look. */
export const SIGNS: Readonly<Record<Look, string>> = {
  circulable: "●",
  "non-transferable": "■",
  locked: "◐",
  pledged: "◆",
  "awaiting-receipt": "○",
  matured: "▲",
  redeemed: "✓",
  cancelled: "✕",
};

/** What a reader needs to know first of a part. A lock that has run out is none. */
export function lookOf(
  part: Pick<Part, "settled" | "status" | "flag" | "lock">,
  now: number,
): Look {
  if (part.settled !== undefined) return part.settled;
  const { lock } = part;
  const flag = lock !== undefined && lock.until < now ? lock.flag : part.flag;
  if (part.status === "terminated" || flag === "ended") return "cancelled";
  if (flag === "locked") return "locked";
  return part.status === "matured" ? "matured" : flag;
}
