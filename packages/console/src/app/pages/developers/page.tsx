import "./page.css";
import { Link, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useText } from "../../language.ts";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { ApiBrowser } from "./api-browser.tsx";
import { texts } from "./messages.ts";
import { Start } from "./start.tsx";

// Each is loaded when it is looked at: one brings a large table, one a long list.
const LimitList = lazy(async () => ({ default: (await import("./limit-list.tsx")).LimitList }));
const OutcomeList = lazy(async () => ({
  default: (await import("./outcome-list.tsx")).OutcomeList,
}));

const SECTIONS = { start: Start, api: ApiBrowser, limits: LimitList, outcomes: OutcomeList };
type Section = keyof typeof SECTIONS;

/** What a node can be asked, and how: `?section=api&find=deposit`. */
export default function Developers() {
  const t = useText(texts);
  const { section } = useSearch({ strict: false }) as { section?: string };
  const shown: Section = isSection(section) ? section : "start";
  const Shown = SECTIONS[shown];
  return (
    <Page title={t("title")} intro={t("intro")}>
      <nav className="developers-sections" aria-label={t("sections")}>
        {(Object.keys(SECTIONS) as Section[]).map((one) => (
          <Link
            key={one}
            to="/developers"
            search={{ section: one } as never}
            aria-current={one === shown ? "page" : undefined}
            activeOptions={{ includeSearch: true }}
          >
            {t(one)}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Loading />}>
        <Shown />
      </Suspense>
    </Page>
  );
}

function isSection(text: string | undefined): text is Section {
  return text !== undefined && Object.hasOwn(SECTIONS, text);
}
