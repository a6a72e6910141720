import { useEffect, useState } from "react";
import { useText } from "../language.ts";
import { Icon } from "./icon.tsx";
import { texts } from "./messages.ts";

/** A button that copies a text; `label` says what it is, for those who do not see where it stands. */
export function Copy({ text, label }: { text: string; label: string }) {
  const t = useText(texts);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <button
      type="button"
      className="copy"
      onClick={copy}
      title={copied ? t("copied") : t("copy")}
      aria-label={copied ? t("copied") : t("copyOf", { what: label })}
    >
      <Icon name={copied ? "done" : "copy"} size={16} />
    </button>
  );
}
