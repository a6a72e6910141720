import { useText } from "../../language.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { texts } from "./messages.ts";
import { type Operation, useOpenApi } from "./open-api.ts";
import { OperationView } from "./operation-view.tsx";
import { SearchField } from "./search-field.tsx";
import { matches, useFind } from "./use-find.ts";

/** The OpenAPI document of this node, to be read and searched. */
export function ApiBrowser() {
  const t = useText(texts);
  const { data, error, refetch } = useOpenApi();
  const { query, find } = useFind();
  const found = (data?.operations ?? []).filter(({ method, path, summary, description }) =>
    matches(`${method} ${path} ${summary} ${description}`, query),
  );
  return (
    <>
      <p className="muted">
        {t("apiIntro")} <a href="/openapi.json">{t("openapi")}</a> ·{" "}
        <a href="/docs">{t("swagger")}</a>
      </p>
      <SearchField
        label={t("findOperation")}
        query={query}
        find={find}
        found={t("found", { count: found.length })}
      />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && found.length === 0 && (
        <Empty icon="search" title={t("nothing", { query })}>
          {t("nothingText")}
        </Empty>
      )}
      {data !== undefined &&
        byTag(found).map(([tag, operations]) => (
          <section key={tag} className="panel developers-group">
            <h2>{tag}</h2>
            {operations.map((operation) => (
              <OperationView
                key={`${operation.method} ${operation.path}`}
                operation={operation}
                schemas={data.schemas}
              />
            ))}
          </section>
        ))}
    </>
  );
}

function byTag(operations: readonly Operation[]): (readonly [string, Operation[]])[] {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const group = groups.get(operation.tag);
    if (group === undefined) groups.set(operation.tag, [operation]);
    else group.push(operation);
  }
  return [...groups];
}
