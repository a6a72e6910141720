import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { count } from "../../../web/format.ts";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { Moment } from "../../ui/moment.tsx";
import { recordAddress } from "./addresses.ts";
import { texts } from "./messages.ts";
import { Labels } from "./record-table.tsx";
import {
  type Deposit,
  type DepositRef,
  type History,
  type Recorded,
  useHistory,
} from "./records-api.ts";

interface Happening {
  readonly key: string;
  readonly what: string;
  readonly recorded: Recorded;
  readonly more?: ReactNode;
}

/** Deposit, remarks, withdrawal and later records in the order of the log. */
export function RecordHistory({ history, deposit }: { history: History; deposit: Deposit }) {
  const t = useText(texts);
  const { previous, annotations, successors, more } = history;
  const happened = useMemo((): Happening[] => {
    const { withdrawn } = deposit;
    const list: Happening[] = annotations.map((one) => ({
      key: `annotation ${one.number}`,
      what: t("annotated"),
      recorded: one,
      more: (
        <>
          <bdi className="value-text">{one.text}</bdi> <Labels labels={one.labels} />
        </>
      ),
    }));
    if (withdrawn !== undefined) {
      const reason = <bdi className="value-text">{withdrawn.reason}</bdi>;
      list.push({ key: "withdrawn", what: t("withdrawnAt"), recorded: withdrawn, more: reason });
    }
    return list.sort((a, b) => a.recorded.index - b.recorded.index);
  }, [annotations, deposit, t]);
  return (
    <section className="stack">
      <div>
        <h2>{t("history")}</h2>
        <p className="muted">{t("historyIntro")}</p>
      </div>
      <ol className="history">
        {previous !== undefined && (
          <Line what={t("earlierRecord")} recorded={previous}>
            {t("follows")}: <RecordLink to={previous} />
          </Line>
        )}
        <Line what={t("deposited")} recorded={deposit} main />
        {happened.map(({ key, what, recorded, more: text }) => (
          <Line key={key} what={what} recorded={recorded}>
            {text}
          </Line>
        ))}
        {successors.map((one) => (
          <Successor key={`${one.alg} ${one.digest} ${one.ordinal}`} to={one} />
        ))}
      </ol>
      {more && <p className="muted">{t("moreHistory")}</p>}
    </section>
  );
}

function Successor({ to }: { to: DepositRef }) {
  const t = useText(texts);
  const { data } = useHistory(to);
  const deposit = data?.data.deposit;
  return (
    <Line what={t("laterRecord")} recorded={deposit}>
      {t("followedBy")}: <RecordLink to={to} />
    </Line>
  );
}

function RecordLink({ to }: { to: DepositRef }) {
  const t = useText(texts);
  return (
    <>
      <Link to={recordAddress(to)}>{t("record")}</Link>{" "}
      <Digest value={to.digest} label={t("digestOf", { alg: to.alg })} />
    </>
  );
}

function Line(props: {
  what: string;
  recorded: Recorded | undefined;
  main?: boolean;
  children?: ReactNode;
}) {
  const { what, recorded, main = false, children } = props;
  const t = useText(texts);
  return (
    <li className={main ? "history-line history-main" : "history-line"}>
      <p>
        <strong>{what}</strong>
      </p>
      {children !== undefined && <div>{children}</div>}
      {recorded !== undefined && (
        <p className="muted small">
          <Moment time={recorded.time} /> · <bdi>{recorded.member}</bdi> ·{" "}
          <Link to={`/explorer/statements/${recorded.index}`}>
            {t("statement", { index: count(recorded.index) })}
          </Link>
        </p>
      )}
    </li>
  );
}
