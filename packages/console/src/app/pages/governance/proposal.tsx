import "../../acting/acting.css";
import "../../explore/explore.css";
import "./governance.css";
import { Link, useParams } from "@tanstack/react-router";
import { useOrganisationNames } from "../../acting/organisation-link.tsx";
import { useView } from "../../acting/views.ts";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { ProposedCalls } from "./call-list.tsx";
import { ChangeList } from "./change-list.tsx";
import { Decide } from "./decide.tsx";
import { texts } from "./messages.ts";
import type { Proposal, ProposalStatus, WholeProposal } from "./records.ts";
import { StatusTag } from "./status-tag.tsx";
import { TallyView } from "./tally-view.tsx";
import { usePolicyWords } from "./words.ts";

/** One proposal: what it would do, how it stands, and what can be done about it. */
export default function OneProposal() {
  const t = useText(texts);
  const { proposal: text = "" } = useParams({ strict: false }) as Record<string, string>;
  const number = /^[1-9][0-9]{0,9}$/.test(text) ? Number(text) : undefined;
  const { data, error, refetch } = useView<WholeProposal>(
    "governance",
    "proposal",
    number === undefined ? null : { proposal: number },
  );
  const name = useOrganisationNames();
  const found = data?.proposal;
  const missing = number === undefined || (data !== undefined && found === undefined);
  return (
    <Page
      title={found?.title ?? t("columnProposal")}
      {...(found === undefined
        ? {}
        : {
            intro: t("proposalHead", {
              number: found.proposal,
              organisation: name(found.organisation),
              member: found.by,
            }),
          })}
    >
      <p>
        <Link to="/governance">← {t("proposals")}</Link>
      </p>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && !missing && <Loading />}
      {missing && <Empty title={t("noSuchProposal", { number: text })}>{t("mayBeMistyped")}</Empty>}
      {found !== undefined && data !== undefined && <Whole whole={data} found={found} />}
    </Page>
  );
}

function Whole({ whole, found }: { whole: WholeProposal; found: Proposal }) {
  const t = useText(texts);
  const status: ProposalStatus = whole.status ?? found.status;
  const undecided = status === "open" || status === "passed";
  const { ballots, vetoes, tally } = whole;
  return (
    <>
      <p className="act-row">
        <StatusTag status={status} /> <code className="small">{found.kind}</code>
        {found.entry !== undefined && (
          <Link to={`/explorer/statements/${found.entry}`}>
            {t("columnProof")} {found.entry}
          </Link>
        )}
      </p>
      {undecided && <Decide whole={whole} found={found} status={status} />}
      <section className="stack">
        <h2>{t("calls")}</h2>
        {found.calls.length > 0 && <p className="muted">{t("callsText")}</p>}
        <ProposedCalls calls={found.calls} />
        {found.text !== undefined && (
          <p>
            {t("textDigest")}: <Digest value={found.text} label={t("textDigest")} />
          </p>
        )}
      </section>
      {undecided && found.calls.length > 0 && <ChangeList what={{ proposal: found.proposal }} />}
      {tally !== undefined && (
        <TallyView
          tally={tally}
          policy={found.policy}
          ballots={ballots}
          vetoes={vetoes}
          open={status === "open"}
        />
      )}
      <PolicyWords found={found} />
    </>
  );
}

function PolicyWords({ found }: { found: Proposal }) {
  const t = useText(texts);
  const words = usePolicyWords();
  return (
    <section className="stack">
      <h2>{t("policy")}</h2>
      <ul className="governance-sentences">
        {words(found.policy).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}
