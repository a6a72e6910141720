import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { postJson } from "../../api/request.ts";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { texts } from "./messages.ts";

interface Answer {
  readonly answer: string;
  readonly digest: string;
}

/** Lets the node answer a question on the ledger, after saying what that leaves there. */
export function AnswerQuery({ query }: { query: number }) {
  const t = useText(texts);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="link-button" onClick={() => setOpen(true)}>
        {t("answer")}
      </button>
      {open && <AnswerBox query={query} onDone={() => setOpen(false)} />}
    </>
  );
}

function AnswerBox({ query, onDone }: { query: number; onDone: () => void }) {
  const t = useText(texts);
  const title = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<unknown>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      setAnswer(await postJson<Answer>(`/v1/supervision/queries/${query}/answer`, {}));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    onDone();
    void client.invalidateQueries();
  };
  return (
    <dialog ref={dialog} className="signing" aria-labelledby={title} onClose={close}>
      <h2 id={title}>
        {t("answer")} · {query}
      </h2>
      <p className="muted">{t("answerText")}</p>
      <div role="status">
        {busy && <p>{t("answering")}</p>}
        {answer !== undefined && (
          <section className="stack">
            <h3>{t("answerIs")}</h3>
            <pre className="act-plain">{answer.answer}</pre>
            <Digest value={answer.digest} label={t("answerIs")} />
          </section>
        )}
      </div>
      {error !== null && <ErrorNote error={error} />}
      <div className="page-actions">
        {answer === undefined && (
          <button
            type="button"
            className="button button-main"
            disabled={busy}
            onClick={() => void send()}
          >
            {t("answer")}
          </button>
        )}
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {t("closeBox")}
        </button>
      </div>
    </dialog>
  );
}
