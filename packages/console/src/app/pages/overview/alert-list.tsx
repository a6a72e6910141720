import type { Expiry } from "../../api/network.ts";
import { useText } from "../../language.ts";
import { NAMED_MAX } from "../../limits.ts";
import { Icon } from "../../ui/icon.tsx";
import { Moment } from "../../ui/moment.tsx";
import type { Alert } from "./alerts.ts";
import { texts } from "./messages.ts";

/** The verdict in words, and everything that should be looked at. */
export function AlertList({ alerts, known }: { alerts: readonly Alert[]; known: boolean }) {
  const t = useText(texts);
  const level = alerts[0]?.level;
  const verdict =
    level === "worry"
      ? t("verdictWorry")
      : level === "warning"
        ? t("verdictWarning")
        : known
          ? t("verdictGood")
          : t("verdictAsking");
  const look = level ?? (known ? "good" : "asking");
  return (
    <section className={`overview-verdict overview-${look}`} aria-label={t("alerts")}>
      <p className="overview-verdict-words" role="status">
        <Icon name={level === undefined ? (known ? "done" : "info") : "warning"} size={24} />
        {verdict}
      </p>
      {alerts.length > 0 && (
        <ul className="overview-alerts">
          {alerts.map((alert) => (
            <li key={alert.code} data-alert={alert.code}>
              <p className="overview-alert-title">{t(`alert-${alert.code}`, alert.values)}</p>
              <p>{t(`alertText-${alert.code}`, alert.values)}</p>
              {alert.ending !== undefined && <Ending ending={alert.ending} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Ending({ ending }: { ending: readonly Expiry[] }) {
  const t = useText(texts);
  return (
    <ul className="overview-ending">
      {ending.slice(0, NAMED_MAX).map(({ kind, name, owner, ends }) => (
        <li key={`${kind} ${name}`}>
          {t(`kind-${kind}`)} <code>{name.slice(0, 16)}</code>
          {owner !== undefined && <bdi> ({owner})</bdi>}: <Moment time={ends} show="absolute" />
        </li>
      ))}
    </ul>
  );
}
