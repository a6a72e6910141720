import { useState } from "react";
import { utcTime } from "../../../web/format.ts";
import { ActLink } from "../../acting/act-link.tsx";
import { OrganisationLink, useOrganisationNames } from "../../acting/organisation-link.tsx";
import { ViewTable } from "../../acting/view-table.tsx";
import { useMyMember } from "../../acting/views.ts";
import { useLanguage, useText } from "../../language.ts";
import { texts } from "./messages.ts";

interface Hold {
  readonly recordClass: string;
  readonly record: string;
  readonly order: string;
  readonly authority: string;
  readonly subject: string;
  readonly reason: string;
  readonly appealTo: string;
  readonly expires: number;
  readonly lifted?: { readonly reason: string };
  readonly appeal?: {
    readonly text: string;
    readonly decided?: { readonly upheld: boolean; readonly reason: string };
  };
}

/** What is frozen, why, until when, and where to appeal. */
export function Holds() {
  const t = useText(texts);
  const me = useMyMember();
  const [mine, setMine] = useState(false);
  return (
    <>
      <div className="act-head">
        <label className="act-row">
          <input
            type="checkbox"
            checked={mine}
            disabled={me === undefined}
            onChange={(event) => setMine(event.target.checked)}
          />
          {t("onlyMine")}
        </label>
        <ActLink action="supervision.place-hold">{t("placeHold")}</ActLink>
      </div>
      <ViewTable<Hold>
        app="supervision"
        view="holds"
        query={{ subject: mine ? me?.organisation : undefined }}
        list="holds"
        caption={t("holds")}
        rowKey={({ recordClass, record }) => `${recordClass} ${record}`}
        empty={{ title: t("noHolds"), text: t("noHoldsText") }}
        columns={[
          {
            key: "what",
            title: t("columnWhat"),
            render: ({ recordClass, record }) => (
              <>
                <code>{recordClass}</code>{" "}
                <bdi className="act-plain">{record === "" ? t("whole") : record}</bdi>
              </>
            ),
          },
          {
            key: "subject",
            title: t("columnSubject"),
            render: ({ subject }) => <OrganisationLink id={subject} />,
          },
          { key: "order", title: t("columnOrder"), render: (hold) => <Why hold={hold} /> },
          {
            key: "standing",
            title: t("columnStanding"),
            render: (hold) => <HoldStanding hold={hold} />,
          },
          { key: "do", title: t("columnDo"), render: (hold) => <Doings hold={hold} /> },
        ]}
      />
    </>
  );
}

function Why({ hold }: { hold: Hold }) {
  const t = useText(texts);
  const name = useOrganisationNames();
  return (
    <>
      <p>
        <bdi>{hold.reason}</bdi>
      </p>
      <p className="muted small">
        {t("holdBy", { authority: name(hold.authority), order: hold.order })}
        <br />
        {t("appealTo", { where: hold.appealTo })}
      </p>
    </>
  );
}

function HoldStanding({ hold: { expires, lifted, appeal } }: { hold: Hold }) {
  const t = useText(texts);
  const lang = useLanguage();
  const decided = appeal?.decided;
  return (
    <>
      {lifted !== undefined ? (
        <p>{t("lifted", { reason: lifted.reason })}</p>
      ) : expires < Date.now() ? (
        <span className="tag">{t("expired")}</span>
      ) : (
        <span className="tag tag-bad">{t("running", { date: utcTime(expires, lang) })}</span>
      )}
      {appeal !== undefined && <p>{t("appealed", { text: appeal.text })}</p>}
      {decided !== undefined && (
        <p>{t(decided.upheld ? "upheld" : "overturned", { reason: decided.reason })}</p>
      )}
    </>
  );
}

/** The one concerned appeals, the authority lifts, another authority decides. */
function Doings({ hold }: { hold: Hold }) {
  const t = useText(texts);
  const mine = useMyMember()?.organisation;
  const { recordClass, record, subject, authority, lifted, appeal, expires } = hold;
  const known = { recordClass, record };
  if (lifted !== undefined || expires < Date.now()) return null;
  const open = appeal !== undefined && appeal.decided === undefined;
  return (
    <span className="act-row">
      {mine === subject && appeal === undefined && (
        <ActLink action="supervision.appeal-hold" known={known} quiet>
          {t("appeal")}
        </ActLink>
      )}
      {open && mine !== subject && mine !== authority && (
        <ActLink action="supervision.decide-appeal" known={known} quiet>
          {t("decideAppeal")}
        </ActLink>
      )}
      {mine !== subject && (
        <ActLink action="supervision.lift-hold" known={known} quiet>
          {t("lift")}
        </ActLink>
      )}
    </span>
  );
}
