import { businessDay, dayOfText, textOfDay } from "@tallystick/apps/receivable/policy/calendar";
import { type FormEvent, useState } from "react";
import { useText } from "../../../language.ts";
import { moneyText, useNow, useOrganisations } from "../facts.ts";
import { texts as common } from "../messages.ts";
import { Frame, MoneyField, TickField, WhoField } from "../steps/frame.tsx";
import { usePapers } from "../steps/paper-choice.tsx";
import { SPANS, Terms } from "../steps/step-fields.tsx";
import {
  currencyOf,
  dueBounds,
  invoicesOf,
  judgeTerms,
  type Problems,
  shareOf,
  without,
} from "./draft.ts";
import { texts } from "./messages.ts";
import { StepFoot } from "./step-foot.tsx";
import type { StepProps } from "./step-props.ts";
import { useKeyless } from "./use-keyless.ts";

type FieldProps = Pick<StepProps, "own" | "policy" | "draft" | "change"> & {
  readonly problems: Problems;
};

/** To whom, how much, when, and with which rights; judged by the policy before the next step. */
export function TermsStep({ own, policy, draft, change: keep, next, back }: StepProps) {
  const t = useText(texts);
  const c = useText(common);
  const now = useNow();
  const papers = usePapers();
  const [problems, setProblems] = useState<Problems>({});
  const organisations = useOrganisations().filter(({ organisation }) => organisation !== own);
  const change: StepProps["change"] = (changed) => {
    keep(changed);
    setProblems((before) => without(before, changed));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const judged = judgeTerms(draft, policy, papers, now);
    setProblems("problems" in judged ? judged.problems : {});
    if ("promised" in judged) next();
  };
  const field = { own, policy, draft, change, problems };
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <WhoField
        label={c("payee")}
        hint={t("payeeHint")}
        problem={problems.payee}
        organisations={organisations}
        value={draft.payee}
        onChange={(payee) => change({ payee })}
      />
      <Amount {...field} />
      <Due {...field} now={now} />
      <fieldset className="field-group">
        <legend>{t("rules")}</legend>
        {(["transferable", "divisible", "recourse"] as const).map((name) => (
          <TickField
            key={name}
            label={t(name)}
            checked={draft[name]}
            onChange={(on) => change({ [name]: on })}
          />
        ))}
      </fieldset>
      <Frame label={t("stands")} hint={t("standsHint", { days: policy.requestDays })}>
        {(links) => <Days links={links} {...field} />}
      </Frame>
      <SealedTerms {...field} />
      <StepFoot back={back} wrong={Object.keys(problems).length > 0} />
    </form>
  );
}

function Amount({ policy, draft, change, problems }: FieldProps) {
  const t = useText(texts);
  const papers = usePapers();
  const currency = currencyOf(draft, policy);
  const invoices = invoicesOf(draft, papers);
  const sum = invoices
    .filter((paper) => paper.currency === currency)
    .reduce((all, { amount = "0" }) => all + BigInt(amount), 0n);
  const hints = [
    sum > 0n ? t("amountHint", { sum: moneyText(sum, currency) }) : "",
    t("minimumHint", { minimum: moneyText(policy.minimumPart, currency) }),
  ];
  return (
    <>
      <Frame
        label={t("currency")}
        hint={t("currencyHint", { all: policy.currencies.join(t("comma")) })}
      >
        {(links) => (
          <select
            {...links}
            className="input"
            value={currency}
            onChange={({ target }) => change({ currency: target.value })}
          >
            {policy.currencies.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        )}
      </Frame>
      <MoneyField
        label={t("amount")}
        hint={hints.join(" ")}
        problem={problems.amount}
        currency={currency}
        value={draft.amount}
        onChange={(amount) => change({ amount })}
      />
      {invoices.length > 1 && (
        <fieldset className="field-group">
          <legend>{t("shares")}</legend>
          <p className="field-about">{t("sharesHint")}</p>
          {invoices.map(({ document, code }) => (
            <MoneyField
              key={document}
              label={code}
              problem={problems.shares}
              currency={currency}
              value={shareOf(draft, document, papers)}
              onChange={(text) => change({ shares: { ...draft.shares, [document]: text } })}
            />
          ))}
        </fieldset>
      )}
    </>
  );
}

function Due({ policy, draft, change, problems, now }: FieldProps & { now: number }) {
  const t = useText(texts);
  const { first, last } = dueBounds(policy, now);
  const day = dayOfText(draft.due);
  const payBy = day === undefined ? undefined : businessDay(policy, day);
  const { tenorMonths: months, citation } = policy;
  const hints = [
    t("dueHint", { first, last, months, citation }),
    payBy !== undefined && payBy !== day ? t("payBy", { payBy: textOfDay(payBy) }) : "",
  ];
  return (
    <Frame label={t("due")} hint={hints.join(" ")} problem={problems.due}>
      {(links) => (
        <input
          {...links}
          type="date"
          className="input input-number"
          min={first}
          max={last}
          value={draft.due}
          onChange={({ target }) => change({ due: target.value })}
        />
      )}
    </Frame>
  );
}

function Days({ links, policy, draft, change }: FieldProps & { links: { readonly id: string } }) {
  const c = useText(common);
  return (
    <select
      {...links}
      className="input"
      value={draft.days}
      onChange={({ target }) => change({ days: target.value })}
    >
      {SPANS.filter((days) => days <= policy.requestDays).map((days) => (
        <option key={days} value={days}>
          {c("days", { count: days })}
        </option>
      ))}
    </select>
  );
}

/** Fields for terms that only the parties read; without the keys, how to come by them. */
function SealedTerms({ own, policy, draft, change }: FieldProps) {
  const t = useText(texts);
  const c = useText(common);
  const readers = draft.payee === "" ? [] : [own, draft.payee, ...policy.sealedTo];
  const keyless = useKeyless(readers);
  if (readers.length === 0 || keyless === undefined) return null;
  if (keyless.length === 0) return <Terms values={draft} change={change} />;
  return (
    <fieldset className="field-group">
      <legend>
        {c("terms")} <span className="field-optional">{c("optional")}</span>
      </legend>
      <p className="field-about">{t("noKeys", { who: keyless.join(t("comma")) })}</p>
    </fieldset>
  );
}
