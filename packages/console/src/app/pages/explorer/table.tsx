import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { getJson } from "../../api/request.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { type TableDefinition, useApps } from "../../explore/definitions.ts";
import { fillPage, Pager, usePaging } from "../../explore/paging.tsx";
import { Value } from "../../explore/value.tsx";
import { labelOf, titleOf } from "../../forms/schema.ts";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { useLanguage, useText } from "../../language.ts";
import { EXPLORER_PAGE } from "../../limits.ts";
import { useSuite } from "../../proofs/use-proof.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { Crumbs } from "./crumbs.tsx";
import { texts } from "./messages.ts";
import { useNames } from "./names.ts";

type Row = Readonly<Record<string, unknown>>;

/** Address of the page of a row, or of the place where there is none. */
export const rowAddress = (app: string, table: string, key: readonly unknown[]): string =>
  `/explorer/tables/${app}/${table}/row?key=${encodeURIComponent(JSON.stringify(key))}`;

/** The rows of a table, page by page, and any key to ask for. */
export default function Table() {
  const t = useText(texts);
  const lang = useLanguage();
  const { app: appName, table: name } = useNames();
  const { data, error, refetch } = useApps();
  const app = data?.find((one) => one.name === appName);
  const table = app?.tables.find((one) => one.name === name);
  const way = [{ to: `/explorer/apps/${appName}`, title: app?.title[lang] ?? appName }];
  return (
    <Page title={t("table", { table: `${appName}.${name}` })} intro={table?.[lang]}>
      <Crumbs way={way} />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && table === undefined && <p>{t("unknownTable")}</p>}
      {table !== undefined && (
        <>
          <Rows key={`${appName}.${name}`} app={appName} table={table} />
          <AskKey app={appName} table={table} />
        </>
      )}
    </Page>
  );
}

function useRows(app: string, table: string, index: string, reverse: boolean, after?: string) {
  return useQuery({
    queryKey: ["rows", app, table, index, reverse, after],
    queryFn: ({ signal }) =>
      fillPage(
        async (cursor: string | undefined, limit) => {
          const query = { index: index || undefined, reverse, after: cursor, limit };
          const page = await getJson<{ rows: readonly Row[]; next?: string }>(
            `/v1/rows/${app}/${table}`,
            { query, signal },
          );
          return { items: page.rows, ...(page.next === undefined ? {} : { next: page.next }) };
        },
        after,
        EXPLORER_PAGE,
      ),
    placeholderData: keepPreviousData,
  });
}

function Rows({ app, table }: { app: string; table: TableDefinition }) {
  const t = useText(texts);
  const id = useId();
  const [index, setIndex] = useState("");
  const [reverse, setReverse] = useState(true);
  const paging = usePaging<string>(`${index} ${reverse}`);
  const { data, error, refetch, isPlaceholderData } = useRows(
    app,
    table.name,
    index,
    reverse,
    paging.cursor,
  );
  return (
    <section className="stack">
      <h2>{t("rows")}</h2>
      <div className="filters">
        <div className="field">
          <label htmlFor={`${id}-order`}>{t("order")}</label>
          <select
            id={`${id}-order`}
            className="input"
            value={index}
            onChange={(event) => setIndex(event.target.value)}
          >
            <option value="">{t("orderWritten")}</option>
            {Object.entries(table.indexes).map(([name, fields]) => (
              <option key={name} value={name}>
                {fields.map(labelOf).join(", ")}
              </option>
            ))}
          </select>
        </div>
        <fieldset className="segments" aria-label={t("order")}>
          <button type="button" aria-pressed={reverse} onClick={() => setReverse(true)}>
            {t("newestFirst")}
          </button>
          <button type="button" aria-pressed={!reverse} onClick={() => setReverse(false)}>
            {t("oldestFirst")}
          </button>
        </fieldset>
      </div>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && data.items.length === 0 && data.next === undefined && (
        <Empty title={t("emptyTable")}>{t("emptyTableText")}</Empty>
      )}
      {data?.next !== undefined && data.items.length === 0 && (
        <p className="note note-warn">{t("lookFurther")}</p>
      )}
      {data !== undefined && data.items.length > 0 && (
        <RowTable app={app} table={table} rows={data.items} busy={isPlaceholderData} />
      )}
      <Pager paging={paging} next={data?.next} />
    </section>
  );
}

function RowTable(props: {
  app: string;
  table: TableDefinition;
  rows: readonly Row[];
  busy: boolean;
}) {
  const { app, table, rows, busy } = props;
  const t = useText(texts);
  const lang = useLanguage();
  const keyOf = (row: Row) => table.key.map(({ name }) => row[name]);
  const shown = [...table.key, ...table.value].filter(
    ({ name, optional }) => !optional || rows.some((row) => row[name] !== undefined),
  );
  return (
    <DataTable
      caption={t("rowOf", { table: `${app}.${table.name}` })}
      wide
      busy={busy}
      rows={rows}
      rowKey={(row) => JSON.stringify(keyOf(row))}
      columns={[
        {
          key: "·proof",
          title: t("columnProof"),
          render: (row: Row) => (
            <Link
              to={rowAddress(app, table.name, keyOf(row))}
              aria-label={`${t("columnProof")}: ${JSON.stringify(keyOf(row))}`}
            >
              {t("columnProof")}
            </Link>
          ),
        },
        ...shown.map(({ name, schema }) => ({
          key: name,
          title: titleOf(schema, name, lang),
          numeric: schema.type === "integer" && !/1970/.test(schema.description ?? ""),
          render: (row: Row) =>
            row[name] === undefined ? null : (
              <Value cell value={row[name]} schema={schema} name={labelOf(name)} />
            ),
        })),
      ]}
    />
  );
}

/** A form of the table's key: the answer is a row, or the proof that there is none. */
function AskKey({ app, table }: { app: string; table: TableDefinition }) {
  const t = useText(texts);
  const navigate = useNavigate();
  const { algorithm } = useSuite();
  const schema = {
    type: "object",
    properties: Object.fromEntries(table.key.map(({ name, schema: one }) => [name, one])),
    required: table.key.map(({ name }) => name),
  };
  return (
    <section className="panel stack">
      <h2>{t("askKey")}</h2>
      <p className="muted">{t("askKeyIntro")}</p>
      <SchemaForm
        key={algorithm}
        schema={schema}
        algorithm={algorithm}
        submit={t("prove")}
        onSubmit={(input) => {
          const key = table.key.map(({ name }) => input[name]);
          void navigate({ href: rowAddress(app, table.name, key) });
        }}
      />
    </section>
  );
}
