import { useText } from "../language.ts";
import { texts } from "./messages.ts";

/** Stands where an answer of the node will stand. */
export function Loading() {
  const t = useText(texts);
  return (
    <div className="loading" role="status">
      <span className="loading-bar" />
      <span className="hidden-text">{t("loading")}</span>
    </div>
  );
}
