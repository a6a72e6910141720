import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { DataTable } from "../../../explore/data-table.tsx";
import { useText } from "../../../language.ts";
import { partAddress, unitsOf } from "../facts.ts";
import { texts } from "../messages.ts";
import { Money, Organisation } from "../pieces.tsx";
import type { Part } from "../rows.ts";
import { StateTag } from "../state-tag.tsx";

/** Rows shown at first, and more at a time. */
const SHOWN = 25;

/** The parts of an issue as a table: all that the picture shows, for those who do not see it. */
export function PartTable(props: { parts: readonly Part[]; currency: string; holder: string }) {
  const { parts, currency, holder } = props;
  const t = useText(texts);
  const [shown, setShown] = useState(SHOWN);
  const rows = parts.filter((part) => holder === "" || part.holder === holder);
  return (
    <section className="stack" aria-labelledby="receivables-parts">
      <h2 id="receivables-parts">{t("parts", { count: rows.length })}</h2>
      <DataTable
        caption={t("partsTable")}
        rows={rows.slice(0, shown)}
        rowKey={({ start }) => start}
        columns={[
          {
            key: "start",
            title: t("part"),
            render: (part) => (
              <Link to={partAddress(part)}>
                {t("partName", { certificate: part.certificate, start: part.start })}
              </Link>
            ),
          },
          {
            key: "amount",
            title: t("amount"),
            numeric: true,
            render: (part) => <Money minor={unitsOf(part)} currency={currency} />,
          },
          {
            key: "holder",
            title: t("holder"),
            render: (part) => <Organisation id={part.holder} />,
          },
          { key: "tier", title: t("tier"), numeric: true, render: ({ tier }) => String(tier) },
          { key: "state", title: t("state"), render: (part) => <StateTag part={part} /> },
        ]}
      />
      {rows.length > shown && (
        <p>
          <button type="button" className="button" onClick={() => setShown(shown + 4 * SHOWN)}>
            {t("more", { count: rows.length - shown })}
          </button>
        </p>
      )}
    </section>
  );
}
