import { Link } from "@tanstack/react-router";
import { utcTime } from "../../../web/format.ts";
import { ActLink } from "../../acting/act-link.tsx";
import { ViewTable } from "../../acting/view-table.tsx";
import { useLanguage, useText } from "../../language.ts";
import { texts } from "./messages.ts";

interface PauseRow {
  readonly pause: {
    readonly pause: number;
    readonly app: string;
    readonly reason: string;
    readonly from: number;
    readonly until: number;
    readonly ratifyBy: number;
    readonly ratified?: number;
    readonly ended?: number;
    readonly entry: number;
  };
  readonly runs: boolean;
  readonly unratified: boolean;
}

/** Emergency pauses, those that run first asked to be ratified. */
export function Pauses() {
  const t = useText(texts);
  const lang = useLanguage();
  return (
    <>
      <p className="muted">{t("pausesText")}</p>
      <div className="page-actions">
        <ActLink action="governance.pause-application">{t("pause")}</ActLink>
      </div>
      <ViewTable<PauseRow>
        app="governance"
        view="pauses"
        query={{ reverse: true }}
        list="pauses"
        caption={t("pauses")}
        rowKey={({ pause }) => String(pause.pause)}
        empty={{ title: t("noPauses") }}
        columns={[
          {
            key: "app",
            title: t("columnApp"),
            render: ({ pause }) => (
              <>
                <code>{pause.app}</code> <bdi>{pause.reason}</bdi>
              </>
            ),
          },
          {
            key: "status",
            title: t("columnStatus"),
            render: ({ pause, runs, unratified }) => (
              <span className="tags">
                <span className={runs ? "tag tag-bad" : "tag"}>
                  {runs ? t("pauseRuns", { date: utcTime(pause.until, lang) }) : t("pauseOver")}
                </span>
                {unratified && <span className="tag tag-bad">{t("pauseUnratified")}</span>}
                {pause.ratified !== undefined ? (
                  <span className="tag tag-good">{t("pauseRatified")}</span>
                ) : (
                  runs && (
                    <span className="tag tag-warn">
                      {t("ratifyBy", { date: utcTime(pause.ratifyBy, lang) })}
                    </span>
                  )
                )}
              </span>
            ),
          },
          {
            key: "entry",
            title: t("columnProof"),
            numeric: true,
            render: ({ pause }) => (
              <Link to={`/explorer/statements/${pause.entry}`}>{pause.entry}</Link>
            ),
          },
          {
            key: "do",
            title: t("columnDo"),
            render: ({ pause, runs }) =>
              runs ? (
                <span className="act-row">
                  {pause.ratified === undefined && (
                    <ActLink
                      action="governance.ratify-pause"
                      known={{ pause: pause.pause }}
                      suggested={{ until: pause.until }}
                      quiet
                    >
                      {t("ratify")}
                    </ActLink>
                  )}
                  <ActLink action="governance.end-pause" known={{ pause: pause.pause }} quiet>
                    {t("endPause")}
                  </ActLink>
                </span>
              ) : null,
          },
        ]}
      />
    </>
  );
}
