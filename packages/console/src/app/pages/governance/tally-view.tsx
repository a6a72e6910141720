import { Link } from "@tanstack/react-router";
import { OrganisationLink } from "../../acting/organisation-link.tsx";
import { DataTable } from "../../explore/data-table.tsx";
import { useLanguage, useText } from "../../language.ts";
import { texts } from "./messages.ts";
import type { Ballot, Policy, Tally, WholeProposal } from "./records.ts";

/** How the ballots stand: a bar over all who have one, with the mark beyond which it passes for sure. */
export function TallyView(props: {
  tally: Tally;
  policy: Policy;
  ballots: readonly Ballot[];
  vetoes: WholeProposal["vetoes"];
  /** False once it is decided. */
  open: boolean;
}) {
  const t = useText(texts);
  const { tally, policy, ballots, vetoes, open } = props;
  const lang = useLanguage();
  const { eligible, yes, no, abstain } = tally;
  const words = t("tally", { yes, no, abstain, eligible });
  const { numerator, denominator } = policy.threshold;
  const width = (count: number) => `${eligible === 0 ? 0 : (100 * count) / eligible}%`;
  return (
    <section className="panel stack">
      <h2>{t("ballots")}</h2>
      <div className="governance-bar" role="img" aria-label={words}>
        <span className="governance-yes" style={{ width: width(yes) }} />
        <span className="governance-no" style={{ width: width(no) }} />
        <span className="governance-abstain" style={{ width: width(abstain) }} />
        <span className="governance-mark" style={{ left: `${(100 * numerator) / denominator}%` }} />
      </div>
      <p>{words}</p>
      {open && (
        <p className="muted">
          {[
            t(tally.quorum ? "quorumYes" : "quorumNo"),
            t(tally.passes ? "wouldPass" : "wouldFail"),
            t("mark"),
          ].join(lang === "zh" ? "" : " ")}
        </p>
      )}
      {ballots.length === 0 ? (
        <p className="muted">{t("noBallots")}</p>
      ) : (
        <DataTable
          caption={t("ballots")}
          rows={ballots}
          rowKey={({ organisation }) => organisation}
          columns={[
            {
              key: "organisation",
              title: t("columnOrganisation"),
              render: ({ organisation }) => <OrganisationLink id={organisation} />,
            },
            {
              key: "ballot",
              title: t("columnBallot"),
              render: ({ choice }) => (
                <span className={CHOICE_TAGS[choice]}>{t(`choice-${choice}`)}</span>
              ),
            },
            {
              key: "member",
              title: t("columnMember"),
              render: ({ member }) => <Link to={`/organisations/members/${member}`}>{member}</Link>,
            },
            {
              key: "entry",
              title: t("columnProof"),
              numeric: true,
              render: ({ entry }) => <Link to={`/explorer/statements/${entry}`}>{entry}</Link>,
            },
          ]}
        />
      )}
      {vetoes.length > 0 && (
        <>
          <h3>{t("vetoes")}</h3>
          {vetoes.map(({ organisation, reason }) => (
            <p key={organisation} className="note note-bad">
              <span>
                <strong>
                  <OrganisationLink id={organisation} />
                </strong>
                : <bdi>{reason}</bdi>
              </span>
            </p>
          ))}
        </>
      )}
    </section>
  );
}

const CHOICE_TAGS = { yes: "tag tag-good", no: "tag tag-bad", abstain: "tag" } as const;
