import { ActLink } from "../../acting/act-link.tsx";
import { OrganisationLink } from "../../acting/organisation-link.tsx";
import { ViewTable } from "../../acting/view-table.tsx";
import { useMyMember } from "../../acting/views.ts";
import { useText } from "../../language.ts";
import { Moment } from "../../ui/moment.tsx";
import { texts } from "./messages.ts";

interface Scope {
  readonly observer: string;
  readonly scope: number;
  readonly recordClasses: readonly string[];
  readonly purposes: readonly string[];
  readonly subjects?: readonly string[];
  readonly level: "predicate" | "aggregate" | "raw";
  readonly legalBasis: string;
  readonly until: number;
  readonly endedFrom?: number;
}

/** Who may look at what, for what, until when. */
export function Scopes() {
  const t = useText(texts);
  const me = useMyMember();
  return (
    <>
      <div className="page-actions">
        <ActLink action="supervision.grant-scope">{t("grantScope")}</ActLink>
      </div>
      <ViewTable<Scope>
        app="supervision"
        view="scopes"
        list="scopes"
        caption={t("scopes")}
        rowKey={({ observer, scope }) => `${observer} ${scope}`}
        empty={{ title: t("noScopes"), text: t("noScopesText") }}
        columns={[
          {
            key: "observer",
            title: t("columnObserver"),
            render: ({ observer }) => <OrganisationLink id={observer} />,
          },
          {
            key: "classes",
            title: t("columnClasses"),
            render: ({ recordClasses, subjects }) => (
              <>
                <code>{recordClasses.join(", ")}</code> ·{" "}
                <bdi>{subjects?.join(", ") ?? t("everybody")}</bdi>
              </>
            ),
          },
          {
            key: "level",
            title: t("columnLevel"),
            render: ({ level, purposes }) => (
              <>
                <span className="tag">{t(`level-${level}`)}</span> <bdi>{purposes.join(", ")}</bdi>
              </>
            ),
          },
          {
            key: "basis",
            title: t("columnBasis"),
            render: ({ legalBasis }) => <bdi>{legalBasis}</bdi>,
          },
          {
            key: "until",
            title: t("columnUntil"),
            render: ({ until, endedFrom }) => (
              <>
                <Moment time={until} show="absolute" />{" "}
                {endedFrom !== undefined || until < Date.now() ? (
                  <span className="tag">{t("ended")}</span>
                ) : (
                  <span className="tag tag-good">{t("inForce")}</span>
                )}
              </>
            ),
          },
          {
            key: "do",
            title: t("columnDo"),
            render: ({ observer, scope, endedFrom }) =>
              endedFrom !== undefined ? null : (
                <span className="act-row">
                  <ActLink action="supervision.end-scope" known={{ observer, scope }} quiet>
                    {t("endScope")}
                  </ActLink>
                  {observer === me?.organisation && (
                    <ActLink action="supervision.query" known={{ scope }} quiet>
                      {t("query")}
                    </ActLink>
                  )}
                </span>
              ),
          },
        ]}
      />
    </>
  );
}
