import { useQuery } from "@tanstack/react-query";
import type { PlannedCall } from "../../acting/address.ts";
import { askView } from "../../acting/views.ts";
import { type TableDefinition, useApps, useOutcomes } from "../../explore/definitions.ts";
import { Value } from "../../explore/value.tsx";
import { titleOf } from "../../forms/schema.ts";
import { useLanguage, useText } from "../../language.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { texts } from "./messages.ts";
import type { Simulation } from "./records.ts";

interface Change {
  readonly app: string;
  readonly table: string;
  readonly key: readonly unknown[];
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

type Told = Omit<Simulation, "rows"> & { readonly rows: readonly Change[] };

/** What a proposal, or calls that are not proposed yet, would change: tried on the state as it is. */
export function ChangeList(props: {
  what: { proposal: number } | { calls: readonly PlannedCall[] };
}) {
  const t = useText(texts);
  const { data, error, refetch } = useSimulation(props.what);
  return (
    <section className="stack">
      <h2>{t("change")}</h2>
      <p className="muted">{t("changeText")}</p>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Changes told={data} />}
    </section>
  );
}

function useSimulation(what: { proposal: number } | { calls: readonly PlannedCall[] }) {
  return useQuery({
    queryKey: ["views", "governance", "simulate", what],
    queryFn: async ({ signal }): Promise<Told> => {
      const { encodeCalls, decodeRow } = await import("../../acting/consortium-calls.ts");
      const query = "proposal" in what ? what : { calls: encodeCalls(what.calls) };
      const answer = await askView<Simulation>("governance", "simulate", query, signal);
      const rows = answer.rows.map(({ app, table, key, before, after }) => ({
        ...{ app, table, key: listOf(decodeRow(key)) },
        ...(before === undefined ? {} : { before: groupOf(decodeRow(before)) }),
        ...(after === undefined ? {} : { after: groupOf(decodeRow(after)) }),
      }));
      return { ...answer, rows };
    },
  });
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const groupOf = (value: unknown) => (value ?? {}) as Readonly<Record<string, unknown>>;

function Changes({ told: { results, rows, warnings } }: { told: Told }) {
  const t = useText(texts);
  const lang = useLanguage();
  const { data: outcomes } = useOutcomes();
  const refused = results.filter(({ outcome }) => outcome !== 0);
  if (refused.length > 0) {
    return (
      <div className="note note-warn">
        <p>
          <strong>{t("changeRefused")}</strong>
        </p>
        {refused.map(({ action, outcome }) => (
          <p key={action}>
            <code>{action}</code>: {outcomes?.get(outcome)?.text[lang] ?? outcome}{" "}
            {outcomes?.get(outcome)?.fix[lang]}
          </p>
        ))}
        <p>{t("changeRefusedText")}</p>
      </div>
    );
  }
  if (rows.length === 0) return <p>{t("changeNothing")}</p>;
  return (
    <>
      {warnings.map(({ fromHeight, organisations, mayFail, stopAlone }) => (
        <p key={fromHeight} className="note note-warn">
          {t("changeWarning", {
            height: fromHeight,
            count: organisations,
            mayFail,
            who: stopAlone.join(", "),
          })}
        </p>
      ))}
      <ul className="stack">
        {rows.map((row) => (
          <li key={`${row.app}.${row.table} ${JSON.stringify(row.key)}`} className="act-call">
            <Row row={row} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Row({ row }: { row: Change }) {
  const t = useText(texts);
  const lang = useLanguage();
  const { data } = useApps();
  const table = data
    ?.find(({ name }) => name === row.app)
    ?.tables.find(({ name }) => name === row.table);
  const kind =
    row.before === undefined ? "rowNew" : row.after === undefined ? "rowGone" : "rowChanged";
  const fields = changedFields(row);
  return (
    <>
      <p className="act-title">
        <span className={kind === "rowGone" ? "tag tag-bad" : "tag tag-good"}>{t(kind)}</span>
        <strong>{table?.[lang] ?? `${row.app}.${row.table}`}</strong>
        <span className="muted small">
          <bdi>{row.key.map(String).join(" · ")}</bdi>
        </span>
      </p>
      <dl className="value-group">
        {fields.map((name) => (
          <div key={name}>
            <dt>{titleOf(schemaOf(table, name), name, lang)}</dt>
            <dd>
              {kind === "rowChanged" && (
                <span className="governance-before">
                  <Field table={table} name={name} value={row.before?.[name]} /> →{" "}
                </span>
              )}
              <Field table={table} name={name} value={(row.after ?? row.before)?.[name]} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Field(props: { table: TableDefinition | undefined; name: string; value: unknown }) {
  const t = useText(texts);
  const { table, name, value } = props;
  if (value === undefined) return <span className="muted">{t("nothing")}</span>;
  return <Value cell value={value} schema={schemaOf(table, name)} name={name} />;
}

const schemaOf = (table: TableDefinition | undefined, field: string) =>
  table?.value.find(({ name }) => name === field)?.schema;

function changedFields({ before, after }: Change): readonly string[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]));
}
