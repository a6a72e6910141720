import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type Status, useMe } from "../../api/facts.ts";
import { useText } from "../../language.ts";
import { GUIDE_RECORDS_MAX } from "../../limits.ts";
import { openSignIn } from "../../shell/sign-in-dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { texts } from "./guide-messages.ts";

const KEY = "tallystick-guide";

/** Whether the guide is shown: chosen by the reader, else where the ledger is young. */
export function useGuide(status: Status | undefined): {
  shown: boolean;
  show: (shown: boolean) => void;
} {
  const [chosen, setChosen] = useState(() => localStorage.getItem(KEY));
  const young = status !== undefined && status.logSize <= GUIDE_RECORDS_MAX;
  return {
    shown: chosen === null ? young : chosen === "shown",
    show(shown) {
      const next = shown ? "shown" : "hidden";
      localStorage.setItem(KEY, next);
      setChosen(next);
    },
  };
}

/** First steps, each ticked once it is done. */
export function Guide({ status, hide }: { status: Status; hide: () => void }) {
  const t = useText(texts);
  const { data: me } = useMe();
  const known = me !== undefined && me.kind !== "anonymous";
  return (
    <section className="panel overview-guide" aria-labelledby="guide">
      <header>
        <h2 id="guide">{t("title")}</h2>
        <button type="button" className="button" onClick={hide}>
          {t("hide")}
        </button>
      </header>
      <ol>
        <Step title={t("runs")} text={t("runsText")} done />
        <Step title={t("signIn")} text={t("signInText")} done={known}>
          {!known && (
            <button type="button" className="button" onClick={openSignIn}>
              {t("signInAction")}
            </button>
          )}
        </Step>
        <Step title={t("deposit")} text={t("depositText")} done={status.logSize > 0}>
          <Link className="button" to="/deposit">
            {t("depositAction")}
          </Link>
        </Step>
        <Step title={t("verify")} text={t("verifyText")}>
          <a className="button" href="/verify">
            {t("verifyAction")}
          </a>
        </Step>
        <Step title={t("others")} text={t("othersText")} done={status.engine === "cometbft"}>
          <Link className="button" to="/organisations">
            {t("othersAction")}
          </Link>
        </Step>
      </ol>
    </section>
  );
}

function Step(props: { title: string; text: string; done?: boolean; children?: ReactNode }) {
  const t = useText(texts);
  const { title, text, done = false, children } = props;
  return (
    <li data-done={done}>
      <span className="overview-tick">
        {done && <Icon name="done" size={14} />}
        {done && <span className="hidden-text">{t("done")}</span>}
      </span>
      <div>
        <h3>{title}</h3>
        <p className="muted">{text}</p>
      </div>
      {children}
    </li>
  );
}
