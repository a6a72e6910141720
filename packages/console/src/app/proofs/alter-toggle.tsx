import "../forms/forms.css";
import "./proofs.css";
import { useText } from "../language.ts";
import { texts } from "./messages.ts";

/** Shows what becomes of a path when the record is another: the root is not the signed one. */
export function AlterToggle(props: { altered: boolean; onChange: (altered: boolean) => void }) {
  const { altered, onChange } = props;
  const t = useText(texts);
  return (
    <p className="proof-alter">
      {altered && <span>{t("altered")}. </span>}
      <button type="button" className="link-button" onClick={() => onChange(!altered)}>
        {altered ? t("unalter") : t("alter")}
      </button>
    </p>
  );
}
