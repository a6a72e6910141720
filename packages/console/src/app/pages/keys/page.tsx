import { Sections } from "../../acting/sections.tsx";
import { useText } from "../../language.ts";
import { Page } from "../../ui/page.tsx";
import { BrowserKeys } from "./browser-keys.tsx";
import { texts } from "./messages.ts";
import { RotateKey } from "./rotate-key.tsx";
import { Sessions } from "./sessions.tsx";
import { Tokens } from "./tokens.tsx";
import { Yourself } from "./yourself.tsx";

/** Who the reader is, and what the reader signs and reads with: `?section=tokens`. */
export default function Keys() {
  const t = useText(texts);
  return (
    <Page title={t("title")} intro={t("intro")}>
      <Sections
        path="/keys"
        label={t("sections")}
        sections={[
          { name: "me", title: t("me"), show: Yourself },
          { name: "browser", title: t("browser"), show: BrowserKeys },
          { name: "rotate", title: t("rotate"), show: RotateKey },
          { name: "tokens", title: t("tokens"), show: Tokens },
          { name: "sessions", title: t("sessions"), show: Sessions },
        ]}
      />
    </Page>
  );
}
