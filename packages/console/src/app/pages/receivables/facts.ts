import { dayOfTime, textOfDay } from "@tallystick/apps/receivable/policy/calendar";
import { inWords } from "@tallystick/apps/receivable/words";
import { minorDigits } from "@tallystick/core/money";
import { useSearch } from "@tanstack/react-router";
import { useMyMember, useView } from "../../acting/views.ts";
import { useStatus } from "../../api/facts.ts";
import { useLanguage } from "../../language.ts";
import { formatAmount } from "../../ui/amount.tsx";
import type { Part, Policy } from "./rows.ts";

/** The policy in force. */
export function usePolicy(): Policy | undefined {
  return useView<{ policy?: Policy }>("receivable", "policy").data?.policy;
}

/** Offset of the policy's zone until the policy is known: that of a new ledger. */
const OFFSET_MINUTES = 480;

/** Writes the date of a due time, in the zone of the policy. */
export function useDueDate(): (due: number) => string {
  const { utcOffsetMinutes = OFFSET_MINUTES } = usePolicy() ?? {};
  return (due) => textOfDay(dayOfTime(due, utcOffsetMinutes));
}

/** Gives words of the ledger in the reader's language. */
export function useWords(): (word: string) => string {
  const lang = useLanguage();
  return (word) => inWords(word, lang);
}

/** An amount as a sentence has it. */
export function moneyText(minor: string | bigint, currency: string): string {
  return `${formatAmount(BigInt(minor), minorDigits(currency))}\u00a0${currency}`;
}

/** The moment by which locks are judged: never before the last block. */
export function useNow(): number {
  const { data } = useStatus();
  return Math.max(data?.time ?? 0, Date.now());
}

/** Units of a part or a request. */
export function unitsOf({ start, end }: { readonly start: string; readonly end: string }): bigint {
  return BigInt(end) - BigInt(start);
}

/** Address of a part. */
export function partAddress(of: Pick<Part, "certificate" | "start">): string {
  return `/receivables/${of.certificate}/${of.start}`;
}

/** An organisation of the ledger. */
export interface Named {
  readonly organisation: string;
  readonly name: string;
  readonly status?: string;
}

/** Organisations that a choice lists at most. */
export const CHOICES_MAX = 100;

/** The organisations of the ledger, those that a choice lists. */
export function useOrganisations(): readonly Named[] {
  const { data } = useView<{ organisations: readonly Named[] }>("membership", "organisations", {
    limit: CHOICES_MAX,
  });
  return data?.organisations ?? [];
}

/** The organisation in whose name the reader acts; undefined for guests. */
export function useOwnOrganisation(): string | undefined {
  return useMyMember()?.organisation;
}

/** Whose receivables are looked at: that of the address, the reader's own, or the node's. */
export function useWhose(): string | undefined {
  const { organisation } = useSearch({ strict: false }) as { organisation?: unknown };
  const own = useOwnOrganisation();
  const { data: status } = useStatus();
  if (typeof organisation === "string" && organisation !== "") return organisation;
  return own ?? status?.organisation;
}
