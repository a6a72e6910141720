import { Link } from "@tanstack/react-router";
import { ViewTable } from "../../acting/view-table.tsx";
import { useText } from "../../language.ts";
import { useDueDate, useWhose } from "./facts.ts";
import { texts } from "./messages.ts";
import { Money, Organisation } from "./pieces.tsx";
import type { Certificate } from "./rows.ts";
import { Sums } from "./sums.tsx";

interface Obligation {
  readonly certificate: Certificate;
  readonly unpaid: string;
  readonly overdue: boolean;
}

/** What an organisation has promised to pay, the first due first. */
export function Obligations() {
  const t = useText(texts);
  const dueDate = useDueDate();
  const organisation = useWhose();
  if (organisation === undefined) return null;
  return (
    <>
      <p className="muted">{t("obligationsText")}</p>
      <Sums dimension="debtor" />
      <ViewTable<Obligation>
        app="receivable"
        view="obligations"
        list="obligations"
        query={{ organisation }}
        caption={t("obligations")}
        rowKey={({ certificate }) => String(certificate.certificate)}
        empty={{ title: t("noObligations"), text: t("noObligationsText") }}
        columns={[
          {
            key: "certificate",
            title: t("certificate"),
            render: ({ certificate }) => (
              <Link to={`/receivables/${certificate.certificate}`}>
                {t("certificateName", { certificate: certificate.certificate })}
              </Link>
            ),
          },
          {
            key: "due",
            title: t("due"),
            render: ({ certificate, overdue }) => (
              <>
                <time>{dueDate(certificate.due)}</time>{" "}
                {overdue && <span className="tag tag-bad">▲ {t("overdue")}</span>}
              </>
            ),
          },
          {
            key: "amount",
            title: t("amount"),
            numeric: true,
            render: ({ certificate: { amount, currency } }) => (
              <Money minor={amount} currency={currency} />
            ),
          },
          {
            key: "unpaid",
            title: t("unpaid"),
            numeric: true,
            render: ({ certificate, unpaid }) => (
              <Money minor={unpaid} currency={certificate.currency} />
            ),
          },
          {
            key: "payee",
            title: t("payee"),
            render: ({ certificate }) => <Organisation id={certificate.payee} />,
          },
        ]}
      />
    </>
  );
}
