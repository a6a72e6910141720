import { count } from "../../../web/format.ts";
import { ActLink } from "../../acting/act-link.tsx";
import { useView } from "../../acting/views.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { useLanguage, useText } from "../../language.ts";
import { Loading } from "../../ui/loading.tsx";
import { texts } from "./messages.ts";
import type { KindPolicy } from "./records.ts";
import { halfOf, usePolicyWords } from "./words.ts";

interface Parameter {
  readonly name: string;
  readonly value: number;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly meaning: string;
}

/** Policies and parameters. */
export function Rules() {
  return (
    <>
      <Policies />
      <Parameters />
    </>
  );
}

function Policies() {
  const t = useText(texts);
  const lang = useLanguage();
  const words = usePolicyWords();
  const { data } = useView<{ policies: readonly KindPolicy[] }>("governance", "policies");
  return (
    <section className="stack">
      <h2>{t("policies")}</h2>
      <p className="muted">{t("policiesText")}</p>
      {data === undefined && <Loading />}
      {data?.policies.map((policy) => (
        <article className="panel stack" key={policy.kind}>
          <div className="act-head">
            <h3 className="act-title">
              {halfOf(policy.title, lang)} <code className="small muted">{policy.kind}</code>
            </h3>
            <ActLink
              action="governance.set-policy"
              known={{ kind: policy.kind }}
              suggested={{ ...policy }}
            >
              {t("changePolicy")}
            </ActLink>
          </div>
          {policy.covers.length > 0 && (
            <p className="tags">
              {policy.covers.map((action) => (
                <code className="tag" key={action}>
                  {action}
                </code>
              ))}
            </p>
          )}
          <ul className="governance-sentences">
            {words(policy).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </article>
      ))}
    </section>
  );
}

function Parameters() {
  const t = useText(texts);
  const lang = useLanguage();
  const { data } = useView<{ parameters: readonly Parameter[] }>("governance", "parameters");
  return (
    <section className="stack">
      <h2>{t("parameters")}</h2>
      <p className="muted">{t("parametersText")}</p>
      {data === undefined ? (
        <Loading />
      ) : (
        <DataTable
          caption={t("parameters")}
          rows={data.parameters}
          rowKey={({ name }) => name}
          columns={[
            {
              key: "name",
              title: t("columnName"),
              render: ({ name, meaning }) => (
                <>
                  <code>{name}</code> <span className="muted small">{half(meaning, lang)}</span>
                </>
              ),
            },
            {
              key: "value",
              title: t("columnValue"),
              numeric: true,
              render: ({ value }) => count(value),
            },
            {
              key: "range",
              title: t("columnRange"),
              numeric: true,
              render: ({ min, max }) => `${count(min)} – ${count(max)}`,
            },
            {
              key: "do",
              title: t("columnDo"),
              render: ({ name, value }) => (
                <ActLink
                  action="governance.set-parameter"
                  known={{ name }}
                  suggested={{ value }}
                  quiet
                >
                  {t("set")}
                </ActLink>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}

/** One half of a meaning that is written in English and then in Chinese. */
function half(meaning: string, lang: "en" | "zh"): string {
  const at = /[\u3400-\u9fff].*$/.exec(meaning)?.index;
  if (at === undefined) return meaning;
  return (lang === "zh" ? meaning.slice(at) : meaning.slice(0, at)).trim();
}
