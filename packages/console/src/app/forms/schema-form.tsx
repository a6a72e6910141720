import "./forms.css";
import { type FormEvent, type ReactNode, useId, useMemo, useState } from "react";
import { useLanguage, useText } from "../language.ts";
import { Members } from "./any-field.tsx";
import { type Draft, draftOf, emptyDraft, judge } from "./draft.ts";
import { FormContext } from "./field-context.ts";
import { texts } from "./messages.ts";
import type { JsonSchema } from "./schema.ts";

/**
 * A form made from the schema of an action's or a view's input. It can be filled in field by field or
 * as JSON; either way the fields' own limits are checked before `onSubmit` is called.
 */
export function SchemaForm(props: {
  schema: JsonSchema;
  /** Digest algorithm of the ledger's suite, to suggest for files. */
  algorithm: "sha-256" | "sm3";
  /** JSON to begin with. */
  initial?: unknown;
  /** Words on the button that submits. */
  submit: string;
  busy?: boolean;
  onSubmit: (input: Record<string, unknown>) => void;
  /** Stands beside the button. */
  children?: ReactNode;
}) {
  const { schema, algorithm, initial, submit, busy = false, onSubmit, children } = props;
  const t = useText(texts);
  const lang = useLanguage();
  const id = useId();
  const [draft, setDraft] = useState<Draft>(() =>
    initial === undefined ? emptyDraft(schema, true, algorithm) : draftOf(schema, initial),
  );
  const [json, setJson] = useState<string | undefined>(undefined);
  const [tried, setTried] = useState(false);
  const judged = useMemo(() => judge(schema, draft), [schema, draft]);
  const jsonProblem = json === undefined ? undefined : problemOfJson(json);
  const problems = new Map(tried ? judged.problems.map((one) => [one.path, one]) : []);
  const submitted = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const form = event.currentTarget;
    if (jsonProblem === undefined && judged.problems.length === 0) {
      onSubmit(judged.value as Record<string, unknown>);
      return;
    }
    // After the problems have been drawn.
    setTimeout(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  const toJson = () => setJson(JSON.stringify(judged.value, undefined, 2));
  const empty = Object.keys(schema.properties ?? {}).length === 0;
  return (
    <FormContext value={{ id, lang, problems, algorithm }}>
      <form className="schema-form" noValidate onSubmit={submitted}>
        {!empty && (
          <fieldset className="segments schema-form-mode" aria-label={t("mode")}>
            <button
              type="button"
              aria-pressed={json === undefined}
              onClick={() => setJson(undefined)}
            >
              {t("form")}
            </button>
            <button type="button" aria-pressed={json !== undefined} onClick={toJson}>
              {t("json")}
            </button>
          </fieldset>
        )}
        {json === undefined ? (
          <Members path="" schema={schema} draft={draft} onChange={setDraft} />
        ) : (
          <JsonInput
            text={json}
            problem={jsonProblem}
            onChange={(text) => {
              setJson(text);
              if (problemOfJson(text) === undefined) setDraft(draftOf(schema, JSON.parse(text)));
            }}
          />
        )}
        {tried && judged.problems.length > 0 && (
          <p className="field-problem" role="alert">
            {t("problems", { count: judged.problems.length })}
            {json !== undefined && ` ${judged.problems.map(({ path }) => path).join(", ")}`}
          </p>
        )}
        <div className="schema-form-foot">
          <button type="submit" className="button button-main" disabled={busy}>
            {submit}
          </button>
          {children}
        </div>
      </form>
    </FormContext>
  );
}

function JsonInput(props: {
  text: string;
  problem: string | undefined;
  onChange: (text: string) => void;
}) {
  const t = useText(texts);
  const id = useId();
  const { text, problem, onChange } = props;
  return (
    <div className="field">
      <label htmlFor={id}>{t("jsonLabel")}</label>
      <textarea
        id={id}
        className="input input-json"
        rows={Math.min(24, Math.max(6, text.split("\n").length + 1))}
        spellCheck={false}
        value={text}
        aria-invalid={problem !== undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem !== undefined && (
        <p className="field-problem">
          {problem === "" ? t("jsonNotGroup") : t("jsonBad", { why: problem })}
        </p>
      )}
    </div>
  );
}

/** Why a text is not the JSON of an input; "" when it is JSON, but not an object. */
function problemOfJson(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? undefined : "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
