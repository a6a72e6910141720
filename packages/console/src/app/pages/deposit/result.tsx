import { decodeReceipt } from "@tallystick/core/receipt";
import { useMemo, useRef, useState } from "react";
import { count, utcTime } from "../../../web/format.ts";
import { useTrust } from "../../api/facts.ts";
import { useLanguage, useText } from "../../language.ts";
import { BUNDLE_CERTIFICATES_MAX } from "../../limits.ts";
import { saveBytes } from "../../signing/save-bytes.ts";
import { Icon } from "../../ui/icon.tsx";
import { makeBundle } from "./bundle.ts";
import type { Deposits } from "./deposits.ts";
import { texts } from "./messages.ts";

/** What was deposited, said first; and everything to save of it. */
export function Result(props: {
  deposits: Deposits;
  onAgain: () => void;
  onProblem: (error: unknown) => void;
}) {
  const { deposits, onAgain, onProblem } = props;
  const t = useText(texts);
  const lang = useLanguage();
  const { data: trust } = useTrust();
  const [packed, setPacked] = useState<number | null>(null);
  const stop = useRef(new AbortController());
  const done = deposits.files.filter(({ stage }) => stage === "done");
  const last = done.at(-1)?.receipt;
  const time = useMemo(() => (last ? decodeReceipt(last).checkpoint.time : undefined), [last]);
  if (done.length === 0) return null;

  const bundle = () => {
    if (trust === undefined) return;
    stop.current = new AbortController();
    setPacked(0);
    makeBundle({
      files: done,
      trust: trust.text,
      lang,
      readme: t("readme"),
      onProgress: setPacked,
      signal: stop.current.signal,
    })
      .then((bytes) => saveBytes(bytes, "tallystick-deposit.zip", "application/zip"))
      .catch((error: unknown) => {
        if (!stop.current.signal.aborted) onProblem(error);
      })
      .finally(() => setPacked(null));
  };
  return (
    <section className="deposited" aria-labelledby="deposited">
      <p className="deposited-status">
        <Icon name="done" />
        {t("done")}
      </p>
      <h2 id="deposited" tabIndex={-1}>
        {t("doneTitle", {
          count: done.length,
          time: time === undefined ? "" : utcTime(time, lang),
        })}
      </h2>
      <p>{t("doneText")}</p>
      <div className="page-actions">
        {packed === null ? (
          <button type="button" className="button button-main" onClick={bundle}>
            <Icon name="download" size={16} />
            {t("bundle")}
          </button>
        ) : (
          <>
            <span role="status">
              {t("packing", { done: count(packed), total: count(done.length) })}
            </span>
            <button type="button" className="button" onClick={() => stop.current.abort()}>
              {t("cancel")}
            </button>
          </>
        )}
        <button type="button" className="button" onClick={onAgain}>
          {t("again")}
        </button>
      </div>
      <p className="muted small">
        {t(done.length > BUNDLE_CERTIFICATES_MAX ? "bundleTextMany" : "bundleText", {
          max: BUNDLE_CERTIFICATES_MAX,
        })}
      </p>
    </section>
  );
}
