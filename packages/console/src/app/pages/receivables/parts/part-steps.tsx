import { useState } from "react";
import { useActionTitle } from "../../../acting/act-link.tsx";
import { useText } from "../../../language.ts";
import { unitsOf, useNow, useOwnOrganisation } from "../facts.ts";
import { texts } from "../messages.ts";
import type { Certificate, Endorsement, Part } from "../rows.ts";
import { useSendStep } from "../steps/send-step.ts";
import { StepDialog } from "../steps/step-dialog.tsx";
import type { About } from "../steps/step-input.ts";
import { PART_STEPS, type PartStep, type Step, stepsFor } from "../steps/steps.ts";
import { liableBy } from "./liable.ts";

/** Buttons for what the reader's organisation can begin with a part. */
export function PartSteps(props: {
  certificate: Certificate;
  part: Part;
  chain: readonly Endorsement[] | undefined;
}) {
  const { certificate, part, chain = [] } = props;
  const t = useText(texts);
  const own = useOwnOrganisation();
  const now = useNow();
  const send = useSendStep();
  const [step, setStep] = useState<PartStep>();
  const steps = stepsFor({ certificate, part }, own, now);
  if (own === undefined) return <p className="muted">{t("signInToAct")}</p>;
  if (steps.length === 0) return null;
  const about = (name: PartStep): About => ({
    ...{ certificate: part.certificate, start: part.start, size: unitsOf(part) },
    ...{ currency: certificate.currency, due: certificate.due },
    known:
      name === "acceptance" || name === "receipt"
        ? { certificate: part.certificate }
        : { certificate: part.certificate, start: part.start },
  });
  const begin = (name: PartStep) => {
    const chosen: Step = PART_STEPS[name];
    if (chosen.fields.length > 0) setStep(name);
    else void send(chosen, about(name).known);
  };
  return (
    <>
      <section className="page-actions" aria-label={t("steps")}>
        {steps.map((name, at) => (
          <button
            key={name}
            type="button"
            className={at === 0 ? "button button-main" : "button"}
            onClick={() => begin(name)}
          >
            <StepTitle name={name} />
          </button>
        ))}
      </section>
      {step !== undefined && (
        <StepDialog
          step={PART_STEPS[step]}
          about={about(step)}
          liable={liableBy(certificate, part, chain)}
          own={own}
          onClose={() => setStep(undefined)}
        />
      )}
    </>
  );
}

function StepTitle({ name }: { name: PartStep }) {
  return useActionTitle(`receivable.${PART_STEPS[name].action}`);
}
