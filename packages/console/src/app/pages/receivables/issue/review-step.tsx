import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { localTime } from "../../../../web/format.ts";
import { useText } from "../../../language.ts";
import { useCall } from "../../../signing/use-call.ts";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { moneyText, useNow, useOrganisations, useWords } from "../facts.ts";
import { texts as common } from "../messages.ts";
import { usePapers } from "../steps/paper-choice.tsx";
import { sealIssue, termsOf } from "../steps/terms.ts";
import { type Draft, offerEnd, type Promised } from "./draft.ts";
import { texts } from "./messages.ts";
import { StepFoot } from "./step-foot.tsx";
import type { StepProps } from "./step-props.ts";
import { useFindings, usePromised } from "./use-findings.ts";

/** The promise in words; it is signed and sent from here. */
export function ReviewStep(props: StepProps) {
  const { own, policy, draft, back } = props;
  const t = useText(texts);
  const now = useNow();
  const call = useCall();
  const client = useQueryClient();
  const navigate = useNavigate();
  const promised = usePromised(props);
  const sentences = useSentences(props, promised);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const send = async (of: Promised) => {
    const sealed = await sealedOf(draft, own, of);
    const came = await call({
      action: "receivable.issue",
      input: {
        ...inputOf(draft, of),
        expires: offerEnd(draft, of.dueDay, policy, now),
        ...(sealed !== undefined && { sealed }),
      },
      words: sentences[0] ?? "",
      irreversible: true,
    });
    if (came.status !== "accepted") return;
    await client.invalidateQueries();
    await navigate({ to: `/receivables/${came.index}` });
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (promised === undefined) return;
    setFailure(undefined);
    setBusy(true);
    try {
      await send(promised);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
      <p className="muted">{t("reviewIntro")}</p>
      {promised === undefined && <p role="alert">{t("termsFirst")}</p>}
      <div className="receivables-then stack">
        {sentences.map((sentence, at) => (
          <p key={sentence}>{at === 0 ? <strong>{sentence}</strong> : sentence}</p>
        ))}
      </div>
      {failure !== undefined && <ErrorNote error={failure} />}
      <StepFoot back={back} on={t("sign")} busy={busy || promised === undefined} />
    </form>
  );
}

/** Seals what was written of terms that are nobody else's business. */
function sealedOf(draft: Draft, own: string, promised: Promised) {
  const terms = termsOf(draft);
  if (terms === undefined) return undefined;
  const { payee, currency, amount, dueDay } = promised;
  return sealIssue({ drawer: own, debtor: own, payee, currency, amount, dueDay }, terms);
}

function inputOf({ transferable, divisible, recourse }: Draft, promised: Promised) {
  const { payee, currency, amount, due, background } = promised;
  return {
    ...{ payee, currency, amount: amount.toString(), due, transferable, divisible, recourse },
    background: background.map(({ document, amount: share }) => ({
      ...{ document, ...(share !== undefined && { amount: share.toString() }) },
    })),
  };
}

/** The promise, what may be done with it, what it rests on, and until when it is to be received. */
function useSentences(props: StepProps, promised: Promised | undefined): readonly string[] {
  const { own, policy, draft } = props;
  const t = useText(texts);
  const c = useText(common);
  const words = useWords();
  const now = useNow();
  const papers = usePapers();
  const organisations = useOrganisations();
  const { data: findings = [] } = useFindings(props, promised);
  if (promised === undefined) return [];
  const name = (id: string) =>
    organisations.find(({ organisation }) => organisation === id)?.name ?? id;
  const { amount, currency, due, dueDay } = promised;
  const said = { amount: moneyText(amount, currency), due, debtor: name(own) };
  const payee = name(promised.payee);
  const minimum = moneyText(policy.minimumPart, currency);
  const named = promised.background.map(({ document }) => {
    const paper = papers.find((one) => one.document === document);
    return paper === undefined ? c("document", { document }) : `${words(paper.kind)} ${paper.code}`;
  });
  const until = localTime(offerEnd(draft, dueDay, policy, now));
  return [
    t(draft.transferable ? "sentence" : "sentenceFixed", { ...said, payee }),
    ...(["transferable", "divisible", "recourse"] as const).map((right) =>
      t(draft[right] ? `may-${right}` : `maynot-${right}`, { minimum }),
    ),
    named.length === 0 ? t("restsOnNothing") : t("restsOn", { papers: named.join(t("comma")) }),
    ...(findings.length === 0
      ? []
      : [t("foundWith", { codes: findings.map(({ code }) => words(code)).join(t("comma")) })]),
    t("answerBy", { payee, until }),
    ...(termsOf(draft) === undefined ? [] : [t("sealedWith")]),
  ];
}
