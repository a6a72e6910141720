import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import { ActLink } from "../../acting/act-link.tsx";
import { Sections } from "../../acting/sections.tsx";
import { ViewTable } from "../../acting/view-table.tsx";
import { type Member, useMyMember, useView } from "../../acting/views.ts";
import { useStatus } from "../../api/facts.ts";
import { useText } from "../../language.ts";
import { Page } from "../../ui/page.tsx";
import { Endings } from "./endings.tsx";
import { texts } from "./messages.ts";
import type { Organisation, RosterRow } from "./records.ts";
import { Roles } from "./roles.tsx";
import { Kinds, Standing } from "./tags.tsx";

/** Who takes part: `?section=members`. */
export default function Organisations() {
  const t = useText(texts);
  return (
    <Page title={t("title")} intro={t("intro")}>
      <Sections
        path="/organisations"
        label={t("sections")}
        sections={[
          { name: "organisations", title: t("organisations"), show: OrganisationList },
          { name: "members", title: t("members"), show: MemberList },
          { name: "roles", title: t("roles"), show: Roles },
          { name: "endings", title: t("endings"), show: Endings },
        ]}
      />
      <p className="small">
        <Link to="/explorer/apps/membership">{t("more")}</Link>
      </p>
    </Page>
  );
}

function OrganisationList() {
  const t = useText(texts);
  const mine = useMyMember()?.organisation;
  const { data } = useView<{ roster?: { organisations: readonly RosterRow[] } }>(
    "membership",
    "roster",
  );
  const roster = data?.roster?.organisations ?? [];
  const total = roster.reduce((sum, { validator }) => sum + validator.power, 0);
  return (
    <>
      <div className="page-actions">
        <ActLink action="membership.admit-organisation">{t("admit")}</ActLink>
      </div>
      <Tolerance roster={roster} />
      <ViewTable<Organisation>
        app="membership"
        view="organisations"
        list="organisations"
        caption={t("organisations")}
        rowKey={(row) => row.organisation}
        empty={{ title: t("noOrganisations") }}
        columns={[
          {
            key: "organisation",
            title: t("columnOrganisation"),
            render: ({ organisation, name }) => (
              <>
                <Link to={`/organisations/${organisation}`}>
                  <bdi>{name}</bdi>
                </Link>{" "}
                {organisation === mine && <span className="tag">{t("yours")}</span>}
              </>
            ),
          },
          {
            key: "kinds",
            title: t("columnKinds"),
            render: ({ kinds }) => <Kinds kinds={kinds} />,
          },
          {
            key: "standing",
            title: t("columnStanding"),
            render: ({ status, statusFrom }) => <Standing status={status} from={statusFrom} />,
          },
          // Where one organisation orders the ledger nobody votes.
          ...(roster.length === 0
            ? []
            : [
                {
                  key: "votes",
                  title: t("columnVotes"),
                  numeric: true,
                  render: ({ organisation }: Organisation) => {
                    const row = roster.find((one) => one.organisation === organisation);
                    return row === undefined || row.validator.power === 0 ? (
                      <span className="muted">{t("noVote")}</span>
                    ) : (
                      t("power", { power: row.validator.power, total })
                    );
                  },
                },
              ]),
        ]}
      />
    </>
  );
}

/** How many of those who certify may fail: those with the largest votes first. */
function mayFail(roster: readonly RosterRow[]): number {
  const powers = roster.map(({ validator }) => validator.power).sort((a, b) => b - a);
  const total = powers.reduce((sum, power) => sum + power, 0);
  let lost = 0;
  let count = 0;
  for (const power of powers) {
    lost += power;
    // Fewer than a third of the votes may be missing for the rest to be more than two thirds.
    if (3 * lost >= total) break;
    count++;
  }
  return count;
}

function Tolerance({ roster }: { roster: readonly RosterRow[] }) {
  const t = useText(texts);
  const { data: status } = useStatus();
  const voting = roster.filter(({ validator }) => validator.power > 0);
  if (status?.engine === "embedded") return <p className="muted">{t("alone")}</p>;
  if (voting.length < 2) return null;
  const fail = mayFail(voting);
  const words = { count: voting.length, mayFail: fail };
  return fail > 0 ? (
    <p className="muted">{t("tolerance", words)}</p>
  ) : (
    <p className="note note-warn">{t("toleranceNone", words)}</p>
  );
}

function MemberList() {
  const t = useText(texts);
  const id = useId();
  const me = useMyMember();
  const [organisation, setOrganisation] = useState("");
  const { data } = useView<{ organisations: readonly Organisation[] }>(
    "membership",
    "organisations",
    { limit: 100 },
  );
  return (
    <>
      <div className="act-head">
        <div className="filters">
          <div className="field">
            <label htmlFor={id}>{t("filter")}</label>
            <select
              id={id}
              className="input"
              value={organisation}
              onChange={(event) => setOrganisation(event.target.value)}
            >
              <option value="">{t("all")}</option>
              {data?.organisations.map((one) => (
                <option key={one.organisation} value={one.organisation}>
                  {one.name}
                </option>
              ))}
            </select>
          </div>
        </div>
        <div className="page-actions">
          <ActLink
            action="membership.enrol"
            main
            {...(me === undefined ? {} : { suggested: { organisation: me.organisation } })}
          >
            {t("enrol")}
          </ActLink>
          <ActLink action="membership.enrol-by-certificate">{t("enrolByCertificate")}</ActLink>
        </div>
      </div>
      <MemberTable organisation={organisation === "" ? undefined : organisation} />
    </>
  );
}

/** The members of one organisation, or of all. */
export function MemberTable({ organisation }: { organisation: string | undefined }) {
  const t = useText(texts);
  const me = useMyMember();
  return (
    <ViewTable<Member>
      app="membership"
      view="members"
      query={{ organisation }}
      list="members"
      caption={t("members")}
      rowKey={(row) => row.member}
      empty={{ title: t("noMembers"), text: t("noMembersText") }}
      columns={[
        {
          key: "member",
          title: t("columnMember"),
          render: ({ member, displayName, pseudonym }) => (
            <>
              <Link to={`/organisations/members/${member}`}>
                <bdi>{displayName ?? member}</bdi>
              </Link>{" "}
              {displayName !== undefined && <code className="small">{member}</code>}{" "}
              {member === me?.member && <span className="tag">{t("you")}</span>}
              {pseudonym === true && <span className="tag">{t("pseudonym")}</span>}
            </>
          ),
        },
        {
          key: "organisation",
          title: t("columnOrganisation"),
          render: (row) => (
            <Link to={`/organisations/${row.organisation}`}>{row.organisation}</Link>
          ),
        },
        {
          key: "kind",
          title: t("columnKind"),
          render: ({ kind = "person" }) => t(`member-${kind}`),
        },
        { key: "role", title: t("columnRole"), render: ({ role }) => t(`role-${role}`) },
        {
          key: "standing",
          title: t("columnStanding"),
          render: ({ status, statusFrom }) => <Standing status={status} from={statusFrom} />,
        },
      ]}
    />
  );
}
