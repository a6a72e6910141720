import "../../../acting/acting.css";
import "../../../explore/explore.css";
import "../../../forms/forms.css";
import "../receivables.css";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useText } from "../../../language.ts";
import { Loading } from "../../../ui/loading.tsx";
import { Page } from "../../../ui/page.tsx";
import { useOwnOrganisation, usePolicy } from "../facts.ts";
import { NotLive } from "../pieces.tsx";
import { ChecksStep } from "./checks-step.tsx";
import { type Draft, NOTHING } from "./draft.ts";
import { texts } from "./messages.ts";
import { PapersStep } from "./papers-step.tsx";
import { ReviewStep } from "./review-step.tsx";
import { STEPS, type StepName, type StepProps } from "./step-props.ts";
import { TermsStep } from "./terms-step.tsx";

const SHOWN = {
  papers: PapersStep,
  terms: TermsStep,
  checks: ChecksStep,
  review: ReviewStep,
} as const;

/** A certificate is issued in four steps. The browser's own way back goes through them too. */
export default function Issue() {
  const t = useText(texts);
  const own = useOwnOrganisation();
  const policy = usePolicy();
  return (
    <Page title={t("title")} intro={t("intro")}>
      <NotLive />
      {own === undefined && <p className="muted">{t("signIn")}</p>}
      {own !== undefined && policy === undefined && <Loading />}
      {own !== undefined && policy !== undefined && <Wizard own={own} policy={policy} />}
    </Page>
  );
}

function Wizard({ own, policy }: Pick<StepProps, "own" | "policy">) {
  const t = useText(texts);
  const navigate = useNavigate();
  const { step } = useSearch({ strict: false }) as { step?: unknown };
  const [draft, setDraft] = useState<Draft>(NOTHING);
  // An address may name a step that nobody has come to yet: then the first is shown.
  const [reached, setReached] = useState(0);
  const asked = STEPS.indexOf(step as StepName);
  const at = Math.max(0, Math.min(asked, reached));
  const name = STEPS[at] ?? "papers";
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(name);
  useEffect(() => {
    if (shown.current !== name) heading.current?.focus();
    shown.current = name;
  }, [name]);

  const go = (to: number) => {
    setReached((before) => Math.max(before, to));
    void navigate({ to: "/receivables/new", search: { step: STEPS[to] } as never });
  };
  const Step = SHOWN[name];
  return (
    <>
      <ol className="receivables-steps" aria-label={t("steps")}>
        {STEPS.map((one, index) => (
          <li key={one} aria-current={index === at ? "step" : undefined}>
            <button
              type="button"
              className="link-button"
              disabled={index >= at}
              onClick={() => go(index)}
            >
              <span className="receivables-step-number">{index + 1}</span> {t(`step-${one}`)}
            </button>
          </li>
        ))}
      </ol>
      <section className="panel stack" aria-labelledby="issue-step">
        <h2 id="issue-step" ref={heading} tabIndex={-1}>
          {t("position", { at: at + 1, title: t(`step-${name}`) })}
        </h2>
        <Step
          own={own}
          policy={policy}
          draft={draft}
          change={(changed) => setDraft((before) => ({ ...before, ...changed }))}
          next={() => go(at + 1)}
          back={at === 0 ? undefined : () => go(at - 1)}
        />
      </section>
    </>
  );
}
