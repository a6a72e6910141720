import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useText } from "../../../language.ts";
import { Moment } from "../../../ui/moment.tsx";
import { partAddress, useNow, useOwnOrganisation, useWords } from "../facts.ts";
import { texts } from "../messages.ts";
import { Money, Organisation } from "../pieces.tsx";
import type { PaymentLeg, Request, SeenRequest } from "../rows.ts";
import { useSendStep } from "../steps/send-step.ts";
import { StepDialog } from "../steps/step-dialog.tsx";
import type { About } from "../steps/step-input.ts";
import { ANSWER_STEPS, type AnswerStep, type Step } from "../steps/steps.ts";
import { Until } from "./until.tsx";
import { useRequestWords } from "./words.ts";

/** What the reader's organisation can say to a request. */
function answersOf(
  request: Request,
  late: boolean,
  own: string | undefined,
): readonly AnswerStep[] {
  const { state, from, to, payment } = request;
  if (own === undefined || (state !== "offered" && state !== "awaiting-payment")) return [];
  if (late) return ["clear"];
  if (state === "awaiting-payment") return payment?.bank === own ? ["confirm", "reject"] : [];
  return [
    ...(to === own ? (["accept", "refuse"] as const) : []),
    ...(from === own ? (["withdraw"] as const) : []),
  ];
}

/** A request: what is asked, what follows, until when, and the answers that the reader can give. */
export function RequestCard({ seen }: { seen: SeenRequest }) {
  const t = useText(texts);
  const words = useWords();
  const told = useRequestWords()(seen);
  const own = useOwnOrganisation();
  const now = useNow();
  const send = useSendStep();
  const [step, setStep] = useState<AnswerStep>();
  const { request, amount, currency } = seen;
  const { payment } = request;
  const until = request.state === "awaiting-payment" ? (payment?.until ?? 0) : request.expires;
  const open = request.state === "offered" || request.state === "awaiting-payment";
  const late = seen.late || (open && now > until);
  const answers = answersOf(request, late, own);
  const saying = (answer: AnswerStep) =>
    answer === "accept" || answer === "confirm" ? told.follows : t(`answer-${answer}-words`);
  const begin = (answer: AnswerStep) => {
    const chosen: Step = ANSWER_STEPS[answer];
    if (chosen.fields.length > 0) setStep(answer);
    else void send(chosen, aboutOf(seen, answer).known, saying(answer));
  };
  const state = late ? "expired" : request.state;
  return (
    <article
      className="panel receivables-request"
      aria-label={`${words(request.kind)} ${request.request}`}
    >
      <header className="act-head">
        <h2>
          {words(request.kind)} · <Money minor={amount} currency={currency} />
        </h2>
        <span className={open && !late ? "tag tag-warn" : "tag"}>{words(state)}</span>
      </header>
      <p>{told.asks}</p>
      {open && !late && <p className="receivables-then">{told.follows}</p>}
      <dl className="facts">
        <dt>{t("part")}</dt>
        <dd>
          <Link to={partAddress(request)}>
            {t("partName", { certificate: request.certificate, start: request.start })}
          </Link>
        </dd>
        <dt>{t("fromTo")}</dt>
        <dd>
          <Organisation id={request.from} /> → <Organisation id={request.to} />
        </dd>
        {open && (
          <>
            <dt>{t("lockedUntil")}</dt>
            <dd>
              <Until time={until} />
            </dd>
          </>
        )}
        {payment !== undefined && (
          <>
            <dt>{t("payment")}</dt>
            <dd>
              {payment.amount === undefined ? (
                t("sealedPrice")
              ) : (
                <Money minor={payment.amount} currency={currency} />
              )}{" "}
              · <Organisation id={payment.bank} /> · <Until time={payment.until} />
            </dd>
          </>
        )}
        {request.fee !== undefined && (
          <>
            <dt>{t("fee")}</dt>
            <dd>
              <Money minor={request.fee} currency={currency} />
            </dd>
          </>
        )}
        {request.reason !== undefined && (
          <>
            <dt>{t("reason")}</dt>
            <dd className="act-plain">{request.reason}</dd>
          </>
        )}
        {request.commitment !== undefined && (
          <>
            <dt>{t("terms")}</dt>
            <dd>
              {t("termsThere")}{" "}
              <code>
                tallystick receivable terms open {request.certificate} {request.request}
              </code>
            </dd>
          </>
        )}
        {request.answered !== undefined && (
          <>
            <dt>{t("answered")}</dt>
            <dd>
              {request.answered.member} · <Moment time={request.answered.time} />
              {request.answered.reason !== undefined && (
                <span className="act-plain"> · {request.answered.reason}</span>
              )}
            </dd>
          </>
        )}
      </dl>
      {answers.length > 0 && (
        <div className="page-actions">
          {answers.map((answer, at) => (
            <button
              key={answer}
              type="button"
              className={at === 0 ? "button button-main" : "button"}
              onClick={() => begin(answer)}
            >
              {t(`answer-${answer}`)}
            </button>
          ))}
        </div>
      )}
      {step !== undefined && (
        <StepDialog
          step={ANSWER_STEPS[step]}
          about={aboutOf(seen, step)}
          words={saying(step)}
          own={own}
          onClose={() => setStep(undefined)}
        />
      )}
    </article>
  );
}

/** What a bank confirms: the amount, or of a sealed price its commitment. */
function confirmed({ amount, commitment }: PaymentLeg, currency: string) {
  return amount === undefined ? { commitment } : { amount, currency };
}

/** What an answer is about; a confirmation says amount and currency again, so that both sides mean the same. */
function aboutOf({ request, amount, currency }: SeenRequest, step: AnswerStep): About {
  const { certificate, request: number, start, payment, expires: due } = request;
  const known = {
    ...{ certificate, request: number },
    ...(step === "confirm" && payment !== undefined ? confirmed(payment, currency) : {}),
  };
  return { certificate, start, size: BigInt(amount), currency, due, known };
}
