import { BACKGROUND_MAX } from "@tallystick/apps/receivable/documents/fields";
import { type FormEvent, useState } from "react";
import { useText } from "../../../language.ts";
import { useOrganisations, useWords } from "../facts.ts";
import { texts as common } from "../messages.ts";
import { WhoField } from "../steps/frame.tsx";
import { PaperChoice, usePapers } from "../steps/paper-choice.tsx";
import { texts } from "./messages.ts";
import { RecordPaper } from "./record-paper.tsx";
import { StepFoot } from "./step-foot.tsx";
import type { StepProps } from "./step-props.ts";

/** Which papers the promise rests on; a paper can be recorded right here. */
export function PapersStep({ own, policy, draft, change, next, back }: StepProps) {
  const t = useText(texts);
  const c = useText(common);
  const words = useWords();
  const organisations = useOrganisations().filter(({ organisation }) => organisation !== own);
  const papers = usePapers();
  const [recording, setRecording] = useState(false);
  const [needSeller, setNeedSeller] = useState(false);
  const tooMany = draft.papers.length > BACKGROUND_MAX;
  const choose = (chosen: readonly number[]) => {
    const seller = papers.find(({ document }) => chosen.includes(document))?.seller;
    const payee = draft.payee === "" && seller !== undefined ? { payee: seller } : {};
    change({ papers: chosen, ...payee });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!tooMany) next();
  };
  return (
    <>
      <p className="muted">{t("papersIntro")}</p>
      <form className="stack" noValidate onSubmit={submit}>
        <WhoField
          label={t("seller")}
          hint={t("sellerHint")}
          problem={needSeller && draft.payee === "" ? "missing" : undefined}
          organisations={organisations}
          value={draft.payee}
          onChange={(payee) => change({ payee })}
        />
        {policy.required.length > 0 && (
          <p>{t("asked", { kinds: policy.required.map(words).join(t("comma")) })}</p>
        )}
        <PaperChoice
          chosen={draft.papers}
          choose={choose}
          buyer={own}
          seller={draft.payee === "" ? undefined : draft.payee}
        />
        <div className="page-actions">
          <button
            type="button"
            className="button"
            onClick={() => {
              setNeedSeller(true);
              setRecording(draft.payee !== "");
            }}
          >
            {t("record")}
          </button>
          {needSeller && draft.payee === "" && (
            <span className="field-problem" role="alert">
              {t("recordFirst")}
            </span>
          )}
        </div>
        {tooMany && (
          <p className="field-problem" role="alert">
            {c("problem-tooMany")}
          </p>
        )}
        <StepFoot back={back} />
      </form>
      {recording && (
        <RecordPaper
          seller={draft.payee}
          buyer={own}
          currencies={policy.currencies}
          papers={papers.filter(({ seller, buyer }) => seller === draft.payee && buyer === own)}
          onRecorded={(document) => change({ papers: [...draft.papers, document] })}
          onClose={() => setRecording(false)}
        />
      )}
    </>
  );
}
