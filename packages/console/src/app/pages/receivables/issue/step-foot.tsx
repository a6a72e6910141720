import { useText } from "../../../language.ts";
import { texts as common } from "../messages.ts";
import { texts } from "./messages.ts";
import type { StepProps } from "./step-props.ts";

/** Back and on, with what is in the way. */
export function StepFoot(props: {
  back: StepProps["back"];
  /** What the button on says; "Next" unless given. */
  on?: string;
  busy?: boolean;
  /** Whether some field was found wrong. */
  wrong?: boolean;
}) {
  const t = useText(texts);
  const c = useText(common);
  const { back, on = t("next"), busy = false, wrong = false } = props;
  return (
    <>
      {wrong && (
        <p className="field-problem" role="alert">
          {c("problems")}
        </p>
      )}
      <div className="page-actions">
        <button type="submit" className="button button-main" disabled={busy}>
          {on}
        </button>
        {back !== undefined && (
          <button type="button" className="button" onClick={back}>
            {t("back")}
          </button>
        )}
      </div>
    </>
  );
}
