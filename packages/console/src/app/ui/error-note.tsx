import { ApiProblem } from "../api/problem.ts";
import { useText } from "../language.ts";
import { Icon } from "./icon.tsx";
import { texts } from "./messages.ts";

/** What went wrong, and what to do about it. */
export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useText(texts);
  const problem = error instanceof ApiProblem ? error : undefined;
  const detail = problem?.detail ?? (error instanceof Error ? error.message : String(error));
  return (
    <div className="error-note" role="alert">
      <Icon name="warning" />
      <div>
        <p className="error-title">{problem?.title ?? t("failed")}</p>
        {detail !== "" && <p className="error-detail">{detail}</p>}
        {problem !== undefined && problem.fix !== "" && (
          <p>
            {t("whatToDo")}
            {problem.fix}
          </p>
        )}
        {problem !== undefined && <p className="error-code">{t("code", { code: problem.code })}</p>}
        {onRetry !== undefined && (
          <button type="button" className="button" onClick={onRetry}>
            {t("retry")}
          </button>
        )}
      </div>
    </div>
  );
}
