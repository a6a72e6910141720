import "../../acting/acting.css";
import "../../explore/explore.css";
import "../../forms/forms.css";
import { Link, useParams } from "@tanstack/react-router";
import { ActLink } from "../../acting/act-link.tsx";
import { type Member, useMyMember, useView } from "../../acting/views.ts";
import { useText } from "../../language.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { MayAsk } from "./may-ask.tsx";
import { Certificates, MemberKeys } from "./member-keys.tsx";
import { Recovery } from "./member-recovery.tsx";
import { Rights } from "./member-rights.tsx";
import { texts } from "./messages.ts";
import type { Organisation } from "./records.ts";
import { Standing } from "./tags.tsx";

/** One member: how it stands, its keys, its rights, and how it gets back in. */
export default function OneMember() {
  const t = useText(texts);
  const { member: id = "" } = useParams({ strict: false }) as Record<string, string>;
  const me = useMyMember();
  const { data, error, refetch } = useView<{ member?: Member; organisation?: Organisation }>(
    "membership",
    "member",
    { member: id },
  );
  const found = data?.member;
  return (
    <Page title={found?.displayName ?? id} intro={t("memberIntro")}>
      <p className="act-row">
        <Link to="/organisations" search={{ section: "members" } as never}>
          ← {t("members")}
        </Link>
        {me?.member === id && <span className="tag">{t("you")}</span>}
      </p>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && found === undefined && (
        <Empty title={t("noSuchMember", { id })}>{t("mayBeMistyped")}</Empty>
      )}
      {found !== undefined && (
        <>
          <Facts member={found} organisation={data?.organisation} />
          <MemberKeys member={id} />
          <Rights member={id} />
          <MayAsk member={id} />
          <Recovery member={id} />
          <Certificates member={id} />
        </>
      )}
    </Page>
  );
}

function Facts(props: { member: Member; organisation: Organisation | undefined }) {
  const t = useText(texts);
  const { member, kind = "person", role, organisation, status, statusFrom, since } = props.member;
  const known = { member };
  const key = encodeURIComponent(JSON.stringify([member]));
  return (
    <section className="panel stack" aria-labelledby="member-facts">
      <div className="act-head">
        <h2 id="member-facts">{t("facts")}</h2>
        <Link to={`/explorer/tables/membership/members/row?key=${key}`}>{t("proveRow")}</Link>
      </div>
      <dl className="facts">
        <dt>{t("id")}</dt>
        <dd>
          <code>{member}</code>
        </dd>
        <dt>{t("organisation")}</dt>
        <dd>
          <Link to={`/organisations/${organisation}`}>
            <bdi>{props.organisation?.name ?? organisation}</bdi>
          </Link>
        </dd>
        <dt>{t("columnKind")}</dt>
        <dd>{t(`member-${kind}`)}</dd>
        <dt>{t("columnRole")}</dt>
        <dd>{t(`role-${role}`)}</dd>
        <dt>{t("standing")}</dt>
        <dd>
          <Standing status={status} from={statusFrom} />
        </dd>
        <dt>{t("since")}</dt>
        <dd>{since}</dd>
      </dl>
      {status !== "removed" && (
        <div className="page-actions">
          {status === "suspended" ? (
            <ActLink action="membership.reinstate-member" known={known}>
              {t("reinstate")}
            </ActLink>
          ) : (
            <ActLink action="membership.suspend-member" known={known}>
              {t("suspend")}
            </ActLink>
          )}
          <ActLink action="membership.remove-member" known={known}>
            {t("remove")}
          </ActLink>
        </div>
      )}
    </section>
  );
}
