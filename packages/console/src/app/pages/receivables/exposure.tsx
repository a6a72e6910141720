import { useState } from "react";
import { ViewTable } from "../../acting/view-table.tsx";
import { useText } from "../../language.ts";
import { Choice } from "./choice.tsx";
import { texts } from "./messages.ts";
import { Money, Organisation } from "./pieces.tsx";
import type { Exposure } from "./rows.ts";

const SUMS = ["outstanding", "overdue", "pledged", "financed", "redeemed"] as const;

/** Sums over the whole ledger, by organisation, currency and tier. */
export function ExposureTable() {
  const t = useText(texts);
  const [dimension, setDimension] = useState("debtor");
  const titles = {
    ...{ outstanding: t("owed"), overdue: t("overdueSum"), pledged: t("pledged") },
    ...{ financed: t("financed"), redeemed: t("redeemed") },
  };
  return (
    <>
      <p className="muted">{t("exposureText")}</p>
      <Choice
        label={t("by")}
        value={dimension}
        options={(["debtor", "guarantor", "holder"] as const).map((value) => ({
          ...{ value, title: t(`by-${value}`) },
        }))}
        choose={setDimension}
      />
      <ViewTable<Exposure>
        app="receivable"
        view="exposures"
        list="exposures"
        query={{ dimension }}
        caption={t("exposure")}
        rowKey={(row) => `${row.organisation}/${row.currency}/${row.tier}`}
        empty={{ title: t("exposureNone") }}
        columns={[
          {
            key: "organisation",
            title: t("whose"),
            render: ({ organisation }) => <Organisation id={organisation} />,
          },
          { key: "tier", title: t("tier"), numeric: true, render: ({ tier }) => String(tier) },
          ...SUMS.map((sum) => ({
            ...{ key: sum, title: titles[sum], numeric: true },
            render: (row: Exposure) => <Money minor={row[sum]} currency={row.currency} />,
          })),
        ]}
      />
    </>
  );
}
