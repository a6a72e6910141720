import { Link } from "@tanstack/react-router";
import { Sections } from "../../acting/sections.tsx";
import { useText } from "../../language.ts";
import { Page } from "../../ui/page.tsx";
import { Calendar } from "./calendar.tsx";
import { Checks } from "./checks.tsx";
import { ExposureTable } from "./exposure.tsx";
import { Holdings } from "./holdings.tsx";
import { texts } from "./messages.ts";
import { Obligations } from "./obligations.tsx";
import { NotLive, WhosePicker } from "./pieces.tsx";
import { BankBox, Inbox, Outbox } from "./requests/requests.tsx";

/** Receivables of an organisation. */
export default function Receivables() {
  const t = useText(texts);
  return (
    <Page
      title={t("title")}
      intro={t("intro")}
      actions={
        <Link to="/receivables/new" className="button button-main">
          {t("issue")}
        </Link>
      }
    >
      <NotLive />
      <WhosePicker />
      <Sections
        path="/receivables"
        label={t("title")}
        keep={["organisation"]}
        sections={[
          { name: "holdings", title: t("holdings"), show: Holdings },
          { name: "inbox", title: t("inbox"), show: Inbox },
          { name: "outbox", title: t("outbox"), show: Outbox },
          { name: "obligations", title: t("obligations"), show: Obligations },
          { name: "calendar", title: t("calendar"), show: Calendar },
          { name: "checks", title: t("checks"), show: Checks },
          { name: "exposure", title: t("exposure"), show: ExposureTable },
          { name: "bank", title: t("bankBox"), show: BankBox },
        ]}
      />
    </Page>
  );
}
