import { OrganisationLink } from "../../acting/organisation-link.tsx";
import "./governance.css";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import { Sections } from "../../acting/sections.tsx";
import { ViewTable } from "../../acting/view-table.tsx";
import { useText } from "../../language.ts";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { Applications } from "./applications.tsx";
import { texts } from "./messages.ts";
import { Pauses } from "./pauses.tsx";
import { Quotas } from "./quotas.tsx";
import type { Proposal, ProposalStatus } from "./records.ts";
import { RuleBooks } from "./rule-books.tsx";
import { Rules } from "./rules.tsx";
import { StatusTag } from "./status-tag.tsx";

/** What the organisations decide together: `?section=quotas`. */
export default function Governance() {
  const t = useText(texts);
  return (
    <Page title={t("title")} intro={t("intro")}>
      <Sections
        path="/governance"
        label={t("sections")}
        sections={[
          { name: "proposals", title: t("proposals"), show: Proposals },
          { name: "applications", title: t("applications"), show: Applications },
          { name: "rulebook", title: t("rulebook"), show: RuleBooks },
          { name: "quotas", title: t("quotas"), show: Quotas },
          { name: "emergency", title: t("pauses"), show: Pauses },
          { name: "rules", title: t("rules"), show: Rules },
        ]}
      />
      <p className="small">
        <Link to="/explorer/apps/governance">{t("more")}</Link>
      </p>
    </Page>
  );
}

const STATUSES: readonly ProposalStatus[] = [
  "open",
  "passed",
  "enacted",
  "rejected",
  "vetoed",
  "expired",
  "withdrawn",
];

function Proposals() {
  const t = useText(texts);
  const id = useId();
  const [status, setStatus] = useState<ProposalStatus | "">("");
  return (
    <>
      <div className="act-head">
        <div className="field">
          <label htmlFor={id}>{t("filter")}</label>
          <select
            id={id}
            className="input"
            value={status}
            onChange={(event) => setStatus(event.target.value as ProposalStatus | "")}
          >
            <option value="">{t("all")}</option>
            {STATUSES.map((one) => (
              <option key={one} value={one}>
                {t(`status-${one}`)}
              </option>
            ))}
          </select>
        </div>
        <Link to="/governance/new" className="button button-main">
          {t("newProposal")}
        </Link>
      </div>
      <ViewTable<Proposal>
        app="governance"
        view="proposals"
        query={{ reverse: true, status: status === "" ? undefined : status }}
        list="proposals"
        caption={t("proposals")}
        rowKey={({ proposal }) => String(proposal)}
        empty={{ title: t("noProposals"), text: t("noProposalsText") }}
        columns={[
          {
            key: "proposal",
            title: t("columnProposal"),
            render: ({ proposal, title }) => (
              <Link to={`/governance/proposals/${proposal}`}>
                {proposal}. <bdi>{title}</bdi>
              </Link>
            ),
          },
          {
            key: "status",
            title: t("columnStatus"),
            render: (row) => <StatusTag status={row.status} />,
          },
          { key: "kind", title: t("columnKind"), render: ({ kind }) => <code>{kind}</code> },
          {
            key: "by",
            title: t("columnBy"),
            render: ({ organisation }) => <OrganisationLink id={organisation} />,
          },
          {
            key: "closes",
            title: t("columnCloses"),
            render: ({ closes }) => <Moment time={closes} show="absolute" />,
          },
        ]}
      />
    </>
  );
}
