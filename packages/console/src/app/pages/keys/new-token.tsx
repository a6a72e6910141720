import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useHasRight } from "../../acting/views.ts";
import { postJson } from "../../api/request.ts";
import { useText } from "../../language.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { WithCode } from "../../ui/with-code.tsx";
import { texts } from "./messages.ts";

const [DAYS, DAYS_MAX] = [90, 366];

/** The form of a new token; what comes of it is handed on and kept nowhere. */
export function NewToken(props: { member: string; onMade: (token: string) => void }) {
  const t = useText(texts);
  const id = useId();
  const others = useHasRight("node.tokens");
  const [name, setName] = useState("");
  const [member, setMember] = useState(props.member);
  const [rights, setRights] = useState("evidence.deposit\nnode.read");
  const [days, setDays] = useState(String(DAYS));
  const [wrong, setWrong] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const capabilities = rights.split(/[\s,]+/).filter((one) => one !== "");
  const daysOk = /^[1-9][0-9]{0,2}$/.test(days) && Number(days) <= DAYS_MAX;
  const make = (event: FormEvent) => {
    event.preventDefault();
    const problem = name.trim() === "" || capabilities.length === 0 || !daysOk;
    setWrong(problem);
    setError(null);
    if (problem) return;
    setBusy(true);
    const body = { name: name.trim(), member, capabilities, days: Number(days) };
    postJson<{ token: string }>("/v1/access/tokens", body)
      .then(({ token }) => {
        setName("");
        props.onMade(token);
      }, setError)
      .finally(() => setBusy(false));
  };
  const input = (key: string, value: string, change: (text: string) => void) => (
    <input
      id={`${id}-${key}`}
      className="input"
      value={value}
      onChange={(event) => change(event.target.value)}
    />
  );
  return (
    <form className="panel schema-form" noValidate onSubmit={make}>
      <h2>{t("newToken")}</h2>
      <Labelled id={`${id}-name`} label={t("tokenName")}>
        {input("name", name, setName)}
      </Labelled>
      {others && (
        <Labelled id={`${id}-member`} label={t("tokenMember")}>
          {input("member", member, setMember)}
        </Labelled>
      )}
      <Labelled id={`${id}-rights`} label={t("tokenRights")} help={t("tokenRightsHelp")}>
        <textarea
          id={`${id}-rights`}
          className="input input-hex"
          rows={3}
          spellCheck={false}
          value={rights}
          onChange={(event) => setRights(event.target.value)}
        />
      </Labelled>
      <Labelled id={`${id}-days`} label={t("tokenDays")} help={t("tokenDaysHelp")}>
        {input("days", days, setDays)}
      </Labelled>
      {wrong && (
        <p className="field-problem" role="alert">
          {t("tokenWrong")}
        </p>
      )}
      {error !== null && <ErrorNote error={error} />}
      <div className="schema-form-foot">
        <button type="submit" className="button button-main" disabled={busy}>
          {t("tokenMake")}
        </button>
      </div>
    </form>
  );
}

function Labelled(props: { id: string; label: string; help?: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={props.id}>{props.label}</label>
      {props.children}
      {props.help !== undefined && (
        <p className="field-about">
          <WithCode text={props.help} />
        </p>
      )}
    </div>
  );
}
