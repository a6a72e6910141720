import { useText } from "../language.ts";
import { type FieldProps, useForm } from "./field-context.ts";
import { FieldFrame } from "./field-frame.tsx";
import { texts } from "./messages.ts";
import type { JsonSchema } from "./schema.ts";

type Props = FieldProps<JsonSchema>;

const textOf = ({ draft }: Props) => (typeof draft === "string" ? draft : "");

/** One line of text, or a number as it is typed. */
export function LineField(props: Props & { numeric?: boolean }) {
  const { numeric = false, onChange } = props;
  return (
    <FieldFrame {...props}>
      {(links) => (
        <input
          {...links}
          type="text"
          inputMode={numeric ? "numeric" : "text"}
          autoComplete="off"
          spellCheck={false}
          className={numeric ? "input input-number" : "input"}
          value={textOf(props)}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FieldFrame>
  );
}

/** Several lines of text. */
export function LinesField(props: Props) {
  return (
    <FieldFrame {...props}>
      {(links) => (
        <textarea
          {...links}
          className="input"
          rows={3}
          value={textOf(props)}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </FieldFrame>
  );
}

/** One of a few words. */
export function ChoiceField(props: Props) {
  const t = useText(texts);
  const { required, schema, onChange } = props;
  return (
    <FieldFrame {...props}>
      {(links) => (
        <select
          {...links}
          className="input"
          value={textOf(props)}
          onChange={(event) => onChange(event.target.value)}
        >
          {!required && <option value="">{t("unset")}</option>}
          {schema.enum?.map((word) => (
            <option key={word} value={word}>
              {word}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}

/** Yes, no, or nothing said. */
export function FlagField(props: Props) {
  const t = useText(texts);
  const { draft, required, onChange } = props;
  const value = draft === true ? "true" : draft === false ? "false" : "";
  const values = { "": undefined, true: true, false: false } as const;
  return (
    <FieldFrame {...props}>
      {(links) => (
        <select
          {...links}
          className="input"
          value={value}
          onChange={(event) => onChange(values[event.target.value as keyof typeof values])}
        >
          {!required && <option value="">{t("unset")}</option>}
          <option value="false">{t("no")}</option>
          <option value="true">{t("yes")}</option>
        </select>
      )}
    </FieldFrame>
  );
}

/** A moment, entered in UTC and kept as milliseconds. */
export function MomentField(props: Props) {
  const t = useText(texts);
  const { onChange } = props;
  const text = textOf(props);
  const ms = /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
  return (
    <FieldFrame {...props}>
      {(links) => (
        <span className="input-row">
          <input
            {...links}
            type="datetime-local"
            step={1}
            className="input"
            value={ms === undefined ? "" : new Date(ms).toISOString().slice(0, 19)}
            onChange={(event) => {
              const time = Date.parse(`${event.target.value}Z`);
              onChange(Number.isNaN(time) || time < 0 ? "" : String(time));
            }}
          />
          <span className="muted small">
            {t("utc")}
            {ms !== undefined && ` · ${t("milliseconds", { ms })}`}
          </span>
        </span>
      )}
    </FieldFrame>
  );
}

/** Algorithms whose digests this browser computes from a file. */
const COMPUTED = ["sha-256", "sha-384", "sha-512", "sm3"];

/** The algorithm to hash a file with for a field, or undefined when its length fits none. */
export function useAlgorithmFor({ schema, beside }: Pick<Props, "schema" | "beside">) {
  const { algorithm } = useForm();
  if (beside !== undefined) return COMPUTED.includes(beside) ? beside : undefined;
  const { minLength = 0, maxLength = 0 } = schema;
  return minLength <= 64 && maxLength >= 64 ? algorithm : undefined;
}
