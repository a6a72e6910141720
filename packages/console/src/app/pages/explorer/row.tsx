import { Link, useSearch } from "@tanstack/react-router";
import { count } from "../../../web/format.ts";
import { useStatus } from "../../api/facts.ts";
import { type TableDefinition, useApps } from "../../explore/definitions.ts";
import { Value } from "../../explore/value.tsx";
import { titleOf } from "../../forms/schema.ts";
import { useLanguage, useText } from "../../language.ts";
import { Downloads } from "../../proofs/downloads.tsx";
import { CheckedAnswer } from "../../proofs/state-proof-view.tsx";
import { type StateRow, useStateRow, useSuite } from "../../proofs/use-proof.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { Crumbs } from "./crumbs.tsx";
import { texts } from "./messages.ts";
import { useNames } from "./names.ts";

/** A row of a table, or its absence, with the proof of it. */
export default function Row() {
  const t = useText(texts);
  const lang = useLanguage();
  const { app: appName, table: name } = useNames();
  const { data: apps } = useApps();
  const app = apps?.find((one) => one.name === appName);
  const table = app?.tables.find((one) => one.name === name);
  const key = useKey();
  const { data, error, refetch } = useStateRow(appName, name, key);
  const { trust } = useSuite();
  const full = `${appName}.${name}`;
  return (
    <Page title={t("rowOf", { table: full })}>
      <Crumbs
        way={[
          { to: `/explorer/apps/${appName}`, title: app?.title[lang] ?? appName },
          { to: `/explorer/tables/${appName}/${name}`, title: t("table", { table: full }) },
        ]}
      />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {key === undefined && <p className="note note-warn">{t("badKey")}</p>}
      {key !== undefined && (data === undefined || trust === undefined) && error === null && (
        <Loading />
      )}
      {data !== undefined && trust !== undefined && (
        <>
          <Found row={data} table={table} />
          <section className="stack">
            <h2>{t("proofOfRow")}</h2>
            <CheckedAnswer open bytes={data.bytes} trust={trust} />
          </section>
          <TakeAway row={data} />
        </>
      )}
    </Page>
  );
}

/** The key in the address: a JSON array. */
function useKey(): readonly unknown[] | undefined {
  const { key } = useSearch({ strict: false }) as { key?: unknown };
  if (Array.isArray(key)) return key;
  try {
    const value: unknown = JSON.parse(String(key));
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function Found({ row, table }: { row: StateRow; table: TableDefinition | undefined }) {
  const t = useText(texts);
  const lang = useLanguage();
  const there = row.value !== null;
  const written = row.value?.["index"];
  return (
    <>
      <div className={there ? "note note-good" : "note note-warn"} role="status">
        <p className="row-found">
          <Icon name={there ? "done" : "info"} />{" "}
          <strong>{there ? t("isThere") : t("isNotThere")}</strong>
        </p>
        {!there && <p>{t("isNotThereText")}</p>}
      </div>
      <section className="panel stack">
        <h2>{t("keyIs")}</h2>
        <dl className="facts">
          {row.key.map((value, at) => {
            const field = table?.key[at];
            const label = titleOf(field?.schema, field?.name ?? String(at), lang);
            return (
              <div className="facts-pair" key={label}>
                <dt>{label}</dt>
                <dd>
                  <Value value={value} schema={field?.schema} name={label} />
                </dd>
              </div>
            );
          })}
        </dl>
        {row.value !== null && (
          <>
            <h2>{t("row")}</h2>
            <Value value={row.value} schema={rowSchema(table)} />
          </>
        )}
        {typeof written === "number" && (
          <p>
            <Link to={`/explorer/statements/${written}`}>
              {t("writtenBy", { index: count(written) })}
            </Link>
          </p>
        )}
      </section>
    </>
  );
}

function rowSchema(table: TableDefinition | undefined) {
  if (table === undefined) return undefined;
  return {
    type: "object",
    properties: Object.fromEntries(table.value.map(({ name, schema }) => [name, schema])),
  };
}

function TakeAway({ row: { app, table, key } }: { row: StateRow }) {
  const { data: status } = useStatus();
  if (status === undefined) return null;
  const ledger = { name: status.name, id: status.ledger };
  return <Downloads record={{ stem: `${app}-${table}`, row: { app, table, key }, ledger }} />;
}
