import { Link } from "@tanstack/react-router";
import { count, fileSize } from "../../../web/format.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { Moment } from "../../ui/moment.tsx";
import { OrganisationName } from "../../ui/organisation-name.tsx";
import { batchAddress, recordAddress } from "./addresses.ts";
import { texts } from "./messages.ts";
import type { FoundRecord } from "./records-api.ts";

/** Records, one a line. */
export function RecordTable(props: { records: readonly FoundRecord[]; busy?: boolean }) {
  const { records, busy = false } = props;
  const t = useText(texts);
  const onlyBatches = records.every(({ table }) => table === "batches");
  return (
    <DataTable
      caption={t("results")}
      busy={busy}
      rows={records}
      rowKey={({ row, table }) => `${table} ${row.index}`}
      columns={[
        {
          key: "time",
          title: t("time"),
          render: (record) => (
            <Link to={addressOfRecord(record)}>
              <Moment time={record.row.time} show="absolute" />
            </Link>
          ),
        },
        {
          key: "digest",
          title: onlyBatches ? t("rootColumn") : t("digestColumn"),
          render: ({ table, row }) => (
            <>
              <span className="tag">{table === "batches" ? t("batchTag") : row.alg}</span>{" "}
              <Digest
                value={table === "batches" ? row.root : row.digest}
                label={t("digestColumn")}
              />
            </>
          ),
        },
        {
          key: "depositor",
          title: t("depositor"),
          render: ({ row }) => (
            <>
              <bdi>{row.member}</bdi>{" "}
              <span className="muted small">
                <OrganisationName id={row.organisation} />
              </span>
            </>
          ),
        },
        {
          key: "labels",
          title: t("labels"),
          render: ({ row }) => <Labels labels={row.labels} />,
        },
        {
          key: "size",
          title: onlyBatches ? t("leaves") : t("size"),
          numeric: true,
          render: ({ table, row }) =>
            table === "batches"
              ? count(row.size)
              : row.size === undefined
                ? "—"
                : fileSize(row.size),
        },
        {
          key: "status",
          title: t("status"),
          render: ({ table, row }) =>
            table === "deposits" && row.withdrawn !== undefined ? (
              <span className="tag tag-warn">{t("withdrawn")}</span>
            ) : (
              t("inForce")
            ),
        },
      ]}
    />
  );
}

function addressOfRecord({ table, row }: FoundRecord): string {
  return table === "batches" ? batchAddress(row.root, row.ordinal) : recordAddress(row);
}

/** Labels, each a way to the other records that have it. */
export function Labels({ labels }: { labels: readonly string[] | undefined }) {
  return (
    <span className="tags">
      {labels?.map((label) => (
        <Link key={label} className="tag" to="/records" search={{ label }}>
          <bdi>{label}</bdi>
        </Link>
      ))}
    </span>
  );
}
