import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ActLink } from "../../acting/act-link.tsx";
import { OrganisationLink } from "../../acting/organisation-link.tsx";
import { useMyMember } from "../../acting/views.ts";
import { getJson } from "../../api/request.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { Pager, usePaging } from "../../explore/paging.tsx";
import { useText } from "../../language.ts";
import { OFFICE_PAGE } from "../../limits.ts";
import { Digest } from "../../ui/digest.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Moment } from "../../ui/moment.tsx";
import { texts } from "./messages.ts";

interface Order {
  readonly order: string;
  readonly organisation: string;
  readonly kind: "hold" | "delayed-notice" | "disclosure";
  readonly document: string;
  readonly expires: number;
  readonly revoked?: number;
}

/** Orders of courts and regulators. There is no view that lists them, so the table itself is read. */
export function Orders() {
  const t = useText(texts);
  const paging = usePaging<string>("orders");
  const { data, error, refetch } = useQuery({
    queryKey: ["views", "supervision", "orders", paging.cursor ?? ""],
    queryFn: ({ signal }) =>
      getJson<{ rows: readonly Order[]; next?: string }>("/v1/rows/supervision/orders", {
        query: { index: "byAuthority", limit: OFFICE_PAGE, after: paging.cursor },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="page-actions">
        <ActLink action="supervision.record-order">{t("recordOrder")}</ActLink>
      </div>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.rows.length === 0 && <Empty title={t("noOrders")}>{t("noOrdersText")}</Empty>}
      {data !== undefined && data.rows.length > 0 && <OrderTable rows={data.rows} />}
      <Pager paging={paging} next={data?.next} />
    </>
  );
}

function OrderTable({ rows }: { rows: readonly Order[] }) {
  const t = useText(texts);
  const me = useMyMember();
  return (
    <DataTable
      caption={t("orders")}
      rows={rows}
      rowKey={({ order }) => order}
      columns={[
        { key: "order", title: t("columnOrder"), render: ({ order }) => <bdi>{order}</bdi> },
        {
          key: "who",
          title: t("columnOrganisation"),
          render: ({ organisation }) => <OrganisationLink id={organisation} />,
        },
        { key: "kind", title: t("columnKind"), render: ({ kind }) => t(`order-${kind}`) },
        {
          key: "document",
          title: t("columnDocument"),
          render: ({ document }) => <Digest value={document} label={t("columnDocument")} />,
        },
        {
          key: "expires",
          title: t("expires"),
          render: ({ expires }) => <Moment time={expires} show="absolute" />,
        },
        {
          key: "standing",
          title: t("columnStanding"),
          render: ({ order, organisation, revoked, expires }) =>
            revoked !== undefined ? (
              <span className="tag tag-bad">{t("revoked")}</span>
            ) : expires < Date.now() ? (
              <span className="tag">{t("expired")}</span>
            ) : (
              <span className="act-row">
                <span className="tag tag-good">{t("inForce")}</span>
                {organisation === me?.organisation && (
                  <ActLink action="supervision.revoke-order" known={{ order }} quiet>
                    {t("revokeOrder")}
                  </ActLink>
                )}
              </span>
            ),
        },
      ]}
    />
  );
}
