import { type Text, useText } from "../../language.ts";
import { texts as organisationTexts } from "../organisations/messages.ts";
import { texts } from "./messages.ts";
import type { Fraction, KindPolicy, Policy } from "./records.ts";

type GovernanceText = Text<typeof texts.en>;

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

/** A span of time in its two largest units. */
export function spanOf(ms: number, t: GovernanceText): string {
  const days = Math.floor(ms / DAY);
  const hours = Math.floor((ms % DAY) / HOUR);
  const minutes = Math.max(days + hours === 0 ? 1 : 0, Math.floor((ms % HOUR) / MINUTE));
  const parts = [
    days > 0 && t("days", { count: days }),
    hours > 0 && t("hours", { count: hours }),
    days === 0 && minutes > 0 && t("minutes", { count: minutes }),
  ];
  return parts.filter((part) => part !== false).join(" ");
}

const part = ({ numerator, denominator }: Fraction) => `${numerator}/${denominator}`;

/** A policy in sentences. */
export function usePolicyWords(): (policy: Policy) => readonly string[] {
  const t = useText(texts);
  const kind = useText(organisationTexts);
  const named = (kinds: readonly string[]) =>
    kinds.map((one) => kind(`kind-${one}` as "kind-court")).join(" · ");
  return ({ threshold, quorum, counts, openMs, timeLockMs, expiryMs, veto }) => [
    t("policyThreshold", { part: part(threshold) }),
    t("policyQuorum", { part: part(quorum) }),
    t("policyCounts", { kinds: named(counts) }),
    t("policyOpen", { time: spanOf(openMs, t) }),
    timeLockMs === 0 ? t("policyNoWait") : t("policyWait", { time: spanOf(timeLockMs, t) }),
    t("policyExpiry", { time: spanOf(expiryMs, t) }),
    ...(veto === undefined
      ? []
      : [t("policyVeto", { part: part(veto.part), kinds: named(veto.kinds) })]),
  ];
}

/** Kinds of proposal that these actions belong to; what no policy covers is a matter of the rules. */
export function kindsOf(
  actions: readonly string[],
  policies: readonly KindPolicy[],
): readonly string[] {
  if (actions.length === 0) return ["resolution"];
  const kinds = actions.map((action) => {
    const [app] = action.split(".");
    const own = policies.find(({ covers }) => covers.includes(action));
    return (own ?? policies.find(({ covers }) => covers.includes(`${app}.*`)))?.kind ?? "rules";
  });
  return [...new Set(kinds)];
}

/** One half of a title that says the same in English and then in Chinese. */
export function halfOf(title: string, lang: "en" | "zh"): string {
  const [english = title, chinese = english] = title.split(" · ");
  return lang === "zh" ? chinese : english;
}
