import { textOfDay } from "@tallystick/apps/receivable/policy/calendar";
import { useState } from "react";
import { ViewTable } from "../../acting/view-table.tsx";
import { useView } from "../../acting/views.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { useText } from "../../language.ts";
import { Choice } from "./choice.tsx";
import { usePolicy, useWhose, useWords } from "./facts.ts";
import { texts } from "./messages.ts";
import { Money } from "./pieces.tsx";

interface Maturity {
  readonly dueDay: number;
  readonly outstanding: string;
  readonly overdue: string;
}

interface Ageing {
  readonly buckets: readonly { readonly name: string; readonly outstanding: string }[];
  readonly complete: boolean;
}

/** What a debtor owes on each day, and how old it is. */
export function Calendar() {
  const t = useText(texts);
  const words = useWords();
  const organisation = useWhose();
  const { currencies = ["CNY"] } = usePolicy() ?? {};
  const [chosen, setChosen] = useState("");
  const currency = chosen === "" ? (currencies[0] ?? "CNY") : chosen;
  const { data: ageing } = useView<Ageing>(
    "receivable",
    "ageing",
    organisation === undefined ? null : { organisation, currency },
  );
  if (organisation === undefined) return null;
  return (
    <>
      <p className="muted">{t("calendarText")}</p>
      {currencies.length > 1 && (
        <Choice
          label={t("currency")}
          value={currency}
          options={currencies.map((value) => ({ value, title: value }))}
          choose={setChosen}
        />
      )}
      <ViewTable<Maturity>
        app="receivable"
        view="maturities"
        list="maturities"
        query={{ organisation, currency }}
        caption={t("calendar")}
        rowKey={({ dueDay }) => String(dueDay)}
        empty={{ title: t("calendarNone") }}
        columns={[
          {
            key: "day",
            title: t("day"),
            render: ({ dueDay }) => <time>{textOfDay(dueDay)}</time>,
          },
          {
            key: "owed",
            title: t("owed"),
            numeric: true,
            render: ({ outstanding }) => <Money minor={outstanding} currency={currency} />,
          },
          {
            key: "overdue",
            title: t("overdueSum"),
            numeric: true,
            render: ({ overdue }) => <Money minor={overdue} currency={currency} />,
          },
        ]}
      />
      <h2>{t("ageing")}</h2>
      {ageing !== undefined && (
        <>
          {!ageing.complete && <p className="note note-warn">{t("ageingPartly")}</p>}
          <DataTable
            caption={t("ageing")}
            rows={ageing.buckets}
            rowKey={({ name }) => name}
            columns={[
              { key: "bucket", title: t("bucket"), render: ({ name }) => words(name) },
              {
                key: "owed",
                title: t("owed"),
                numeric: true,
                render: ({ outstanding }) => <Money minor={outstanding} currency={currency} />,
              },
            ]}
          />
        </>
      )}
    </>
  );
}
