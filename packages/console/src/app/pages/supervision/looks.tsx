import { Link } from "@tanstack/react-router";
import { utcTime } from "../../../web/format.ts";
import { ActLink } from "../../acting/act-link.tsx";
import { OrganisationLink, useOrganisationNames } from "../../acting/organisation-link.tsx";
import { ViewTable } from "../../acting/view-table.tsx";
import { useMyMember } from "../../acting/views.ts";
import { useLanguage, useText } from "../../language.ts";
import { openSignIn } from "../../shell/sign-in-dialog.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Moment } from "../../ui/moment.tsx";
import { AnswerQuery } from "./answer-query.tsx";
import { texts } from "./messages.ts";

interface Look {
  readonly query: {
    readonly query: number;
    readonly observer: string;
    readonly asked: number;
    readonly scope: number;
    readonly purpose: string;
    readonly level: "predicate" | "aggregate" | "raw";
    readonly subject?: string;
    readonly recordClass?: string;
    readonly question?: string;
    readonly outsideScope?: boolean;
    readonly delayed?: {
      readonly order: string;
      readonly until: number;
      readonly noticed?: number;
    };
    readonly answered?: { readonly organisation: string; readonly records: number };
  };
  readonly noticeOverdue: boolean;
}

/** Who asked about the organisation of the reader. */
export function LooksAtMe() {
  const t = useText(texts);
  const me = useMyMember();
  const name = useOrganisationNames();
  if (me === undefined) return <SignInFirst />;
  return (
    <>
      <p className="muted">{t("looksText", { organisation: name(me.organisation) })}</p>
      <LookTable view="looks-at" query={{ organisation: me.organisation }} kind="looks" />
    </>
  );
}

/** What the organisation of the reader asked of others. */
export function LooksByMe() {
  const t = useText(texts);
  const me = useMyMember();
  if (me === undefined) return <SignInFirst />;
  return (
    <>
      <div className="page-actions">
        <ActLink action="supervision.query">{t("query")}</ActLink>
      </div>
      <LookTable view="looks-by" query={{ observer: me.organisation }} kind="asked" />
    </>
  );
}

/** Says that what stands here depends on who is reading. */
export function SignInFirst() {
  const t = useText(texts);
  return (
    <Empty icon="person" title={t("signIn")}>
      <p>{t("signInText")}</p>
      <button type="button" className="button" onClick={openSignIn}>
        {t("signIn")}
      </button>
    </Empty>
  );
}

function LookTable(props: {
  view: "looks-at" | "looks-by";
  query: Readonly<Record<string, string>>;
  kind: "looks" | "asked";
}) {
  const t = useText(texts);
  const { view, query, kind } = props;
  const by = kind === "asked";
  return (
    <ViewTable<Look>
      app="supervision"
      view={view}
      query={query}
      list="looks"
      caption={t(kind)}
      rowKey={(row) => String(row.query.query)}
      empty={{
        title: t(by ? "noAsked" : "noLooks"),
        text: t(by ? "noAskedText" : "noLooksText"),
      }}
      columns={[
        {
          key: "query",
          title: t("columnQuery"),
          render: ({ query: one }) => (
            <>
              <Link to={`/explorer/statements/${one.query}`}>{one.query}</Link>{" "}
              <Moment time={one.asked} show="absolute" />
            </>
          ),
        },
        {
          key: "who",
          title: by ? t("columnSubject") : t("columnWho"),
          render: ({ query: one }) =>
            by && one.subject === undefined ? (
              <span className="muted">{t("hidden")}</span>
            ) : (
              <OrganisationLink id={by ? (one.subject ?? "") : one.observer} />
            ),
        },
        { key: "what", title: t("columnWhat"), render: (look) => <What look={look} /> },
        {
          key: "purpose",
          title: t("columnPurpose"),
          render: ({ query: one }) => (
            <>
              <bdi>{one.purpose}</bdi> <span className="tag">{t(`level-${one.level}`)}</span>
            </>
          ),
        },
        {
          key: "answer",
          title: t("columnAnswer"),
          render: (look) => <Answered look={look} mayAnswer={!by} />,
        },
      ]}
    />
  );
}

function What({ look: { query } }: { look: Look }) {
  const t = useText(texts);
  if (query.question === undefined) return <span className="muted">{t("hidden")}</span>;
  return (
    <>
      <code>{query.recordClass}</code> <bdi className="act-plain">{query.question}</bdi>{" "}
      {query.outsideScope === true && <span className="tag tag-bad">{t("outside")}</span>}
    </>
  );
}

function Answered({ look, mayAnswer }: { look: Look; mayAnswer: boolean }) {
  const t = useText(texts);
  const lang = useLanguage();
  const { query, noticeOverdue } = look;
  const { answered, delayed } = query;
  return (
    <span className="tags">
      {noticeOverdue && <span className="tag tag-bad">{t("overdue")}</span>}
      {delayed !== undefined && delayed.noticed === undefined && (
        <span>
          {t("delayed", { order: delayed.order, date: utcTime(delayed.until, lang) })}{" "}
          <ActLink action="supervision.give-notice" known={{ query: query.query }} quiet>
            {t("giveNotice")}
          </ActLink>
        </span>
      )}
      {answered === undefined ? (
        <>
          <span className="tag tag-warn">{t("notAnswered")}</span>
          {mayAnswer && query.question !== undefined && <AnswerQuery query={query.query} />}
        </>
      ) : (
        <span className="tag tag-good">{t("answered", { count: answered.records })}</span>
      )}
    </span>
  );
}
