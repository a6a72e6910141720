import { useView } from "../../acting/views.ts";
import { useText } from "../../language.ts";
import { useWhose } from "./facts.ts";
import { texts } from "./messages.ts";
import { Money } from "./pieces.tsx";
import type { Exposure } from "./rows.ts";

const MEMBERS = ["outstanding", "overdue", "pledged", "financed"] as const;

/** Sums of exposures over tiers, by currency. */
export function byCurrency(
  rows: readonly Exposure[],
): ReadonlyMap<string, Readonly<Record<(typeof MEMBERS)[number], bigint>>> {
  const sums = new Map<string, Record<(typeof MEMBERS)[number], bigint>>();
  for (const row of rows) {
    const sum = sums.get(row.currency) ?? {
      ...{ outstanding: 0n, overdue: 0n, pledged: 0n, financed: 0n },
    };
    for (const member of MEMBERS) sum[member] += BigInt(row[member]);
    sums.set(row.currency, sum);
  }
  return sums;
}

/** What an organisation holds or owes in all, one row of figures for each currency. */
export function Sums({ dimension }: { dimension: "holder" | "debtor" }) {
  const t = useText(texts);
  const organisation = useWhose();
  const { data } = useView<{ exposures: readonly Exposure[] }>(
    "receivable",
    "exposures",
    organisation === undefined ? null : { dimension, organisation, limit: 500 },
  );
  const sums = byCurrency(data?.exposures ?? []);
  const titles = {
    ...{ outstanding: t(`sum-${dimension}`), overdue: t("overdueSum") },
    ...{ pledged: t("pledged"), financed: t("financed") },
  };
  return [...sums].map(([currency, sum]) => (
    <dl key={currency} className="figures">
      {MEMBERS.map((member) => (
        <div key={member}>
          <dt>{titles[member]}</dt>
          <dd className={member === "overdue" && sum[member] > 0n ? "receivables-bad" : ""}>
            <Money minor={sum[member]} currency={currency} />
          </dd>
        </div>
      ))}
    </dl>
  ));
}
