import { ActLink } from "../../acting/act-link.tsx";
import { OrganisationLink } from "../../acting/organisation-link.tsx";
import { useMyMember, useView } from "../../acting/views.ts";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Moment } from "../../ui/moment.tsx";
import { texts } from "./messages.ts";

interface RuleBook {
  readonly version: number;
  readonly title: string;
  readonly digest: string;
  readonly location?: string;
  readonly effective: number;
}

/** Versions of the rule book, the latest first, and who has accepted them. */
export function RuleBooks() {
  const t = useText(texts);
  const { data } = useView<{ inForce: number; ruleBooks: readonly RuleBook[] }>(
    "governance",
    "rule-books",
    { reverse: true },
  );
  const latest = data?.ruleBooks[0]?.version ?? 0;
  return (
    <>
      <p className="muted">{t("ruleBookText")}</p>
      <div className="page-actions">
        <ActLink action="governance.publish-rule-book" suggested={{ version: latest + 1 }}>
          {t("publish")}
        </ActLink>
      </div>
      {data === undefined && <Loading />}
      {data?.ruleBooks.length === 0 && (
        <Empty icon="book" title={t("noRuleBook")}>
          {t("noRuleBookText")}
        </Empty>
      )}
      {data?.ruleBooks.map((book) => (
        <OneRuleBook key={book.version} book={book} inForce={book.version === data.inForce} />
      ))}
    </>
  );
}

function OneRuleBook({ book, inForce }: { book: RuleBook; inForce: boolean }) {
  const t = useText(texts);
  const mine = useMyMember()?.organisation;
  const { version, title, digest, location, effective } = book;
  const { data } = useView<{ acceptances: readonly { organisation: string }[] }>(
    "governance",
    "acceptances",
    { version },
  );
  const accepted = data?.acceptances ?? [];
  const own = accepted.some(({ organisation }) => organisation === mine);
  return (
    <section className="panel stack">
      <div className="act-head">
        <h2 className="act-title">
          <span>
            {t("columnVersion")} {version}
          </span>
          <bdi>{title}</bdi>
        </h2>
        {inForce && <span className="tag tag-good">{t("inForce")}</span>}
      </div>
      <dl className="facts">
        <dt>{t("columnEffective")}</dt>
        <dd>
          <Moment time={effective} show="absolute" />
        </dd>
        <dt>{t("digest")}</dt>
        <dd>
          <Digest value={digest} label={t("digest")} />
        </dd>
        {location !== undefined && (
          <>
            <dt>{t("location")}</dt>
            <dd>
              <bdi>{location}</bdi>
            </dd>
          </>
        )}
        <dt>{t("accepted")}</dt>
        <dd>
          {accepted.length === 0
            ? t("acceptedNobody")
            : accepted.map(({ organisation }) => (
                <span className="tag" key={organisation}>
                  <OrganisationLink id={organisation} />
                </span>
              ))}
        </dd>
      </dl>
      {own ? (
        <p className="tag tag-good">{t("youAccepted")}</p>
      ) : (
        mine !== undefined && (
          <div className="page-actions">
            <ActLink action="governance.accept-rule-book" known={{ version, digest }} main>
              {t("accept")}
            </ActLink>
          </div>
        )
      )}
    </section>
  );
}
