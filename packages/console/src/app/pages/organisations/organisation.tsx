import { Link, useParams } from "@tanstack/react-router";
import { ActLink } from "../../acting/act-link.tsx";
import "../../acting/acting.css";
import "../../explore/explore.css";
import { useMyMember, useView } from "../../acting/views.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { texts } from "./messages.ts";
import { MemberTable } from "./page.tsx";
import type { Authority, Organisation, Spanned } from "./records.ts";
import { Kinds, Span, Standing, useEnded } from "./tags.tsx";

interface History {
  readonly organisation?: Organisation;
  readonly keys: readonly (Spanned & { readonly keyId: string })[];
  readonly votes: readonly {
    readonly fromHeight: number;
    readonly power: number;
    readonly node: string;
  }[];
}

/** One organisation: what it is, how it stands, its keys, its members. */
export default function OneOrganisation() {
  const t = useText(texts);
  const { organisation: id = "" } = useParams({ strict: false }) as Record<string, string>;
  const mine = useMyMember()?.organisation === id;
  const { data, error, refetch } = useView<History>("membership", "organisation-history", {
    organisation: id,
  });
  const found = data?.organisation;
  return (
    <Page title={found?.name ?? id} intro={t("organisationIntro")}>
      <p className="act-row">
        <Link to="/organisations">← {t("organisations")}</Link>
        {mine && <span className="tag">{t("yours")}</span>}
      </p>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && found === undefined && (
        <Empty title={t("noSuchOrganisation", { id })}>{t("mayBeMistyped")}</Empty>
      )}
      {data !== undefined && found !== undefined && (
        <>
          <Facts organisation={found} />
          <Keys organisation={id} keys={data.keys} />
          <Votes votes={data.votes} organisation={id} />
          <section className="stack">
            <div className="act-head">
              <h2>{t("members")}</h2>
              <ActLink action="membership.enrol" known={{ organisation: id }}>
                {t("enrol")}
              </ActLink>
            </div>
            <MemberTable organisation={id} />
          </section>
          <Authorities organisation={id} />
          <EncryptionKeys organisation={id} />
        </>
      )}
    </Page>
  );
}

function Facts({ organisation: one }: { organisation: Organisation }) {
  const t = useText(texts);
  const id = one.organisation;
  const known = { organisation: id };
  const key = encodeURIComponent(JSON.stringify([id]));
  const { organisation, name, legalName, uscc, lei, contact, kinds, status } = one;
  const lines = { legalName, uscc, lei, contact };
  const gone = status === "left";
  return (
    <section className="panel stack" aria-labelledby="organisation-facts">
      <div className="act-head">
        <h2 id="organisation-facts">{t("facts")}</h2>
        <Link to={`/explorer/tables/membership/organisations/row?key=${key}`}>{t("proveRow")}</Link>
      </div>
      <dl className="facts">
        <dt>{t("id")}</dt>
        <dd>
          <code>{organisation}</code>
        </dd>
        {Object.entries(lines).map(([field, value]) =>
          value === undefined ? null : (
            <div className="facts-pair" key={field}>
              <dt>{t(field as "lei")}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ),
        )}
        <dt>{t("kinds")}</dt>
        <dd>
          <Kinds kinds={kinds} />
        </dd>
        <dt>{t("standing")}</dt>
        <dd>
          <Standing status={status} from={one.statusFrom} />
        </dd>
        <dt>{t("since")}</dt>
        <dd>{one.since}</dd>
      </dl>
      {!gone && (
        <div className="page-actions">
          <ActLink
            action="membership.update-organisation"
            known={known}
            suggested={{ name, contact, legalName, uscc, lei }}
          >
            {t("update")}
          </ActLink>
          {status === "suspended" ? (
            <ActLink action="membership.reinstate-organisation" known={known}>
              {t("reinstate")}
            </ActLink>
          ) : (
            <ActLink action="membership.suspend-organisation" known={known}>
              {t("suspend")}
            </ActLink>
          )}
          <ActLink action="membership.remove-organisation" known={known}>
            {t("remove")}
          </ActLink>
        </div>
      )}
    </section>
  );
}

function Keys(props: { organisation: string; keys: History["keys"] }) {
  const t = useText(texts);
  const ended = useEnded();
  return (
    <section className="stack">
      <h2>{t("keyHistory")}</h2>
      <p className="muted">{t("keyHistoryText")}</p>
      <DataTable
        caption={t("keyHistory")}
        rows={props.keys}
        rowKey={({ keyId }) => keyId}
        columns={[
          {
            key: "key",
            title: t("columnKey"),
            render: ({ keyId }) => <Digest value={keyId} label={t("columnKey")} />,
          },
          {
            key: "from",
            title: t("columnFrom"),
            numeric: true,
            render: ({ fromHeight }) => fromHeight,
          },
          {
            key: "standing",
            title: t("columnStanding"),
            render: (key) => <Span {...key} />,
          },
          {
            key: "do",
            title: t("columnDo"),
            render: (key) =>
              ended(key) ? null : (
                <ActLink
                  action="membership.rotate-organisation-key"
                  known={{ organisation: props.organisation }}
                  quiet
                >
                  {t("rotateCheckpoint")}
                </ActLink>
              ),
          },
        ]}
      />
    </section>
  );
}

function Votes({ votes, organisation }: { votes: History["votes"]; organisation: string }) {
  const t = useText(texts);
  return (
    <section className="stack">
      <div className="act-head">
        <h2>{t("votes")}</h2>
        <ActLink action="membership.set-validator" known={{ organisation }}>
          {t("setValidator")}
        </ActLink>
      </div>
      {votes.length === 0 ? (
        <p className="muted">{t("noVotes")}</p>
      ) : (
        <DataTable
          caption={t("votes")}
          rows={votes}
          rowKey={({ fromHeight }) => String(fromHeight)}
          columns={[
            {
              key: "from",
              title: t("columnFrom"),
              numeric: true,
              render: ({ fromHeight }) => fromHeight,
            },
            { key: "power", title: t("columnPower"), numeric: true, render: ({ power }) => power },
            {
              key: "node",
              title: t("columnNode"),
              render: ({ node }) => <Digest value={node} label={t("columnNode")} />,
            },
          ]}
        />
      )}
    </section>
  );
}

function Authorities({ organisation }: { organisation: string }) {
  const t = useText(texts);
  const { data } = useView<{ authorities: readonly Authority[] }>("membership", "authorities", {
    organisation,
  });
  const rows = data?.authorities ?? [];
  return (
    <section className="stack">
      <div className="act-head">
        <h2>{t("authorities")}</h2>
        <ActLink action="membership.bind-authority" known={{ organisation }}>
          {t("bindAuthority")}
        </ActLink>
      </div>
      {rows.length === 0 ? (
        <p className="muted">
          {t("noAuthorities")} {t("noAuthoritiesText")}
        </p>
      ) : (
        <DataTable
          caption={t("authorities")}
          rows={rows}
          rowKey={({ fingerprint }) => fingerprint}
          columns={[
            {
              key: "authority",
              title: t("columnAuthority"),
              render: ({ subject }) => <bdi>{subject}</bdi>,
            },
            {
              key: "ends",
              title: t("columnEnds"),
              render: ({ notAfter }) => <Moment time={notAfter} show="absolute" />,
            },
            {
              key: "standing",
              title: t("columnStanding"),
              render: (row) => <Span {...row} until={row.notAfter} />,
            },
            {
              key: "do",
              title: t("columnDo"),
              render: ({ fingerprint, toHeight }) =>
                toHeight !== undefined ? null : (
                  <ActLink
                    action="membership.revoke-authority"
                    known={{ organisation, fingerprint }}
                    quiet
                  >
                    {t("revoke")}
                  </ActLink>
                ),
            },
          ]}
        />
      )}
    </section>
  );
}

function EncryptionKeys({ organisation }: { organisation: string }) {
  const t = useText(texts);
  const { data } = useView<{ keys: readonly (Spanned & { keyId: string })[] }>(
    "membership",
    "encryption-keys",
    { organisation },
  );
  const rows = data?.keys ?? [];
  return (
    <section className="stack">
      <div className="act-head">
        <h2>{t("encryptionKeys")}</h2>
        <ActLink action="membership.add-encryption-key" known={{ organisation }} />
      </div>
      {rows.length === 0 ? (
        <p className="muted">{t("noEncryptionKeys")}</p>
      ) : (
        <DataTable
          caption={t("encryptionKeys")}
          rows={rows}
          rowKey={({ keyId }) => keyId}
          columns={[
            {
              key: "key",
              title: t("columnKey"),
              render: ({ keyId }) => <Digest value={keyId} label={t("columnKey")} />,
            },
            { key: "standing", title: t("columnStanding"), render: (row) => <Span {...row} /> },
            {
              key: "do",
              title: t("columnDo"),
              render: ({ keyId, toHeight }) =>
                toHeight !== undefined ? null : (
                  <ActLink action="membership.end-encryption-key" known={{ keyId }} quiet>
                    {t("end")}
                  </ActLink>
                ),
            },
          ]}
        />
      )}
    </section>
  );
}
