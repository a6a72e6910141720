import { useId, useState } from "react";
import { useText } from "../../language.ts";
import { CLAIM_CHARS, type Claims, labelsOf } from "./claims.ts";
import { texts } from "./messages.ts";
import type { Mode } from "./send-deposits.ts";

/** What the depositor says about the files, and how they go onto the ledger. */
export function DetailsForm(props: {
  claims: Claims;
  mode: Mode;
  many: boolean;
  onClaims: (claims: Claims) => void;
  onMode: (mode: Mode) => void;
}) {
  const { claims, mode, many, onClaims, onMode } = props;
  const t = useText(texts);
  const id = useId();
  const [labels, setLabels] = useState(claims.labels.join(", "));
  const change = (part: Partial<Claims>) => onClaims({ ...claims, ...part });
  const own = !many || mode === "each";
  return (
    <fieldset className="details">
      <legend>{t("details")}</legend>
      <p className="muted small">{t("detailsText")}</p>
      <div className="details-fields">
        <div>
          <label htmlFor={`${id}-labels`}>{t("labels")}</label>
          <input
            id={`${id}-labels`}
            className="input"
            value={labels}
            maxLength={CLAIM_CHARS.label * CLAIM_CHARS.labels}
            placeholder={t("labelsExample")}
            aria-describedby={`${id}-labels-help`}
            onChange={(event) => {
              setLabels(event.target.value);
              change({ labels: labelsOf(event.target.value) });
            }}
          />
          <p id={`${id}-labels-help`} className="muted small">
            {t("labelsHelp")}
          </p>
        </div>
        <div>
          <label htmlFor={`${id}-source`}>{t("source")}</label>
          <input
            id={`${id}-source`}
            className="input"
            value={claims.source}
            maxLength={CLAIM_CHARS.source}
            placeholder={t("sourceExample")}
            onChange={(event) => change({ source: event.target.value })}
          />
        </div>
        {own && (
          <div className="details-wide">
            <label htmlFor={`${id}-note`}>{t("note")}</label>
            <textarea
              id={`${id}-note`}
              className="input"
              rows={2}
              value={claims.note}
              maxLength={CLAIM_CHARS.note}
              onChange={(event) => change({ note: event.target.value })}
            />
          </div>
        )}
      </div>
      {own && (
        <div className="details-choices">
          <Check
            label={t("facts")}
            checked={claims.facts}
            onChange={(facts) => change({ facts })}
          />
          <Check
            label={t("names")}
            checked={claims.names}
            onChange={(names) => change({ names })}
          />
        </div>
      )}
      {many && (
        <fieldset className="details-modes">
          <legend>{t("how")}</legend>
          {(["each", "batch"] as const).map((value) => (
            <label key={value}>
              <input
                type="radio"
                name={`${id}-mode`}
                checked={mode === value}
                onChange={() => onMode(value)}
              />
              <span>
                {t(`mode-${value}`)}
                <span className="muted small">{t(`mode-${value}-text`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </fieldset>
  );
}

function Check(props: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  const { label, checked, onChange } = props;
  return (
    <label>
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
