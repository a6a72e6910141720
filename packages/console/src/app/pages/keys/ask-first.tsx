import { useState } from "react";
import { useText } from "../../language.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { texts } from "./messages.ts";

/** A button for what cannot be taken back: it asks once more, on the spot. */
export function AskFirst(props: { words: string; question: string; run: () => Promise<void> }) {
  const t = useText(texts);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async () => {
    setBusy(true);
    try {
      await props.run();
      setAsked(false);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  if (!asked) {
    return (
      <button type="button" className="link-button" onClick={() => setAsked(true)}>
        {props.words}
      </button>
    );
  }
  return (
    <span className="stack" role="alert">
      <span>{props.question}</span>
      <span className="act-row">
        <button type="button" className="button" disabled={busy} onClick={() => void run()}>
          {t("yes")}
        </button>
        <button type="button" className="button" onClick={() => setAsked(false)}>
          {t("no")}
        </button>
      </span>
      {error !== null && <ErrorNote error={error} />}
    </span>
  );
}
