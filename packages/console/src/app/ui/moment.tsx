import { useEffect, useState } from "react";
import { localTime, utcTime } from "../../web/format.ts";
import { type Text, useLanguage, useText } from "../language.ts";
import { texts } from "./messages.ts";

/** A moment in UTC with how long ago it was; the reader's own clock stands in its hint. */
export function Moment(props: {
  /** Milliseconds since the epoch. */
  time: number;
  /** "both" unless given; "ago" alone suits tables and live figures. */
  show?: "both" | "absolute" | "ago";
}) {
  const { time, show = "both" } = props;
  const lang = useLanguage();
  const t = useText(texts);
  const now = useNow(show !== "absolute");
  const absolute = utcTime(time, lang);
  const relative = ago(time, now, t);
  return (
    <time dateTime={new Date(time).toISOString()} title={`${absolute} · ${localTime(time)}`}>
      {show === "ago" ? relative : absolute}
      {show === "both" && <span className="moment-ago"> · {relative}</span>}
    </time>
  );
}

function ago(time: number, now: number, t: Text<typeof texts.en>): string {
  const seconds = Math.round((now - time) / 1000);
  if (seconds < -60) return t("inFuture");
  if (seconds < 60) return t("secondsAgo", { count: Math.max(0, seconds) });
  if (seconds < 3_600) return t("minutesAgo", { count: Math.floor(seconds / 60) });
  if (seconds < 86_400) return t("hoursAgo", { count: Math.floor(seconds / 3_600) });
  return t("daysAgo", { count: Math.floor(seconds / 86_400) });
}

/** The clock, once a second while it is shown. */
function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
