import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Column, DataTable } from "../explore/data-table.tsx";
import { Pager, usePaging } from "../explore/paging.tsx";
import { OFFICE_PAGE } from "../limits.ts";
import { Empty } from "../ui/empty.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Loading } from "../ui/loading.tsx";
import { askView, type ViewQuery } from "./views.ts";

/** The rows of a view as a table, page by page; says what would stand there when there are none. */
export function ViewTable<Row>(props: {
  app: string;
  view: string;
  query?: ViewQuery;
  /** Member of the answer that holds the rows. */
  list: string;
  caption: string;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  /** Words where there are no rows. */
  empty: { readonly title: string; readonly text?: ReactNode };
  /** True for a table that is a small part of its page: a line is enough where it has no rows. */
  small?: boolean;
}) {
  const { app, view, query = {}, list, caption, columns, rowKey, empty, small = false } = props;
  const paging = usePaging<string>(JSON.stringify([app, view, query]));
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["views", app, view, query, paging.cursor ?? ""],
    queryFn: ({ signal }) =>
      askView<Record<string, unknown>>(
        app,
        view,
        { ...query, limit: OFFICE_PAGE, after: paging.cursor },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  if (error !== null) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  const rows = (data[list] ?? []) as readonly Row[];
  const next = data["next"] as string | undefined;
  return (
    <>
      {rows.length === 0 && small ? (
        <p className="muted">
          {empty.title} {empty.text}
        </p>
      ) : rows.length === 0 ? (
        <Empty title={empty.title}>{empty.text}</Empty>
      ) : (
        <DataTable
          caption={caption}
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          busy={isPlaceholderData}
        />
      )}
      <Pager paging={paging} next={next} />
    </>
  );
}
