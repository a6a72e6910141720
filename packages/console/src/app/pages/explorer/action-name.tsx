import { useApps } from "../../explore/definitions.ts";
import { useLanguage, useText } from "../../language.ts";
import { texts } from "./messages.ts";

/** An action by its title in the language of the page, with its name. */
export function ActionName({ action }: { action: string | null }) {
  const t = useText(texts);
  const lang = useLanguage();
  const { data } = useApps();
  if (action === null) return <span className="muted">{t("notReadable")}</span>;
  const [appName] = action.split(".");
  const app = data?.find(({ name }) => name === appName);
  const title = app?.actions.find(({ fullName }) => fullName === action)?.title[lang];
  return (
    <span>
      {title ?? action} {title !== undefined && <code className="muted small">{action}</code>}
    </span>
  );
}
