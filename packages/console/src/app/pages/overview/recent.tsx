import { count } from "../../../web/format.ts";
import type { LogEvent } from "../../api/events.ts";
import { useText } from "../../language.ts";
import { Empty } from "../../ui/empty.tsx";
import { Moment } from "../../ui/moment.tsx";
import { texts } from "./messages.ts";
import type { Live } from "./use-live.ts";

/** The last entries of the log, as they come. */
export function Recent({ live, empty }: { live: Live; empty: boolean }) {
  const t = useText(texts);
  return (
    <section className="panel" aria-labelledby="recent">
      <h2 id="recent">{t("recent")}</h2>
      {live.busy && <p className="muted small">{t("recentBusy")}</p>}
      {empty && live.recent.length === 0 ? (
        <Empty icon="records" title={t("recentEmpty")}>
          {t("recentEmptyText")}
        </Empty>
      ) : (
        <ol className="overview-recent">
          {live.recent.map((event) => (
            <Entry key={event.index} event={event} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Entry({ event }: { event: LogEvent }) {
  const t = useText(texts);
  const { index, height, action, member, outcome, name, time } = event;
  return (
    <li>
      <span className="overview-action">
        <code>{action}</code>
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
