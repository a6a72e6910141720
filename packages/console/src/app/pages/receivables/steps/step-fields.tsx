import { type ReactNode, useId } from "react";
import { useText } from "../../../language.ts";
import { moneyText, useOrganisations, useOwnOrganisation, usePolicy, useWords } from "../facts.ts";
import { texts } from "../messages.ts";
import { Frame, LineField, MoneyField, TickField, WhoField } from "./frame.tsx";
import { PaperChoice } from "./paper-choice.tsx";
import type { About, Problem, Values } from "./step-input.ts";
import type { FieldName, Step } from "./steps.ts";

/** What the fields of a step need to know. */
export interface FieldsProps {
  readonly step: Step;
  readonly about: About;
  readonly liable: readonly {
    readonly number: number;
    readonly party: string;
    readonly kind: string;
  }[];
  readonly values: Values;
  readonly problems: Readonly<Partial<Record<keyof Values, Problem>>>;
  readonly change: (changed: Partial<Values>) => void;
}

/** The fields of a step. */
export function StepFields(props: FieldsProps) {
  return props.step.fields.map((name) => <StepField key={name} name={name} {...props} />);
}

function StepField({ name, ...props }: FieldsProps & { name: FieldName }) {
  const t = useText(texts);
  const { about, values, problems, change } = props;
  const money = (field: "amount" | "fee", label: string, hint: string) => (
    <MoneyField
      label={label}
      hint={hint}
      problem={problems[field]}
      optional
      currency={about.currency}
      value={values[field]}
      onChange={(text) => change({ [field]: text })}
    />
  );
  switch (name) {
    case "to":
      return <To {...props} />;
    case "amount":
      return money(
        "amount",
        t("amountOf"),
        t("amountHint", { all: moneyText(about.size, about.currency) }),
      );
    case "fee":
      return <Fee {...props} field={money("fee", t("fee"), t("feeHint"))} />;
    case "amounts":
      return <Amounts {...props} />;
    case "endorsement":
      return <Liable {...props} />;
    case "expires":
      return <Days {...props} name="days" label={t("stands")} />;
    case "settlement":
      return <Settlement {...props} />;
    case "limits":
      return (
        <TickField label={t("keep")} checked={values.keep} onChange={(keep) => change({ keep })} />
      );
    case "liability":
      return (
        <TickField
          label={t("noRecourse")}
          checked={values.noRecourse}
          onChange={(noRecourse) => change({ noRecourse })}
        />
      );
    case "papers":
      return <PaperChoice chosen={values.papers} choose={(papers) => change({ papers })} />;
    case "terms":
      return <Terms values={values} change={change} />;
    case "instruction":
      return (
        <LineField
          label={t("instruction")}
          hint={t("instructionHint")}
          problem={problems.instruction}
          max={64}
          value={values.instruction}
          onChange={(instruction) => change({ instruction })}
        />
      );
    case "reason":
      return (
        <LineField
          label={t("reason")}
          hint={t("reasonHint")}
          optional
          max={500}
          value={values.reason}
          onChange={(reason) => change({ reason })}
        />
      );
  }
}

/** Who is asked: nobody asks themselves, and only financiers of the policy finance. */
function To({ step, values, problems, change }: FieldsProps) {
  const t = useText(texts);
  const own = useOwnOrganisation();
  const { financiers = [] } = usePolicy() ?? {};
  const organisations = useOrganisations().filter(
    ({ organisation }) =>
      organisation !== own &&
      (step.kind !== "finance" || financiers.length === 0 || financiers.includes(organisation)),
  );
  return (
    <WhoField
      label={t("to")}
      problem={problems.to}
      organisations={organisations}
      value={values.to}
      onChange={(to) => change({ to })}
    />
  );
}

function Amounts({ about, values, problems, change }: FieldsProps) {
  const t = useText(texts);
  return (
    <Frame
      label={t("pieces")}
      hint={t("piecesHint", { all: moneyText(about.size, about.currency) })}
      problem={problems.amounts}
    >
      {(links) => (
        <textarea
          {...links}
          className="input input-number"
          rows={4}
          value={values.amounts}
          onChange={({ target }) => change({ amounts: target.value })}
        />
      )}
    </Frame>
  );
}

/** The policy's own rule decides whether a part of a part may carry a fee. */
function Fee({ values, field }: FieldsProps & { field: ReactNode }) {
  const policy = usePolicy();
  return values.amount.trim() !== "" && policy?.feeOnSplit === "forbidden" ? null : field;
}

function Liable({ liable, values, problems, change }: FieldsProps) {
  const t = useText(texts);
  const words = useWords();
  return (
    <Frame label={t("liable")} hint={t("liableHint")} problem={problems.endorsement}>
      {(links) => (
        <select
          {...links}
          className="input"
          value={values.endorsement}
          onChange={({ target }) => change({ endorsement: target.value })}
        >
          <option value="">{t("choose")}</option>
          {liable.map(({ number, party, kind }) => (
            <option key={number} value={number}>
              {party} · {words(kind)} {number}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

/** Days that an offer may stand. */
export const SPANS = [1, 3, 5, 10, 30, 60, 90];

function Days({
  name,
  label,
  values,
  change,
}: FieldsProps & { name: "days" | "payDays"; label: string }) {
  const t = useText(texts);
  const { requestDays = 30 } = usePolicy() ?? {};
  return (
    <Frame label={label} hint={t("standsHint", { days: requestDays })}>
      {(links) => (
        <select
          {...links}
          className="input"
          value={values[name]}
          onChange={({ target }) => change({ [name]: target.value })}
        >
          {SPANS.filter((days) => days <= requestDays).map((days) => (
            <option key={days} value={days}>
              {t("days", { count: days })}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

/** How title and money go together. */
function Settlement(props: FieldsProps) {
  const { step, about, values, problems, change } = props;
  const t = useText(texts);
  const name = useId();
  const { banks = [] } = usePolicy() ?? {};
  const organisations = useOrganisations().filter(
    ({ organisation }) => banks.length === 0 || banks.includes(organisation),
  );
  return (
    <fieldset className="field-group">
      <legend>{t("settlement")}</legend>
      {(["free", "bank"] as const).map((how) => (
        <label key={how} className="receivables-tick">
          <input
            type="radio"
            name={name}
            checked={values.how === how}
            onChange={() => change({ how })}
          />
          <span>{t(`settle-${how}`)}</span>
        </label>
      ))}
      {values.how === "bank" && (
        <>
          <WhoField
            label={t("bank")}
            hint={t("bankHint")}
            problem={problems.bank}
            organisations={organisations}
            value={values.bank}
            onChange={(bank) => change({ bank })}
          />
          {step.fullValue === true ? (
            <p>{t("paysAll", { all: moneyText(about.size, about.currency) })}</p>
          ) : (
            <MoneyField
              label={t("pay")}
              problem={problems.pay}
              currency={about.currency}
              value={values.pay}
              onChange={(pay) => change({ pay })}
            />
          )}
          {step.fullValue !== true && step.fields.includes("to") && (
            <>
              <TickField
                label={t("openPrice")}
                checked={values.openPrice}
                onChange={(openPrice) => change({ openPrice })}
              />
              {!values.openPrice && <p className="field-about">{t("priceIsSealed")}</p>}
            </>
          )}
          <Days {...props} name="payDays" label={t("payWithin")} />
        </>
      )}
    </fieldset>
  );
}

/** Terms that only the parties can read. */
export function Terms(props: {
  values: Pick<Values, "rate" | "price">;
  change: (changed: { rate?: string; price?: string }) => void;
}) {
  const t = useText(texts);
  const { values, change } = props;
  return (
    <fieldset className="field-group">
      <legend>{t("terms")}</legend>
      <p className="field-about">{t("termsHint")}</p>
      <LineField
        label={t("rate")}
        optional
        max={64}
        value={values.rate}
        onChange={(rate) => change({ rate })}
      />
      <LineField
        label={t("price")}
        optional
        max={500}
        value={values.price}
        onChange={(price) => change({ price })}
      />
    </fieldset>
  );
}
