import { count } from "../../../web/format.ts";
import { ActLink } from "../../acting/act-link.tsx";
import { OrganisationLink } from "../../acting/organisation-link.tsx";
import { ViewTable } from "../../acting/view-table.tsx";
import { useText } from "../../language.ts";
import { texts } from "./messages.ts";

interface Quota {
  readonly organisation: string;
  readonly app: string;
  readonly statements?: number;
  readonly bytes?: number;
  readonly storage?: number;
}

interface Usage {
  readonly organisation: string;
  readonly app: string;
  readonly statements: number;
  readonly bytes: number;
}

const figure = (value: number | undefined) => (value === undefined ? "–" : count(value));

/** What organisations may send, and what they have sent. */
export function Quotas() {
  const t = useText(texts);
  const who = {
    key: "organisation",
    title: t("columnOrganisation"),
    render: ({ organisation }: { organisation: string }) => <OrganisationLink id={organisation} />,
  };
  const app = {
    key: "app",
    title: t("columnApp"),
    render: (row: { app: string }) => <code>{row.app}</code>,
  };
  return (
    <>
      <p className="muted">{t("quotasText")}</p>
      <div className="page-actions">
        <ActLink action="governance.set-quota">{t("setQuota")}</ActLink>
      </div>
      <ViewTable<Quota>
        app="governance"
        view="quotas"
        list="quotas"
        caption={t("quotas")}
        rowKey={(row) => `${row.organisation} ${row.app}`}
        empty={{ title: t("noQuotas"), text: t("noQuotasText") }}
        columns={[
          who,
          app,
          ...(["statements", "bytes", "storage"] as const).map((key) => ({
            key,
            title: t(key),
            numeric: true,
            render: (row: Quota) => figure(row[key]),
          })),
          {
            key: "do",
            title: t("columnDo"),
            render: (row) => (
              <ActLink
                action="governance.remove-quota"
                known={{ organisation: row.organisation, app: row.app }}
                quiet
              >
                {t("removeQuota")}
              </ActLink>
            ),
          },
        ]}
      />
      <h2>{t("usage")}</h2>
      <ViewTable<Usage>
        app="governance"
        view="usage"
        list="usage"
        caption={t("usage")}
        rowKey={(row) => `${row.organisation} ${row.app}`}
        empty={{ title: t("noUsage"), text: t("noUsageText") }}
        columns={[
          who,
          app,
          {
            key: "statements",
            title: t("columnValue"),
            numeric: true,
            render: ({ statements }) => count(statements),
          },
          {
            key: "bytes",
            title: t("storage"),
            numeric: true,
            render: ({ bytes }) => count(bytes),
          },
        ]}
      />
    </>
  );
}
