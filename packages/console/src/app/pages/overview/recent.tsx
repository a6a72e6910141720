import { Link } from "@tanstack/react-router";
import { count } from "../../../web/format.ts";
import type { LogEvent } from "../../api/events.ts";
import { useText } from "../../language.ts";
import { Empty } from "../../ui/empty.tsx";
import { Moment } from "../../ui/moment.tsx";
import { useActionTitles } from "./action-titles.ts";
import { texts } from "./messages.ts";
import type { Live } from "./use-live.ts";

/** The last entries of the log, as they come. */
export function Recent({ live, empty }: { live: Live; empty: boolean }) {
  const t = useText(texts);
  const titleOf = useActionTitles();
  return (
    <section className="panel" aria-labelledby="recent">
      <header className="overview-recent-head">
        <h2 id="recent">{t("recent")}</h2>
        <Link to="/explorer/statements">{t("recentAll")}</Link>
      </header>
      {live.busy && <p className="muted small">{t("recentBusy")}</p>}
      {empty && live.recent.length === 0 ? (
        <Empty icon="records" title={t("recentEmpty")}>
          {t("recentEmptyText")}
        </Empty>
      ) : (
        <ol className="overview-recent">
          {live.recent.map((event) => (
            <Entry key={event.index} event={event} title={titleOf(event.action)} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Entry({ event, title }: { event: LogEvent; title: string }) {
  const t = useText(texts);
  const { index, height, action, member, outcome, name, time } = event;
  return (
    <li>
      <span className="overview-action">
        <Link to={`/explorer/statements/${index}`} title={action}>
          {title}
        </Link>
        {outcome !== 0 && <span className="overview-refused"> {t("refused", { name })}</span>}
      </span>
      <span className="muted small">
        {t("entry", { index: count(index), height: count(height) })} · {t("by")} <bdi>{member}</bdi>
      </span>
      <span className="overview-when muted small">
        <Moment time={time} show="ago" />
      </span>
    </li>
  );
}
