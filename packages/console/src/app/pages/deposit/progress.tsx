import { count, fileSize } from "../../../web/format.ts";
import { useText } from "../../language.ts";
import type { Deposits } from "./deposits.ts";
import { texts } from "./messages.ts";

/** How far hashing is, with a way to stop and to go on. */
export function HashProgress({ deposits }: { deposits: Deposits }) {
  const t = useText(texts);
  const { files, hashed, unreadable, bytes, bytesRead } = deposits.totals();
  if (hashed + unreadable === files) return null;
  const rate = deposits.rate();
  return (
    <section className="panel working" aria-label={t("hashing")}>
      <div className="working-head">
        <p>{t(deposits.paused ? "paused" : "hashing")}</p>
        <p className="muted small">
          {t("hashedOf", { done: count(hashed), total: count(files) })}
          {" · "}
          {fileSize(bytesRead)} / {fileSize(bytes)}
          {!deposits.paused && rate > 0 && ` · ${fileSize(rate)}/s`}
        </p>
      </div>
      <progress max={Math.max(1, bytes)} value={bytesRead} aria-label={t("hashing")} />
      <div className="page-actions">
        {deposits.paused ? (
          <button type="button" className="button button-main" onClick={() => deposits.resume()}>
            {t("resume")}
          </button>
        ) : (
          <button type="button" className="button" onClick={() => deposits.pause()}>
            {t("pause")}
          </button>
        )}
        <span className="muted small">{t("nothingLeaves")}</span>
      </div>
    </section>
  );
}

/** How far sending is, with a way to stop. */
export function SendProgress(props: { deposits: Deposits; onStop: () => void }) {
  const { deposits, onStop } = props;
  const t = useText(texts);
  const { hashed, done, failed } = deposits.totals();
  return (
    <section className="panel working" aria-label={t("sending")}>
      <div className="working-head">
        <p>{t("sending")}</p>
        <p className="muted small">
          {t("sentOf", { done: count(done + failed), total: count(hashed) })}
        </p>
      </div>
      <progress max={Math.max(1, hashed)} value={done + failed} aria-label={t("sending")} />
      <div className="page-actions">
        <button type="button" className="button" onClick={onStop}>
          {t("stop")}
        </button>
        <span className="muted small">{t("stopText")}</span>
      </div>
    </section>
  );
}
