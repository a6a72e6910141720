import { Link } from "@tanstack/react-router";
import { useText } from "../language.ts";
import { Page } from "../ui/page.tsx";
import { texts } from "./messages.ts";

/** Answer to an address that no page has. */
export function NotFound() {
  const t = useText(texts);
  return (
    <Page title={t("notFound")} intro={t("notFoundText")}>
      <p>
        <Link to="/">{t("home")}</Link>
      </p>
    </Page>
  );
}
