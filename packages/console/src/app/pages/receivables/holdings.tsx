import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ViewTable } from "../../acting/view-table.tsx";
import { useText } from "../../language.ts";
import { partAddress, useDueDate, useWhose, useWords } from "./facts.ts";
import { texts } from "./messages.ts";
import { Money, Organisation } from "./pieces.tsx";
import type { Held } from "./rows.ts";
import { StateTag } from "./state-tag.tsx";
import { Sums } from "./sums.tsx";

const STATUSES = ["received", "matured", "drawn", "accepted", "terminated"] as const;

/** What an organisation holds. */
export function Holdings() {
  const t = useText(texts);
  const words = useWords();
  const organisation = useWhose();
  const [status, setStatus] = useState("");
  if (organisation === undefined) return null;
  return (
    <>
      <p className="muted">{t("holdingsText")}</p>
      <Sums dimension="holder" />
      <div className="receivables-whose">
        <label htmlFor="receivables-status">{t("status")}</label>
        <select
          id="receivables-status"
          className="input"
          value={status}
          onChange={({ target }) => setStatus(target.value)}
        >
          <option value="">{t("all")}</option>
          {STATUSES.map((one) => (
            <option key={one} value={one}>
              {words(one)}
            </option>
          ))}
        </select>
      </div>
      <HeldTable
        view="holdings"
        list="holdings"
        caption={t("holdings")}
        query={{ organisation, status: status === "" ? undefined : status }}
        empty={{ title: t("noHoldings"), text: t("noHoldingsText") }}
      />
      <h2>{t("pledges")}</h2>
      <p className="muted">{t("pledgesText")}</p>
      <HeldTable
        view="pledges"
        list="pledges"
        caption={t("pledges")}
        query={{ organisation }}
        holder
        empty={{ title: t("noPledges") }}
      />
    </>
  );
}

/** Parts with what matters of their certificates. */
function HeldTable(props: {
  view: string;
  list: string;
  caption: string;
  query: Record<string, string | undefined>;
  holder?: boolean;
  empty: { title: string; text?: string };
}) {
  const t = useText(texts);
  const dueDate = useDueDate();
  const { holder = false, ...rest } = props;
  return (
    <ViewTable<Held>
      {...rest}
      app="receivable"
      rowKey={({ part }) => `${part.certificate}/${part.start}`}
      columns={[
        {
          key: "part",
          title: t("part"),
          render: ({ part }) => (
            <Link to={partAddress(part)}>
              {t("partName", { certificate: part.certificate, start: part.start })}
            </Link>
          ),
        },
        {
          key: "amount",
          title: t("amount"),
          numeric: true,
          render: ({ amount, currency }) => <Money minor={amount} currency={currency} />,
        },
        ...(holder
          ? [
              {
                key: "holder",
                title: t("holder"),
                render: ({ part }: Held) => <Organisation id={part.holder} />,
              },
            ]
          : []),
        { key: "debtor", title: t("debtor"), render: ({ debtor }) => <Organisation id={debtor} /> },
        { key: "due", title: t("due"), render: ({ due }) => <time>{dueDate(due)}</time> },
        { key: "state", title: t("state"), render: ({ part }) => <StateTag part={part} /> },
      ]}
    />
  );
}
