import { utcTime } from "../../../../web/format.ts";
import { useLanguage, useText } from "../../../language.ts";
import { useNow } from "../facts.ts";
import { texts } from "../messages.ts";

const HOUR_MS = 3_600_000;

/** A moment to come, with what is left until then. */
export function Until({ time }: { time: number }) {
  const t = useText(texts);
  const lang = useLanguage();
  const hours = Math.floor((time - useNow()) / HOUR_MS);
  const left =
    hours < 0
      ? t("gone")
      : hours < 1
        ? t("leftMinutes")
        : hours < 48
          ? t("leftHours", { count: hours })
          : t("leftDays", { count: Math.floor(hours / 24) });
  return (
    <>
      <time dateTime={new Date(time).toISOString()}>{utcTime(time, lang)}</time>{" "}
      <span className="moment-ago">· {left}</span>
    </>
  );
}
