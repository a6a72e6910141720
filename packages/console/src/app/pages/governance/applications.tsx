import { utcTime } from "../../../web/format.ts";
import { ActLink } from "../../acting/act-link.tsx";
import { useMyMember, useView } from "../../acting/views.ts";
import { useApps } from "../../explore/definitions.ts";
import { Value } from "../../explore/value.tsx";
import { useLanguage, useText } from "../../language.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Moment } from "../../ui/moment.tsx";
import { texts } from "./messages.ts";

interface Application {
  readonly app: string;
  readonly status: "unfiled" | "filed" | "live" | "suspended";
  readonly since: number;
  readonly filing?: { readonly number: string };
  readonly reason?: string;
  readonly pausedUntil?: number;
  readonly sandbox?: { readonly supervisor: string; readonly until: number };
  readonly entry?: number;
}

/** Applications that cannot be stopped: deciding and watching itself rests on them. */
const FOUNDATION: ReadonlySet<string> = new Set([
  "evidence",
  "membership",
  "governance",
  "supervision",
  "upgrade",
]);

/** The applications of the ledger: how they stand, how they were filed. */
export function Applications() {
  const t = useText(texts);
  const { data, error } = useView<{ applications: readonly Application[] }>(
    "governance",
    "applications",
  );
  if (error !== null) return <ErrorNote error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <>
      <p className="muted">{t("appsText")}</p>
      {data.applications.map((application) => (
        <OneApplication key={application.app} application={application} />
      ))}
    </>
  );
}

function OneApplication({ application }: { application: Application }) {
  const t = useText(texts);
  const lang = useLanguage();
  const { data: apps } = useApps();
  const definition = apps?.find(({ name }) => name === application.app);
  const filing = definition && application.filing;
  const schema = apps
    ?.find(({ name }) => name === "governance")
    ?.actions.find(({ name }) => name === "file-application")?.input.properties?.["filing"];
  const { app, status, since, pausedUntil = 0, reason, sandbox } = application;
  const paused = pausedUntil > Date.now();
  return (
    <section className="panel stack" aria-label={app}>
      <div className="act-head">
        <h2 className="act-title">
          {definition?.title[lang] ?? app} <code className="small muted">{app}</code>
        </h2>
        <span className="tags">
          <span className={paused || status !== "live" ? "tag tag-warn" : "tag tag-good"}>
            {t(paused ? "app-paused" : `app-${status}`)}
          </span>
          {sandbox !== undefined && (
            <span className="tag">{t("trial", { date: utcTime(sandbox.until, lang) })}</span>
          )}
        </span>
      </div>
      <p className="muted">
        {definition?.summary[lang]} <Moment time={since} show="absolute" />
      </p>
      {reason !== undefined && (
        <p>
          <bdi>{reason}</bdi>
        </p>
      )}
      {filing !== undefined && (
        <details>
          <summary>
            {t("filing")}: <bdi>{filing.number}</bdi>
          </summary>
          <Value value={filing} schema={schema} />
        </details>
      )}
      <Doings application={application} />
    </section>
  );
}

function Doings({ application }: { application: Application }) {
  const t = useText(texts);
  const mine = useMyMember()?.organisation;
  const { app, status, entry, sandbox } = application;
  const known = { app };
  if (FOUNDATION.has(app)) {
    return app === "evidence" ? (
      <div className="page-actions">
        <ActLink action="governance.pause-application" known={known}>
          {t("pause")}
        </ActLink>
      </div>
    ) : null;
  }
  return (
    <div className="page-actions">
      {status !== "live" && (
        <ActLink action="governance.file-application" known={known}>
          {t("file")}
        </ActLink>
      )}
      {status === "filed" && entry !== undefined && (
        <ActLink action="governance.approve-application" known={{ app, filed: entry }} main>
          {t("approve")}
        </ActLink>
      )}
      {status === "suspended" && (
        <ActLink action="governance.resume-application" known={known}>
          {t("resume")}
        </ActLink>
      )}
      {status === "live" && (
        <>
          <ActLink action="governance.suspend-application" known={known}>
            {t("suspend")}
          </ActLink>
          <ActLink action="governance.pause-application" known={known}>
            {t("pause")}
          </ActLink>
        </>
      )}
      {sandbox !== undefined && sandbox.supervisor === mine && (
        <ActLink action="governance.stop-trial" known={known}>
          {t("stopTrial")}
        </ActLink>
      )}
    </div>
  );
}
