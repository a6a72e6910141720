import { fromHex } from "@tallystick/core/bytes";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { count } from "../../../web/format.ts";
import { ApiProblem } from "../../api/problem.ts";
import { getJson } from "../../api/request.ts";
import { useApps, type ViewDefinition } from "../../explore/definitions.ts";
import { Value } from "../../explore/value.tsx";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { useLanguage, useText } from "../../language.ts";
import { CheckedAnswer } from "../../proofs/state-proof-view.tsx";
import { type Checkpoint, useSuite } from "../../proofs/use-proof.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { Crumbs } from "./crumbs.tsx";
import { texts } from "./messages.ts";
import { useNames } from "./names.ts";

/** Asks a view with its parameters and shows the answer, proved where the view proves it. */
export default function Ask() {
  const t = useText(texts);
  const lang = useLanguage();
  const { app: appName, name } = useNames();
  const { data, error, refetch } = useApps();
  const app = data?.find((one) => one.name === appName);
  const view = app?.views.find((one) => one.name === name);
  const way = [{ to: `/explorer/apps/${appName}`, title: app?.title[lang] ?? appName }];
  return (
    <Page title={view?.title[lang] ?? name} intro={view?.summary[lang]}>
      <Crumbs way={way} />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && view === undefined && <p>{t("unknownCall")}</p>}
      {view !== undefined && <AskForm key={`${appName}/${name}`} app={appName} view={view} />}
    </Page>
  );
}

interface Asked {
  readonly input: Readonly<Record<string, unknown>>;
  readonly proof: boolean;
  /** Another number for each time that it was asked. */
  readonly time: number;
}

function AskForm({ app, view }: { app: string; view: ViewDefinition }) {
  const t = useText(texts);
  const id = useId();
  const { algorithm } = useSuite();
  const [proof, setProof] = useState(view.proves);
  const [asked, setAsked] = useState<Asked>();
  return (
    <>
      <section className="panel">
        <SchemaForm
          key={algorithm}
          schema={view.input}
          algorithm={algorithm}
          submit={t("ask")}
          onSubmit={(input) => setAsked({ input, proof, time: Date.now() })}
        >
          {view.proves && (
            <span className="check">
              <input
                id={id}
                type="checkbox"
                checked={proof}
                onChange={(event) => setProof(event.target.checked)}
              />
              <label htmlFor={id}>{t("askWithProof")}</label>
            </span>
          )}
        </SchemaForm>
      </section>
      {asked !== undefined && <Answer app={app} view={view} asked={asked} />}
    </>
  );
}

interface ViewAnswer {
  readonly data: unknown;
  readonly checkpoint: Checkpoint;
  readonly proof?: string;
}

function Answer(props: { app: string; view: ViewDefinition; asked: Asked }) {
  const { app, view, asked } = props;
  const t = useText(texts);
  const { trust } = useSuite();
  const { data, error, refetch } = useQuery({
    queryKey: ["view", app, view.name, asked],
    queryFn: async ({ signal }) => {
      const ask = (proof: boolean) => {
        const query = queryText(view, asked.input);
        if (proof) query.set("proof", "true");
        return getJson<ViewAnswer>(`/v1/apps/${app}/${view.name}?${query}`, { signal });
      };
      // An answer that was read from no row at all has nothing to prove; asked so, the node refuses.
      const answer = await ask(asked.proof).catch((problem: unknown) => {
        if (!asked.proof || !isInvalid(problem)) throw problem;
        return ask(false);
      });
      return { ...answer, bytes: answer.proof === undefined ? undefined : fromHex(answer.proof) };
    },
  });
  if (error !== null) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  return (
    <section className="stack">
      <h2>
        {t("answer")}{" "}
        <span className="muted small">
          {t("answerAt", { height: count(data.checkpoint.height) })}
        </span>
      </h2>
      <div className="panel">
        <Value value={data.data} schema={view.output} />
      </div>
      <details>
        <summary>{t("asJson")}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it with the keyboard */}
        <pre className="json" tabIndex={0}>
          {JSON.stringify(data.data, undefined, 2)}
        </pre>
      </details>
      {asked.proof && data.bytes === undefined && <p className="muted">{t("nothingToProve")}</p>}
      {data.bytes !== undefined && trust !== undefined && (
        <CheckedAnswer bytes={data.bytes} trust={trust} />
      )}
    </section>
  );
}

const isInvalid = (problem: unknown) =>
  problem instanceof ApiProblem && problem.code === "invalid-request";

/** The query string of a view's input: texts as they are, lists of texts one by one, the rest as JSON. */
export function queryText(
  view: Pick<ViewDefinition, "parameters">,
  input: Readonly<Record<string, unknown>>,
): URLSearchParams {
  const query = new URLSearchParams();
  for (const { name, kind, repeatable } of view.parameters) {
    const value = input[name];
    if (value === undefined) continue;
    if (repeatable) for (const one of value as readonly string[]) query.append(name, one);
    else query.set(name, kind === "json" ? JSON.stringify(value) : String(value));
  }
  return query;
}
