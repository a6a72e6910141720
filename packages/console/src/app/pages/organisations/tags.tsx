import { utcTime } from "../../../web/format.ts";
import { useStatus } from "../../api/facts.ts";
import { useLanguage, useText } from "../../language.ts";
import { texts } from "./messages.ts";
import type { Spanned } from "./records.ts";

const DAY_MS = 86_400_000;
/** Days ahead at which an end is worth a word, a warning, an alarm. */
const [NEAR, SOON, NOW] = [90, 30, 7];

/** Whether something counts, as a word with a colour; from which block on where that is to come. */
export function Standing(props: {
  status: "active" | "suspended" | "left" | "removed" | undefined;
  from: number | undefined;
}) {
  const { status = "active", from = 0 } = props;
  const t = useText(texts);
  const { data } = useStatus();
  const standing = t(`standing-${status}`);
  const later = data !== undefined && from > data.height;
  return (
    <span className={status === "active" ? "tag tag-good" : "tag tag-bad"}>
      {later ? t("standingFrom", { standing, height: from }) : standing}
    </span>
  );
}

/** Whether a key, a grant or a certificate counts now, and how long it still will. */
export function Span({ fromHeight, toHeight, until }: Spanned & { until?: number | undefined }) {
  const t = useText(texts);
  const { data } = useStatus();
  const height = data?.height ?? 0;
  if (toHeight !== undefined && toHeight <= height)
    return <span className="tag">{t("ended")}</span>;
  if (toHeight !== undefined) {
    return <span className="tag tag-warn">{t("endsBlock", { height: toHeight })}</span>;
  }
  if (fromHeight > height + 1) {
    return <span className="tag">{t("begins", { height: fromHeight })}</span>;
  }
  return (
    <span className="tags">
      {until === undefined || until > (data?.time ?? 0) ? (
        <span className="tag tag-good">{t("inForce")}</span>
      ) : null}
      {until !== undefined && <DaysLeft ends={until} />}
    </span>
  );
}

/** How many days are left, once it is 90 or fewer; a warning from 30 and an alarm from 7 on. */
export function DaysLeft({ ends }: { ends: number }) {
  const t = useText(texts);
  const lang = useLanguage();
  const left = Math.floor((ends - Date.now()) / DAY_MS);
  if (ends <= Date.now()) {
    return <span className="tag tag-bad">{t("over", { date: utcTime(ends, lang) })}</span>;
  }
  if (left > NEAR) return null;
  const kind = left <= NOW ? "tag tag-bad" : left <= SOON ? "tag tag-warn" : "tag";
  return <span className={kind}>{t("days", { count: left })}</span>;
}

/** Kinds of an organisation, in words. */
export function Kinds({ kinds }: { kinds: readonly string[] | undefined }) {
  const t = useText(texts);
  return (
    <span className="tags">
      {(kinds ?? []).map((kind) => (
        <span className="tag" key={kind}>
          {t(`kind-${kind}` as "kind-court")}
        </span>
      ))}
    </span>
  );
}

/** Whether something no longer counts at the height of the ledger. */
export function useEnded(): (span: Spanned) => boolean {
  const { data } = useStatus();
  return ({ toHeight }) => toHeight !== undefined && toHeight <= (data?.height ?? 0);
}
