import { Link } from "@tanstack/react-router";
import { ActLink } from "../../acting/act-link.tsx";
import { OrganisationLink } from "../../acting/organisation-link.tsx";
import { ViewTable } from "../../acting/view-table.tsx";
import { useMyMember } from "../../acting/views.ts";
import { useText } from "../../language.ts";
import { Moment } from "../../ui/moment.tsx";
import { texts } from "./messages.ts";

interface IncidentRow {
  readonly incident: {
    readonly incident: number;
    readonly organisation: string;
    readonly severity: "minor" | "major" | "critical";
    readonly due: number;
    readonly summary: string;
    readonly reported?: { readonly to: string };
    readonly closed?: object;
    readonly notes: number;
  };
  readonly overdue: boolean;
}

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];

/** Incidents with their deadlines, and who answers for security. */
export function Incidents() {
  const t = useText(texts);
  return (
    <>
      <div className="page-actions">
        <ActLink action="supervision.open-incident">{t("openIncident")}</ActLink>
      </div>
      <ViewTable<IncidentRow>
        app="supervision"
        view="incidents"
        list="incidents"
        caption={t("incidents")}
        rowKey={({ incident }) => String(incident.incident)}
        empty={{ title: t("noIncidents"), text: t("noIncidentsText") }}
        columns={[
          {
            key: "incident",
            title: t("columnIncident"),
            render: ({ incident }) => (
              <>
                <Link to={`/explorer/statements/${incident.incident}`}>{incident.incident}</Link>{" "}
                <bdi className="act-plain">{incident.summary}</bdi>{" "}
                {incident.notes > 0 && (
                  <span className="tag">{t("notes", { count: incident.notes })}</span>
                )}
              </>
            ),
          },
          {
            key: "organisation",
            title: t("columnOrganisation"),
            render: ({ incident }) => <OrganisationLink id={incident.organisation} />,
          },
          {
            key: "severity",
            title: t("columnStanding"),
            render: ({ incident }) => (
              <span className={incident.severity === "minor" ? "tag" : "tag tag-bad"}>
                {t(`severity-${incident.severity}`)}
              </span>
            ),
          },
          { key: "due", title: t("columnDue"), render: (row) => <Due row={row} /> },
          { key: "do", title: t("columnDo"), render: (row) => <Doings row={row} /> },
        ]}
      />
      <Owners />
    </>
  );
}

function Due({ row: { incident, overdue } }: { row: IncidentRow }) {
  const t = useText(texts);
  if (incident.reported !== undefined) {
    return <span className="tag tag-good">{t("reported", { to: incident.reported.to })}</span>;
  }
  const left = incident.due - Date.now();
  return (
    <>
      <Moment time={incident.due} show="absolute" />{" "}
      {overdue || left <= 0 ? (
        <span className="tag tag-bad">{t("late")}</span>
      ) : (
        <span className="tag tag-warn">
          {left < DAY_MS
            ? t("hoursLeft", { count: Math.floor(left / HOUR_MS) })
            : t("daysLeft", { count: Math.floor(left / DAY_MS) })}
        </span>
      )}
    </>
  );
}

function Doings({ row: { incident } }: { row: IncidentRow }) {
  const t = useText(texts);
  const mine = useMyMember()?.organisation;
  const known = { incident: incident.incident };
  if (incident.closed !== undefined) return <span className="tag">{t("closed")}</span>;
  if (incident.organisation !== mine) return null;
  return (
    <span className="act-row">
      {incident.reported === undefined && (
        <ActLink action="supervision.report-incident" known={known} quiet>
          {t("report")}
        </ActLink>
      )}
      <ActLink action="supervision.add-note" known={known} quiet>
        {t("addNote")}
      </ActLink>
      <ActLink action="supervision.close-incident" known={known} quiet>
        {t("close")}
      </ActLink>
    </span>
  );
}

function Owners() {
  const t = useText(texts);
  return (
    <>
      <div className="act-head">
        <h2>{t("owners")}</h2>
        <ActLink action="supervision.name-security-owner">{t("nameOwner")}</ActLink>
      </div>
      <ViewTable<{ organisation: string; owner: string; contact: string }>
        app="supervision"
        view="security-owners"
        list="owners"
        caption={t("owners")}
        small
        rowKey={({ organisation }) => organisation}
        empty={{ title: t("noOwners") }}
        columns={[
          {
            key: "organisation",
            title: t("columnOrganisation"),
            render: ({ organisation }) => <OrganisationLink id={organisation} />,
          },
          { key: "owner", title: t("columnOwner"), render: ({ owner }) => <bdi>{owner}</bdi> },
          {
            key: "contact",
            title: t("columnContact"),
            render: ({ contact }) => <bdi>{contact}</bdi>,
          },
        ]}
      />
    </>
  );
}
