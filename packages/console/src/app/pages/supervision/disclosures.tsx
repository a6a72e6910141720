import { ActLink } from "../../acting/act-link.tsx";
import { OrganisationLink } from "../../acting/organisation-link.tsx";
import { ViewTable } from "../../acting/view-table.tsx";
import { useMyMember } from "../../acting/views.ts";
import { useText } from "../../language.ts";
import { Moment } from "../../ui/moment.tsx";
import { SignInFirst } from "./looks.tsx";
import { texts } from "./messages.ts";

interface Request {
  readonly disclosure: number;
  readonly organisation: string;
  readonly pseudonym: string;
  readonly order: string;
  readonly legalBasis: string;
  readonly purpose: string;
  readonly due: number;
  readonly answered?: { readonly given: boolean };
}

/** Requests to the reader's organisation, as a registrar, to say who a pseudonym is. */
export function Disclosures() {
  const t = useText(texts);
  const me = useMyMember();
  if (me === undefined) return <SignInFirst />;
  return (
    <>
      <p className="muted">{t("disclosuresText")}</p>
      <div className="page-actions">
        <ActLink action="supervision.request-disclosure">{t("request")}</ActLink>
      </div>
      <ViewTable<Request>
        app="supervision"
        view="requests"
        query={{ registrar: me.organisation }}
        list="requests"
        caption={t("disclosures")}
        rowKey={({ disclosure }) => String(disclosure)}
        empty={{ title: t("noRequests") }}
        columns={[
          {
            key: "pseudonym",
            title: t("columnPseudonym"),
            render: ({ pseudonym }) => <code>{pseudonym}</code>,
          },
          {
            key: "who",
            title: t("columnWho"),
            render: ({ organisation }) => <OrganisationLink id={organisation} />,
          },
          {
            key: "basis",
            title: t("columnBasis"),
            render: ({ order, legalBasis, purpose }) => (
              <bdi>{[order, legalBasis, purpose].join(" · ")}</bdi>
            ),
          },
          {
            key: "due",
            title: t("columnUntil"),
            render: ({ due }) => <Moment time={due} show="absolute" />,
          },
          {
            key: "answer",
            title: t("columnAnswer"),
            render: ({ disclosure, answered }) =>
              answered === undefined ? (
                <ActLink action="supervision.answer-disclosure" known={{ disclosure }} quiet>
                  {t("answerRequest")}
                </ActLink>
              ) : (
                <span className="tag">{t(answered.given ? "given" : "refused")}</span>
              ),
          },
        ]}
      />
    </>
  );
}
