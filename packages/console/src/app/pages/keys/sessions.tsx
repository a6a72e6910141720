import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMe } from "../../api/facts.ts";
import { getJson, postJson } from "../../api/request.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { useText } from "../../language.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Moment } from "../../ui/moment.tsx";
import { AskFirst } from "./ask-first.tsx";
import { texts } from "./messages.ts";

interface Session {
  readonly id: string;
  readonly member: string;
  readonly token?: string;
  readonly created: number;
  readonly lastUsed: number;
  readonly expires: number;
  readonly current: boolean;
}

/** Browsers that are signed in, and the way to sign them out. */
export function Sessions() {
  const t = useText(texts);
  const { data: me } = useMe();
  const client = useQueryClient();
  const signedIn = me !== undefined && me.kind !== "anonymous";
  const { data, error, refetch } = useQuery({
    queryKey: ["sessions"],
    enabled: signedIn,
    queryFn: async ({ signal }) =>
      (await getJson<{ sessions: readonly Session[] }>("/v1/access/sessions", { signal })).sessions,
  });
  if (me === undefined) return <Loading />;
  if (!signedIn) return <Empty title={t("notSignedIn")}>{t("notSignedInText")}</Empty>;
  const end = async (id: string) => {
    await postJson(`/v1/access/sessions/${id}/revoke`);
    await client.invalidateQueries();
  };
  return (
    <>
      <p className="muted">{t("sessionsText")}</p>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && <Empty title={t("noSessions")}>{t("noSessionsText")}</Empty>}
      {data !== undefined && data.length > 0 && (
        <DataTable
          caption={t("sessions")}
          rows={data}
          rowKey={({ id }) => id}
          columns={[
            {
              key: "member",
              title: t("columnMember"),
              render: ({ member, token, current }) => (
                <>
                  <bdi>{member}</bdi>{" "}
                  {token !== undefined && (
                    <span className="muted small">{t("byToken", { token })}</span>
                  )}{" "}
                  {current && <span className="tag tag-good">{t("current")}</span>}
                </>
              ),
            },
            {
              key: "since",
              title: t("columnSince"),
              render: ({ created }) => <Moment time={created} show="absolute" />,
            },
            {
              key: "used",
              title: t("columnUsed"),
              render: ({ lastUsed }) => <Moment time={lastUsed} show="ago" />,
            },
            {
              key: "ends",
              title: t("columnEnds"),
              render: ({ expires }) => <Moment time={expires} show="absolute" />,
            },
            {
              key: "do",
              title: t("columnDo"),
              render: ({ id, member }) => (
                <AskFirst words={t("end")} question={t("endAsk", { member })} run={() => end(id)} />
              ),
            },
          ]}
        />
      )}
    </>
  );
}
