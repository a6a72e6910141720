import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "../../api/facts.ts";
import { getJson, postJson } from "../../api/request.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { useText } from "../../language.ts";
import { Copy } from "../../ui/copy.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Moment } from "../../ui/moment.tsx";
import { AskFirst } from "./ask-first.tsx";
import { texts } from "./messages.ts";
import { NewToken } from "./new-token.tsx";

/** A token as the node tells of it: never the token itself. */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly member: string;
  readonly capabilities: readonly string[];
  /** Ms since the epoch. */
  readonly expires: number;
  readonly lastUsed?: number;
  readonly revoked?: number;
}

/** API tokens: made and shown once, listed, revoked. */
export function Tokens() {
  const t = useText(texts);
  const { data: me } = useMe();
  const client = useQueryClient();
  const [made, setMade] = useState<string>();
  const signedIn = me !== undefined && me.kind !== "anonymous";
  const { data, error, refetch } = useQuery({
    queryKey: ["tokens"],
    enabled: signedIn,
    queryFn: async ({ signal }) =>
      (await getJson<{ tokens: readonly Token[] }>("/v1/access/tokens", { signal })).tokens,
  });
  if (me === undefined) return <Loading />;
  if (!signedIn) return <Empty title={t("notSignedIn")}>{t("notSignedInText")}</Empty>;
  const again = () => client.invalidateQueries({ queryKey: ["tokens"] });
  return (
    <>
      <p className="muted">{t("tokensText")}</p>
      {made !== undefined && <MadeToken token={made} onSaved={() => setMade(undefined)} />}
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && (
        <Empty icon="keys" title={t("noTokens")}>
          {t("noTokensText")}
        </Empty>
      )}
      {data !== undefined && data.length > 0 && <TokenTable rows={data} again={again} />}
      <NewToken
        member={me.member ?? ""}
        onMade={(token) => {
          setMade(token);
          void again();
        }}
      />
    </>
  );
}

function MadeToken({ token, onSaved }: { token: string; onSaved: () => void }) {
  const t = useText(texts);
  return (
    <section className="note note-warn" role="alert">
      <p>
        <strong>{t("tokenOnce")}</strong>
      </p>
      <p>
        <code className="digest-whole">{token}</code> <Copy text={token} label={t("tokens")} />
      </p>
      <p>{t("tokenOnceText")}</p>
      <p>
        <button type="button" className="button" onClick={onSaved}>
          {t("tokenSaved")}
        </button>
      </p>
    </section>
  );
}

function TokenTable({ rows, again }: { rows: readonly Token[]; again: () => Promise<void> }) {
  const t = useText(texts);
  const revoke = async (id: string) => {
    await postJson(`/v1/access/tokens/${id}/revoke`);
    await again();
  };
  return (
    <DataTable
      caption={t("tokens")}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          key: "name",
          title: t("columnName"),
          render: ({ name, id }) => (
            <>
              <bdi>{name}</bdi> <code className="small muted">{id}</code>
            </>
          ),
        },
        { key: "member", title: t("columnMember"), render: ({ member }) => <bdi>{member}</bdi> },
        {
          key: "rights",
          title: t("columnRights"),
          render: ({ capabilities }) => (
            <span className="tags">
              {capabilities.map((one) => (
                <code className="tag" key={one}>
                  {one}
                </code>
              ))}
            </span>
          ),
        },
        {
          key: "used",
          title: t("columnUsed"),
          render: ({ lastUsed }) =>
            lastUsed === undefined ? t("never") : <Moment time={lastUsed} show="ago" />,
        },
        {
          key: "ends",
          title: t("columnEnds"),
          render: ({ expires }) => <Moment time={expires} show="absolute" />,
        },
        {
          key: "do",
          title: t("columnDo"),
          render: ({ id, name, revoked, expires }) =>
            revoked !== undefined ? (
              <span className="tag tag-bad">{t("revoked")}</span>
            ) : expires < Date.now() ? (
              <span className="tag">{t("ended")}</span>
            ) : (
              <AskFirst
                words={t("revoke")}
                question={t("revokeAsk", { name })}
                run={() => revoke(id)}
              />
            ),
        },
      ]}
    />
  );
}
