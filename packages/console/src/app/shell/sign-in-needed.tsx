import { useText } from "../language.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";
import { texts } from "./messages.ts";
import { openSignIn } from "./sign-in-dialog.tsx";

/** Stands in for every page of a node whose reading needs a sign-in. */
export function SignInNeeded() {
  const t = useText(texts);
  return (
    <Page title={t("signIn")}>
      <Empty icon="keys" title={t("signInNeeded")}>
        <p>{t("signInNeededText")}</p>
        <button type="button" className="button button-main" onClick={openSignIn}>
          {t("signIn")}
        </button>
      </Empty>
    </Page>
  );
}
