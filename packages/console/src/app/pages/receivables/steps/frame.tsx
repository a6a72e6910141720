import { type ReactNode, useId } from "react";
import { useText } from "../../../language.ts";
import { texts } from "../messages.ts";
import type { Problem } from "./step-input.ts";

/** What ties a control to its label, its explanation and its problem. */
export interface Links {
  readonly id: string;
  readonly "aria-describedby": string;
  readonly "aria-invalid": boolean;
}

/** The frame of a field: label, what it is, what is wrong with it. */
export function Frame(props: {
  label: string;
  hint?: string | undefined;
  problem?: Problem | undefined;
  optional?: boolean;
  children: (links: Links) => ReactNode;
}) {
  const { label, hint, problem, optional = false, children } = props;
  const t = useText(texts);
  const id = useId();
  return (
    <div className={problem === undefined ? "field" : "field field-wrong"}>
      <label htmlFor={id}>
        {label} {optional && <span className="field-optional">{t("optional")}</span>}
      </label>
      {children({ id, "aria-describedby": `${id}-hint`, "aria-invalid": problem !== undefined })}
      <p className="field-about" id={`${id}-hint`}>
        {hint}
        {problem !== undefined && <span className="field-problem"> {t(`problem-${problem}`)}</span>}
      </p>
    </div>
  );
}

/** A choice of an organisation. */
export function WhoField(props: {
  label: string;
  hint?: string | undefined;
  problem?: Problem | undefined;
  organisations: readonly { readonly organisation: string; readonly name: string }[];
  value: string;
  onChange: (organisation: string) => void;
}) {
  const { organisations, value, onChange, ...frame } = props;
  const t = useText(texts);
  return (
    <Frame {...frame}>
      {(links) => (
        <select
          {...links}
          className="input"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        >
          <option value="">{t("choose")}</option>
          {organisations.map(({ organisation, name }) => (
            <option key={organisation} value={organisation}>
              {name === organisation ? name : `${name} (${organisation})`}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

/** An amount of money, with its currency behind it. */
export function MoneyField(props: {
  label: string;
  hint?: string | undefined;
  problem?: Problem | undefined;
  optional?: boolean;
  currency: string;
  value: string;
  onChange: (text: string) => void;
}) {
  const { currency, value, onChange, ...frame } = props;
  return (
    <Frame {...frame}>
      {(links) => (
        <span className="input-row">
          <input
            {...links}
            className="input input-number"
            inputMode="decimal"
            autoComplete="off"
            placeholder="1,000,000.00"
            value={value}
            onChange={({ target }) => onChange(target.value)}
          />
          <span className="muted">{currency}</span>
        </span>
      )}
    </Frame>
  );
}

/** A box to tick. */
export function TickField(props: {
  label: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <label className="receivables-tick">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={({ target }) => props.onChange(target.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}

/** A line of text. */
export function LineField(props: {
  label: string;
  hint?: string | undefined;
  problem?: Problem | undefined;
  optional?: boolean;
  max: number;
  value: string;
  onChange: (text: string) => void;
}) {
  const { max, value, onChange, ...frame } = props;
  return (
    <Frame {...frame}>
      {(links) => (
        <input
          {...links}
          className="input"
          maxLength={max}
          autoComplete="off"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Frame>
  );
}
