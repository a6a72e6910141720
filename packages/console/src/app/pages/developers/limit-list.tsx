import { useQuery } from "@tanstack/react-query";
import markdown from "../../../../../../docs/reference/limits.md?raw";
import { count } from "../../../web/format.ts";
import { getJson } from "../../api/request.ts";
import { useLanguage, useText } from "../../language.ts";
import { Empty } from "../../ui/empty.tsx";
import { texts } from "./messages.ts";
import { parseLimits } from "./parse-limits.ts";
import { SearchField } from "./search-field.tsx";
import { matches, useFind } from "./use-find.ts";

const LIMITS = parseLimits(markdown);

interface Parameter {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** In English and Chinese, one after the other. */
  readonly meaning: string;
}

/** What this ledger has decided and what this version bounds. */
export function LimitList() {
  const t = useText(texts);
  const { query, find } = useFind();
  const found = LIMITS.filter(({ file, name, value, meaning }) =>
    matches(`${file} ${name} ${value} ${meaning}`, query),
  );
  const files = [...new Set(found.map(({ file }) => file))];
  return (
    <>
      <p className="muted">{t("limitsIntro")}</p>
      <Decided />
      <section className="developers-limits" aria-labelledby="limits-program">
        <h2 id="limits-program">{t("limitsProgram")}</h2>
        <p className="muted">{t("limitsProgramText")}</p>
        <SearchField label={t("findLimit")} query={query} find={find} />
        {found.length === 0 && <Empty icon="search" title={t("nothing", { query })} />}
        {files.map((file) => (
          <div key={file} className="panel">
            <h3>
              <code>{file}</code>
            </h3>
            <dl className="developers-rows">
              {found
                .filter((one) => one.file === file)
                .map(({ name, value, meaning }) => (
                  <div key={name}>
                    <dt>
                      <code>{name}</code>
                      <span className="developers-value">{value}</span>
                    </dt>
                    <dd lang="en">{meaning}</dd>
                  </div>
                ))}
            </dl>
          </div>
        ))}
      </section>
    </>
  );
}

function Decided() {
  const t = useText(texts);
  const lang = useLanguage();
  const { data = [] } = useQuery({
    queryKey: ["governance", "parameters"],
    queryFn: async ({ signal }) => {
      const path = "/v1/apps/governance/parameters";
      const answer = await getJson<{ data: { parameters: Parameter[] } }>(path, { signal });
      return answer.data.parameters;
    },
  });
  if (data.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="limits-decided">
      <h2 id="limits-decided">{t("limitsDecided")}</h2>
      <p className="muted">{t("limitsDecidedText")}</p>
      <dl className="developers-rows">
        {data.map(({ name, value, min, max, meaning }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
              <span className="developers-value">{count(value)}</span>
              <span className="muted small">
                {t("range", { min: count(min), max: count(max) })}
              </span>
            </dt>
            <dd>{inLanguage(meaning, lang)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** One half of a text that says the same in English and then in Chinese. */
function inLanguage(text: string, lang: "en" | "zh"): string {
  const chinese = /[\u3400-\u9fff].*$/.exec(text)?.index;
  if (chinese === undefined) return text;
  return (lang === "zh" ? text.slice(chinese) : text.slice(0, chinese)).trim();
}
