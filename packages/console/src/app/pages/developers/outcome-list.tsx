import { useQuery } from "@tanstack/react-query";
import { Table } from "antd";
import { getJson } from "../../api/request.ts";
import { useLanguage, useText } from "../../language.ts";
import { CODES_SHOWN } from "../../limits.ts";
import { Antd } from "../../ui/antd.tsx";
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
        <Antd>
          <CodeTable codes={found} />
        </Antd>
      )}
    </>
  );
}

function CodeTable({ codes }: { codes: readonly Code[] }) {
  const t = useText(texts);
  const lang = useLanguage();
  return (
    <Table<Code>
      className="developers-codes"
      tableLayout="fixed"
      dataSource={codes}
      rowKey={({ code, number }) => `${number ?? ""} ${code}`}
      pagination={{ defaultPageSize: CODES_SHOWN, showSizeChanger: false, hideOnSinglePage: true }}
      columns={[
        {
          title: t("code"),
          dataIndex: "code",
          width: "32%",
          sorter: (one, other) => (one.code < other.code ? -1 : 1),
          render: (code: string) => <code>{code}</code>,
        },
        {
          title: t("number"),
          dataIndex: "number",
          width: "9rem",
          responsive: ["lg"],
          sorter: (one, other) => (one.number ?? -1) - (other.number ?? -1),
          render: (number?: number) => number ?? t("problemKind"),
        },
        {
          title: "HTTP",
          dataIndex: "status",
          width: "6rem",
          responsive: ["lg"],
          sorter: (one, other) => one.status - other.status,
        },
        {
          title: t("meaning"),
          key: "meaning",
          render: (_, { words, fix }) => (
            <>
              <p>{words[lang]}</p>
              <p className="muted">
                {t("fix")}
                {fix[lang]}
              </p>
            </>
          ),
        },
      ]}
    />
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
