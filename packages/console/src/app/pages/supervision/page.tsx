import { Link } from "@tanstack/react-router";
import { Sections } from "../../acting/sections.tsx";
import { useText } from "../../language.ts";
import { Page } from "../../ui/page.tsx";
import { Disclosures } from "./disclosures.tsx";
import { Holds } from "./holds.tsx";
import { Incidents } from "./incidents.tsx";
import { LooksAtMe, LooksByMe } from "./looks.tsx";
import { texts } from "./messages.ts";
import { Orders } from "./orders.tsx";
import { Scopes } from "./scopes.tsx";

/** Who looked at what, and what was ordered: `?section=holds`. */
export default function Supervision() {
  const t = useText(texts);
  return (
    <Page title={t("title")} intro={t("intro")}>
      <Sections
        path="/supervision"
        label={t("sections")}
        sections={[
          { name: "looks", title: t("looks"), show: LooksAtMe },
          { name: "asked", title: t("asked"), show: LooksByMe },
          { name: "scopes", title: t("scopes"), show: Scopes },
          { name: "orders", title: t("orders"), show: Orders },
          { name: "holds", title: t("holds"), show: Holds },
          { name: "incidents", title: t("incidents"), show: Incidents },
          { name: "pseudonyms", title: t("disclosures"), show: Disclosures },
        ]}
      />
      <p className="small">
        <Link to="/explorer/apps/supervision">{t("more")}</Link>
      </p>
    </Page>
  );
}
