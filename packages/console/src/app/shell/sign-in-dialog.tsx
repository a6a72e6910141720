import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useMe } from "../api/facts.ts";
import { ACCOUNT_SIGN_IN, useSession } from "../api/session.ts";
import { useText } from "../language.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { WithCode } from "../ui/with-code.tsx";
import { texts } from "./messages.ts";

const OPEN = "tallystick-sign-in";

/** Opens the sign-in box, from wherever somebody is told that they have to sign in first. */
export function openSignIn(): void {
  dispatchEvent(new Event(OPEN));
}

/** The sign-in box; one stands in the shell. */
export function SignInDialog() {
  const t = useText(texts);
  const title = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { data: me } = useMe();
  useEffect(() => {
    const open = () => dialog.current?.showModal();
    addEventListener(OPEN, open);
    return () => removeEventListener(OPEN, open);
  }, []);
  return (
    <dialog ref={dialog} className="sign-in" closedby="any" aria-labelledby={title}>
      <h2 id={title}>{t("signIn")}</h2>
      <p className="muted">{t("signInIntro")}</p>
      {me?.signIn === true && (
        <>
          <a className="button button-main" href={ACCOUNT_SIGN_IN}>
            {t("account")}
          </a>
          <p className="sign-in-or">{t("or")}</p>
        </>
      )}
      <TokenForm done={() => dialog.current?.close()} />
    </dialog>
  );
}

function TokenForm({ done }: { done: () => void }) {
  const t = useText(texts);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const { signIn } = useSession();
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState(false);
  const [working, setWorking] = useState(false);

  const clear = () => {
    // The field is not the page's state, so that the token is nowhere once it was sent.
    if (field.current !== null) field.current.value = "";
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const token = field.current?.value.trim() ?? "";
    setMissing(token === "");
    setError(null);
    if (token === "") return field.current?.focus();
    setWorking(true);
    signIn(token)
      .then(done, setError)
      .finally(() => {
        clear();
        setWorking(false);
      });
  };
  return (
    <form className="sign-in-form" onSubmit={submit} autoComplete="off">
      <label htmlFor={id}>{t("token")}</label>
      <input
        ref={field}
        id={id}
        className="input"
        type="password"
        autoComplete="off"
        spellCheck={false}
        maxLength={512}
        aria-describedby={`${id}-help`}
        aria-invalid={missing}
      />
      {missing && <p role="alert">{t("tokenEmpty")}</p>}
      <p id={`${id}-help`} className="muted small">
        <WithCode text={t("tokenHelp")} />
      </p>
      <p className="muted small">{t("tokenSafe")}</p>
      {error !== null && <ErrorNote error={error} />}
      <div className="page-actions">
        <button type="submit" className="button button-main" disabled={working}>
          {t("signIn")}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            clear();
            setError(null);
            done();
          }}
        >
          {t("cancel")}
        </button>
      </div>
    </form>
  );
}
