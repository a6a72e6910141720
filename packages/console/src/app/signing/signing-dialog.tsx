import "./signing.css";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { useStatus } from "../api/facts.ts";
import { getJson } from "../api/request.ts";
import type { JsonSchema } from "../forms/schema.ts";
import { useLanguage, useText } from "../language.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { Icon } from "../ui/icon.tsx";
import { DescribedInput } from "./described-input.tsx";
import { texts } from "./messages.ts";
import { saveBytes } from "./save-bytes.ts";
import { type Accepted, fetchReceipt, newCallId, sendCall } from "./send-call.ts";
import { SignerLine } from "./signer-line.tsx";
import { useSigner } from "./signers.ts";
import { onQuestion, type Question } from "./use-call.ts";

/** The box in which everything is signed; one stands in the shell. */
export function SigningDialog() {
  const [questions, setQuestions] = useState<readonly { id: number; question: Question }[]>([]);
  const next = useRef(0);
  useEffect(
    () =>
      onQuestion((question) => {
        const id = next.current++;
        setQuestions((waiting) => [...waiting, { id, question }]);
      }),
    [],
  );
  const [first] = questions;
  if (first === undefined) return null;
  return (
    <QuestionDialog
      key={first.id}
      question={first.question}
      onDone={() => setQuestions((waiting) => waiting.slice(1))}
    />
  );
}

type Stage =
  | { readonly name: "asking" | "sending" }
  | { readonly name: "accepted"; readonly accepted: Accepted }
  | { readonly name: "refused"; readonly error: unknown };

function QuestionDialog({ question, onDone }: { question: Question; onDone: () => void }) {
  const t = useText(texts);
  const lang = useLanguage();
  const title = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const signer = useSigner();
  const { data: status } = useStatus();
  const [stage, setStage] = useState<Stage>({ name: "asking" });
  const [understood, setUnderstood] = useState(false);
  const [reminded, setReminded] = useState(false);
  const [callId] = useState(newCallId);
  const { request } = question;
  const described = useAction(request.action);

  useEffect(() => dialog.current?.showModal(), []);

  const finish = () => {
    if (question.kind === "approve") question.answer(null);
    else if (stage.name === "accepted") {
      question.answer({ status: "accepted", ...stage.accepted });
    } else if (stage.name === "refused") {
      question.answer({ status: "refused", error: stage.error });
    } else question.answer({ status: "cancelled" });
    onDone();
  };

  const sign = () => {
    if (typeof signer === "string" || status === undefined) return;
    if (request.irreversible === true && !understood) return setReminded(true);
    if (question.kind === "approve") {
      question.answer(signer);
      return onDone();
    }
    setStage({ name: "sending" });
    const call = { action: request.action, input: request.input, id: callId };
    sendCall(signer, call, { ledger: status.ledger }).then(
      (accepted) => setStage({ name: "accepted", accepted }),
      (error: unknown) => setStage({ name: "refused", error }),
    );
  };

  const asking = stage.name === "asking" || stage.name === "sending";
  return (
    <dialog
      ref={dialog}
      className="signing"
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        // What is on its way cannot be called back, so the box stays until it is known.
        if (stage.name !== "sending") finish();
      }}
    >
      <h2 id={title}>{described?.title[lang] ?? request.action}</h2>
      <p className="muted">{request.words ?? described?.summary[lang]}</p>
      {asking && (
        <>
          <Content question={question} schema={described?.input ?? {}} />
          <SignerLine signer={signer} suite={status?.suite} />
          {request.irreversible === true && (
            <div className="signing-warning">
              <p className="signing-warning-title">
                <Icon name="warning" />
                {t("irreversible")}
              </p>
              <p>{t("irreversibleText")}</p>
              <label>
                <input
                  type="checkbox"
                  checked={understood}
                  aria-invalid={reminded && !understood}
                  onChange={(event) => setUnderstood(event.target.checked)}
                />
                {t("understood")}
              </label>
              {reminded && !understood && <p role="alert">{t("tickFirst")}</p>}
            </div>
          )}
        </>
      )}
      <div role="status">
        {stage.name === "sending" && <p>{t("sending")}</p>}
        {stage.name === "accepted" && <Done accepted={stage.accepted} />}
      </div>
      {stage.name === "refused" && <ErrorNote error={stage.error} />}
      <div className="page-actions">
        {asking ? (
          <>
            <button
              type="button"
              className="button button-main"
              disabled={stage.name === "sending" || typeof signer === "string"}
              onClick={sign}
            >
              {t("sign")}
            </button>
            <button
              type="button"
              className="button"
              disabled={stage.name === "sending"}
              onClick={finish}
            >
              {t("cancel")}
            </button>
          </>
        ) : (
          <button type="button" className="button button-main" onClick={finish}>
            {t("close")}
          </button>
        )}
      </div>
    </dialog>
  );
}

function Content({ question, schema }: { question: Question; schema: JsonSchema }) {
  const t = useText(texts);
  const { request } = question;
  const many = question.kind === "approve" ? question.request : undefined;
  return (
    <section className="signing-content">
      <h3>{many ? t("willSignMany", { count: many.count }) : t("willSign")}</h3>
      {many !== undefined && many.count > 1 && <p className="muted small">{t("firstOf")}</p>}
      <DescribedInput schema={schema} value={request.input} />
      {many !== undefined && many.lines.length > 1 && (
        <details>
          <summary>{t("all")}</summary>
          <textarea readOnly rows={8} aria-label={t("all")} value={many.lines.join("\n")} />
        </details>
      )}
      <details>
        <summary>{t("exact")}</summary>
        <pre>{`${request.action}\n${JSON.stringify(request.input, null, 2)}`}</pre>
      </details>
    </section>
  );
}

function Done({ accepted }: { accepted: Accepted }) {
  const t = useText(texts);
  const [error, setError] = useState<unknown>(null);
  const { index, height } = accepted;
  const save = () => {
    fetchReceipt(index).then((bytes) => saveBytes(bytes, `entry-${index}.receipt`), setError);
  };
  return (
    <div className="signing-done">
      <p className="signing-done-title">
        <Icon name="done" />
        {t("accepted")}
      </p>
      <p>{t("acceptedText", { index, height })}</p>
      <button type="button" className="button" onClick={save}>
        <Icon name="download" size={16} />
        {t("receipt")}
      </button>
      {error !== null && <ErrorNote error={error} />}
    </div>
  );
}

interface DescribedAction {
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly summary: { readonly en: string; readonly zh: string };
  readonly input: JsonSchema;
}

interface DescribedApps {
  readonly applications: readonly {
    readonly name: string;
    readonly actions: readonly DescribedAction[];
  }[];
}

/** The definition of an action, from the node; undefined until it is there. */
function useAction(fullName: string): DescribedAction | undefined {
  const { data } = useQuery({
    queryKey: ["applications"],
    queryFn: ({ signal }) => getJson<DescribedApps>("/v1/apps", { signal }),
    staleTime: 300_000,
  });
  const [app, action] = fullName.split(".");
  return data?.applications
    .find(({ name }) => name === app)
    ?.actions.find(({ name }) => name === action);
}
