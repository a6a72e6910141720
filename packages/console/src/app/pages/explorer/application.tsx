import { Link } from "@tanstack/react-router";
import { type AppDefinition, useApps } from "../../explore/definitions.ts";
import { labelOf } from "../../forms/schema.ts";
import { useLanguage, useText } from "../../language.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { Crumbs } from "./crumbs.tsx";
import { texts } from "./messages.ts";
import { useNames } from "./names.ts";

/** What an application does: its actions, views, tables and refusals, made from its definition. */
export default function Application() {
  const t = useText(texts);
  const lang = useLanguage();
  const { app: name } = useNames();
  const { data, error, refetch } = useApps();
  const app = data?.find((one) => one.name === name);
  return (
    <Page title={app?.title[lang] ?? name} intro={app?.summary[lang]}>
      <Crumbs />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && app === undefined && <p>{t("unknownApp")}</p>}
      {app !== undefined && (
        <>
          <p className="muted">
            <code>{app.name}</code> · {t("version", { version: app.version })}
          </p>
          <Actions app={app} />
          <Views app={app} />
          <Tables app={app} />
          <Reasons app={app} />
        </>
      )}
    </Page>
  );
}

function Actions({ app }: { app: AppDefinition }) {
  const t = useText(texts);
  const lang = useLanguage();
  return (
    <section className="stack">
      <h2>{t("actions")}</h2>
      <ul className="calls">
        {app.actions.map(({ name, fullName, title, summary, roles }) => (
          <li key={name}>
            <div>
              <h3>{title[lang]}</h3>
              <p>{summary[lang]}</p>
              <p className="muted small">
                <code>{fullName}</code> · {t("roles", { roles: roles.join(", ") })}
              </p>
            </div>
            <Link
              className="button"
              to={`/explorer/apps/${app.name}/actions/${name}`}
              aria-label={`${t("call")}: ${title[lang]}`}
            >
              {t("call")}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Views({ app }: { app: AppDefinition }) {
  const t = useText(texts);
  const lang = useLanguage();
  return (
    <section className="stack">
      <h2>{t("views")}</h2>
      <ul className="calls">
        {app.views.map(({ name, title, summary, proves }) => (
          <li key={name}>
            <div>
              <h3>{title[lang]}</h3>
              <p>{summary[lang]}</p>
              <p className="muted small">
                <code>{name}</code> · {proves ? t("proved") : t("notProved")}
              </p>
            </div>
            <Link
              className="button"
              to={`/explorer/apps/${app.name}/views/${name}`}
              aria-label={`${t("ask")}: ${title[lang]}`}
            >
              {t("ask")}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tables({ app }: { app: AppDefinition }) {
  const t = useText(texts);
  const lang = useLanguage();
  return (
    <section className="stack">
      <h2>{t("tables")}</h2>
      <ul className="calls">
        {app.tables.map((table) => {
          const indexes = Object.values(table.indexes).map((fields) =>
            fields.map(labelOf).join(" / "),
          );
          return (
            <li key={table.name}>
              <div>
                <h3>
                  <code>{table.name}</code>
                </h3>
                <p>{table[lang]}</p>
                {indexes.length > 0 && (
                  <p className="muted small">
                    {t("indexes", { indexes: indexes.join(lang === "zh" ? "；" : "; ") })}
                  </p>
                )}
              </div>
              <Link
                className="button"
                to={`/explorer/tables/${app.name}/${table.name}`}
                aria-label={`${t("rows")}: ${table.name}`}
              >
                {t("rows")}
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Reasons({ app }: { app: AppDefinition }) {
  const t = useText(texts);
  const lang = useLanguage();
  if (app.outcomes.length === 0) return null;
  return (
    <details className="stack">
      <summary>
        {t("reasons")} ({app.outcomes.length})
      </summary>
      <dl className="facts">
        {app.outcomes.map(({ number, name, text, fix }) => (
          <div className="facts-pair" key={number}>
            <dt>
              <code>{name}</code> <span className="small">({number})</span>
            </dt>
            <dd>
              {text[lang]} <span className="muted">{fix[lang]}</span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
