import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { utcTime } from "../../../web/format.ts";
import { ActLink } from "../../acting/act-link.tsx";
import { useOrganisationNames } from "../../acting/organisation-link.tsx";
import { useMyMember, useView } from "../../acting/views.ts";
import { useLanguage, useText } from "../../language.ts";
import { COUNTDOWN_MS } from "../../limits.ts";
import { type CallRequest, useCall } from "../../signing/use-call.ts";
import { Moment } from "../../ui/moment.tsx";
import { texts } from "./messages.ts";
import type { Proposal, ProposalStatus, WholeProposal } from "./records.ts";
import { spanOf } from "./words.ts";

/** Time that is left, and what the reader's organisation can do about a proposal that is not decided. */
export function Decide(props: { whole: WholeProposal; found: Proposal; status: ProposalStatus }) {
  const t = useText(texts);
  const { whole, found, status } = props;
  const { proposal, title, policy } = found;
  const me = useMyMember();
  const kinds = useMyKinds(me?.organisation);
  const now = useNow();
  const take = useTake();
  const name = useOrganisationNames();
  const own = whole.ballots.find(({ organisation }) => organisation === me?.organisation);
  const mayVote = kinds.some((kind) => policy.counts.includes(kind));
  const mayVeto = kinds.some((kind) => policy.veto?.kinds.includes(kind) === true);
  const open = status === "open" && found.closes > now;
  const ready = status === "passed" && (found.enactAfter ?? 0) <= now;
  const vote = (choice: "yes" | "no" | "abstain") =>
    take({
      action: "governance.vote",
      input: { proposal, choice },
      words: t("voteWords", {
        organisation: name(me?.organisation ?? ""),
        number: proposal,
        title,
        choice: t(`choice-${choice}`),
      }),
    });
  const enact = () =>
    take({
      action: "governance.enact",
      input: { proposal },
      words: t(ready ? "enactWords" : "countWords", { number: proposal, title }),
      irreversible: ready,
    });
  const withdraw = () =>
    take({
      action: "governance.withdraw",
      input: { proposal },
      words: t("withdrawWords", { number: proposal, title }),
      irreversible: true,
    });
  return (
    <section className="panel stack">
      <h2>{t("decide")}</h2>
      <Time found={found} status={status} now={now} />
      {own !== undefined && <p>{t("yourBallot", { choice: t(`choice-${own.choice}`) })}</p>}
      {me === undefined && <p className="muted">{t("signInToVote")}</p>}
      {me !== undefined && kinds.length > 0 && !mayVote && (
        <p className="muted">{t("noBallotYours", { organisation: name(me.organisation) })}</p>
      )}
      <div className="page-actions">
        {open &&
          mayVote &&
          (["yes", "no", "abstain"] as const).map((choice) => (
            <button
              key={choice}
              type="button"
              className={choice === "yes" ? "button button-main" : "button"}
              aria-pressed={own?.choice === choice}
              onClick={() => vote(choice)}
            >
              {t(VOTES[choice])}
            </button>
          ))}
        {me !== undefined && (ready || (status === "open" && !open)) && (
          <button type="button" className="button button-main" onClick={enact}>
            {t(ready ? "enact" : "count")}
          </button>
        )}
        {mayVeto && (
          <ActLink action="governance.veto" known={{ proposal }}>
            {t("veto")}
          </ActLink>
        )}
        {me?.organisation === found.organisation && (
          <button type="button" className="button" onClick={withdraw}>
            {t("withdraw")}
          </button>
        )}
      </div>
    </section>
  );
}

const VOTES = { yes: "voteYes", no: "voteNo", abstain: "voteAbstain" } as const;

function Time(props: { found: Proposal; status: ProposalStatus; now: number }) {
  const t = useText(texts);
  const lang = useLanguage();
  const { found, status, now } = props;
  const { closes, enactAfter = 0, expires } = found;
  if (status === "open") {
    const left = closes - now;
    return (
      <p>
        <span className="governance-wait">
          {left > 0 ? t("closesIn", { time: spanOf(left, t) }) : t("closedAt")}
        </span>{" "}
        <span className="muted">
          <Moment time={closes} show="absolute" />
        </span>
      </p>
    );
  }
  if (enactAfter > now) {
    return (
      <p>
        <span className="governance-wait">{t("waits", { time: spanOf(enactAfter - now, t) })}</span>{" "}
        <span className="muted">
          <Moment time={enactAfter} show="absolute" />
        </span>
        {found.policy.veto !== undefined && <span className="muted"> {t("waitsText")}</span>}
      </p>
    );
  }
  return (
    <p>
      <span className="governance-wait">{t("ready")}</span>{" "}
      {expires !== undefined && (
        <span className="muted">{t("readyUntil", { date: utcTime(expires, lang) })}</span>
      )}
    </p>
  );
}

/** Kinds of the reader's organisation. */
function useMyKinds(organisation: string | undefined): readonly string[] {
  const { data } = useView<{ organisation?: { kinds?: readonly string[] } }>(
    "membership",
    "organisation",
    organisation === undefined ? null : { organisation },
  );
  return data?.organisation?.kinds ?? [];
}

/** Takes an action and reads anew what it changed. */
export function useTake(): (request: CallRequest) => void {
  const call = useCall();
  const client = useQueryClient();
  return (request) => {
    void call(request).then(({ status }) =>
      status === "accepted" ? client.invalidateQueries() : undefined,
    );
  };
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), COUNTDOWN_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
