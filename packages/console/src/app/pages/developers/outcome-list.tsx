import { useQuery } from "@tanstack/react-query";
import { getJson } from "../../api/request.ts";
import { useLanguage, useText } from "../../language.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { texts } from "./messages.ts";
import { SearchField } from "./search-field.tsx";
import { matches, useFind } from "./use-find.ts";

interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

interface Registries {
  readonly outcomes: readonly {
    readonly number: number;
    readonly name: string;
    readonly http: number;
    readonly text: Bilingual;
    readonly fix: Bilingual;
  }[];
  readonly problems: readonly {
    readonly code: string;
    readonly status: number;
    readonly title: Bilingual;
    readonly fix: Bilingual;
  }[];
}

/** An outcome or a problem, drawn alike. */
interface Code {
  readonly code: string;
  /** Number on the log; absent for problems of HTTP. */
  readonly number?: number;
  readonly status: number;
  readonly words: Bilingual;
  readonly fix: Bilingual;
}

/** Every code that an answer can have, in words and with what to do. */
export function OutcomeList() {
  const t = useText(texts);
  const { query, find } = useFind();
  const { data, error, refetch } = useQuery({
    queryKey: ["outcomes"],
    queryFn: async ({ signal }) => codesOf(await getJson<Registries>("/v1/outcomes", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const found = (data ?? []).filter(({ code, number, status, words, fix }) =>
    matches(`${code} ${number ?? ""} ${status} ${words.en} ${words.zh} ${fix.en} ${fix.zh}`, query),
  );
  return (
    <>
      <p className="muted">{t("outcomesIntro")}</p>
      <SearchField label={t("findOutcome")} query={query} find={find} />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && found.length === 0 && (
        <Empty icon="search" title={t("nothing", { query })}>
          {t("nothingText")}
        </Empty>
      )}
      {found.length > 0 && (
        <dl className="panel developers-rows">
          {found.map((one) => (
            <CodeRow key={`${one.number ?? ""} ${one.code}`} code={one} />
          ))}
        </dl>
      )}
    </>
  );
}

function CodeRow({ code: { code, number, status, words, fix } }: { code: Code }) {
  const t = useText(texts);
  const lang = useLanguage();
  return (
    <div id={code}>
      <dt>
        <code>{code}</code>
        <span className="muted small">
          {number === undefined ? t("problemKind") : t("outcomeKind", { number })} ·{" "}
          {t("status", { status })}
        </span>
      </dt>
      <dd>
        <p>{words[lang]}</p>
        <p className="muted">
          {t("fix")}
          {fix[lang]}
        </p>
      </dd>
    </div>
  );
}

function codesOf({ outcomes, problems }: Registries): readonly Code[] {
  return [
    ...outcomes.map(({ name, number, http, text, fix }) => ({
      ...{ code: name, number, status: http, words: text, fix },
    })),
    ...problems.map(({ code, status, title, fix }) => ({ code, status, words: title, fix })),
  ];
}
