import "../../../signing/signing.css";
import "../../../forms/forms.css";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useActionTitle } from "../../../acting/act-link.tsx";
import { useApps } from "../../../explore/definitions.ts";
import { useLanguage, useText } from "../../../language.ts";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { useNow } from "../facts.ts";
import { texts } from "../messages.ts";
import { useSendStep } from "./send-step.ts";
import { StepFields } from "./step-fields.tsx";
import { type About, judge, NOTHING, type Problem, type Values } from "./step-input.ts";
import type { Step } from "./steps.ts";
import { sealInput } from "./terms.ts";

/** Asks for what a step needs, and has it signed. */
export function StepDialog(props: {
  step: Step;
  about: About;
  /** What it comes to, in words. */
  words?: string;
  /** Endorsements that can be claimed upon, with who is liable. */
  liable?: readonly { readonly number: number; readonly party: string; readonly kind: string }[];
  /** The organisation that begins it, to whom terms are sealed too. */
  own: string | undefined;
  onClose: () => void;
}) {
  const { step, about, words, own, onClose } = props;
  const t = useText(texts);
  const lang = useLanguage();
  const id = useId();
  const now = useNow();
  const send = useSendStep();
  const dialog = useRef<HTMLDialogElement>(null);
  const [values, setValues] = useState<Values>(NOTHING);
  const [problems, setProblems] = useState<Readonly<Partial<Record<keyof Values, Problem>>>>({});
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const action = `receivable.${step.action}`;
  const title = useActionTitle(action);
  const { data: apps } = useApps();
  const summary = apps
    ?.find(({ name }) => name === "receivable")
    ?.actions.find(({ name }) => name === step.action)?.summary[lang];

  useEffect(() => dialog.current?.showModal(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(undefined);
    const judged = judge(step, about, values, now);
    setProblems("problems" in judged ? judged.problems : {});
    if ("problems" in judged) return;
    setBusy(true);
    try {
      const input = await sealInput({ step, about, values, input: judged.input, own });
      if (await send(step, input, words)) onClose();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <dialog
      ref={dialog}
      className="signing"
      aria-labelledby={`${id}-title`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <p className="muted">{words ?? summary}</p>
      <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <StepFields
          step={step}
          about={about}
          liable={props.liable ?? []}
          values={values}
          problems={problems}
          change={(changed) => setValues((before) => ({ ...before, ...changed }))}
        />
        {Object.keys(problems).length > 0 && (
          <p className="field-problem" role="alert">
            {t("problems")}
          </p>
        )}
        {failure !== undefined && <ErrorNote error={failure} />}
        <div className="page-actions">
          <button type="submit" className="button button-main" disabled={busy}>
            {t("review")}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {t("cancel")}
          </button>
        </div>
      </form>
    </dialog>
  );
}
