import "./explorer.css";
import { Link } from "@tanstack/react-router";
import { useApps } from "../../explore/definitions.ts";
import { useLanguage, useText } from "../../language.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { BlockTable } from "./block-table.tsx";
import { useLiveStatements, withLive } from "./live-statements.ts";
import { useBlocks, useStatements } from "./log-api.ts";
import { texts } from "./messages.ts";
import { StatementTable } from "./statement-table.tsx";

/** Lines of each list. */
const LINES = 8;

/** What is on the ledger: the latest of everything, and the ways into it. */
export default function Explorer() {
  const t = useText(texts);
  return (
    <Page title={t("title")} intro={t("intro")}>
      <LatestStatements />
      <LatestBlocks />
      <Applications />
    </Page>
  );
}

function LatestStatements() {
  const t = useText(texts);
  const { data, error, refetch } = useStatements({ limit: LINES });
  const live = useLiveStatements(true);
  return (
    <section className="stack">
      <Head title={t("latestStatements")} to="/explorer/statements" all={t("allStatements")} />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <StatementTable
          brief
          caption={t("latestStatements")}
          statements={withLive(live, data.items).slice(0, LINES)}
        />
      )}
    </section>
  );
}

function LatestBlocks() {
  const t = useText(texts);
  const { data, error, refetch } = useBlocks({ empty: true, limit: LINES });
  return (
    <section className="stack">
      <Head title={t("latestBlocks")} to="/explorer/blocks" all={t("allBlocks")} />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <BlockTable brief caption={t("latestBlocks")} blocks={data.items} />}
    </section>
  );
}

function Head({ title, to, all }: { title: string; to: string; all: string }) {
  return (
    <header className="section-head">
      <h2>{title}</h2>
      <Link to={to}>{all}</Link>
    </header>
  );
}

function Applications() {
  const t = useText(texts);
  const lang = useLanguage();
  const { data, error, refetch } = useApps();
  return (
    <section className="stack">
      <div>
        <h2>{t("applications")}</h2>
        <p className="muted">{t("applicationsIntro")}</p>
      </div>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      <ul className="cards">
        {data?.map(({ name, title, summary }) => (
          <li key={name} className="panel">
            <h3>
              <Link to={`/explorer/apps/${name}`}>{title[lang]}</Link>
            </h3>
            <p>{summary[lang]}</p>
            <code className="muted small">{name}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
