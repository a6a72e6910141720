import { useText } from "../../language.ts";
import { texts } from "./messages.ts";

/** The search field of a section, and how much it found. */
export function SearchField(props: {
  label: string;
  query: string;
  find: (query: string) => void;
  /** What was found, in words. */
  found?: string;
}) {
  const { label, query, find, found } = props;
  const t = useText(texts);
  return (
    <search className="developers-search">
      <input
        type="search"
        className="input"
        aria-label={label}
        placeholder={label}
        title={t("find")}
        value={query}
        spellCheck={false}
        onChange={(event) => find(event.target.value)}
      />
      {found !== undefined && (
        <span className="muted small" role="status">
          {found}
        </span>
      )}
    </search>
  );
}
