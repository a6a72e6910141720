import "../../explore/explore.css";
import "./records.css";
import { Link } from "@tanstack/react-router";
import { count } from "../../../web/format.ts";
import { Pager, usePaging } from "../../explore/paging.tsx";
import { useText } from "../../language.ts";
import { useSuite } from "../../proofs/use-proof.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { DigestResult } from "./digest-result.tsx";
import { texts } from "./messages.ts";
import { RecordTable } from "./record-table.tsx";
import { useRecords } from "./records-api.ts";
import { addressOf, type Search, useRecordSearch } from "./search.ts";
import { SearchForm } from "./search-form.tsx";

/** Finds records of evidence. */
export default function Records() {
  const t = useText(texts);
  const search = useRecordSearch();
  const { algorithm } = useSuite();
  return (
    <Page title={t("title")} intro={t("intro")}>
      <SearchForm key={JSON.stringify(search)} search={search} algorithm={algorithm} />
      {search.digest === "" ? (
        <RecordList search={search} />
      ) : (
        <DigestResult digest={search.digest} algorithm={algorithm} />
      )}
    </Page>
  );
}

function RecordList({ search }: { search: Search }) {
  const t = useText(texts);
  const paging = usePaging<string>(JSON.stringify(search));
  const { data, error, refetch, isPlaceholderData } = useRecords(search, paging.cursor, true);
  const { label, member, from, to, table } = search;
  const narrowed = label !== "" || member !== "" || from !== undefined || to !== undefined;
  const indexing = data?.indexed !== undefined && data.indexed < (data.logSize ?? 0);
  return (
    <section className="stack">
      {label === "" && <Kinds search={search} />}
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {indexing && (
        <p className="note note-warn" role="status">
          {t("indexing", { indexed: count(data.indexed ?? 0), count: data.logSize ?? 0 })}
        </p>
      )}
      {data !== undefined && data.records.length === 0 && !indexing && (
        <Empty icon="records" title={narrowed ? t("noMatch") : t("nothingYet")}>
          {narrowed ? t("noMatchText") : t("nothingYetText")}
        </Empty>
      )}
      {data !== undefined && data.records.length > 0 && (
        <RecordTable key={table} records={data.records} busy={isPlaceholderData} />
      )}
      <Pager paging={paging} next={data?.next} />
    </section>
  );
}

function Kinds({ search }: { search: Search }) {
  const t = useText(texts);
  return (
    <nav className="kinds" aria-label={t("kind")}>
      {(["deposits", "batches"] as const).map((table) => (
        <Link
          key={table}
          to="/records"
          search={addressOf({ ...search, table })}
          className="kind"
          aria-current={search.table === table ? "page" : undefined}
        >
          {t(table)}
        </Link>
      ))}
    </nav>
  );
}
