import { useLanguage, useText } from "../language.ts";
import { useOutcomes } from "./definitions.ts";
import { texts } from "./messages.ts";
import { Value } from "./value.tsx";

/** Whether a statement was accepted, as a word with a colour; a refusal with its name. */
export function OutcomeTag({ outcome, name }: { outcome: number; name: string }) {
  const t = useText(texts);
  const lang = useLanguage();
  const { data } = useOutcomes();
  if (outcome === 0) return <span className="tag tag-good">{t("accepted")}</span>;
  const reason = data?.get(outcome)?.text[lang] ?? name;
  return (
    <span className="outcome">
      <span className="tag tag-bad">{t("refused")}</span> {reason}
    </span>
  );
}

/** A refusal with its reason in both languages, what to do, and what the ledger said besides. */
export function OutcomeText(props: { outcome: number; name: string; data: unknown }) {
  const { outcome, name, data } = props;
  const t = useText(texts);
  const lang = useLanguage();
  const { data: outcomes } = useOutcomes();
  const found = outcomes?.get(outcome);
  const other = lang === "zh" ? "en" : "zh";
  return (
    <div className={outcome === 0 ? "note note-good" : "note note-bad"}>
      <p>
        <strong>{found?.text[lang] ?? name}</strong>{" "}
        <code className="muted">
          {name} ({outcome})
        </code>
      </p>
      {found !== undefined && (
        <p className="small" lang={other === "zh" ? "zh-CN" : "en"}>
          {found.text[other]}
        </p>
      )}
      {outcome !== 0 && found !== undefined && (
        <p>
          {t("whatToDo")}: {found.fix[lang]}
        </p>
      )}
      {data !== null && data !== undefined && (
        <div>
          <p className="small">{t("said")}</p>
          <Value value={data} />
        </div>
      )}
    </div>
  );
}
