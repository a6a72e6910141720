import { Link } from "@tanstack/react-router";
import { useLanguage, useText } from "../language.ts";
import { PAGES, type PageEntry } from "../pages.ts";
import { Icon } from "../ui/icon.tsx";
import { texts } from "./messages.ts";

const GROUPS = ["look", "use", "run", "build"] as const;

/** The pages by group. The verifier is a page of its own, outside of the console. */
export function Navigation({ onChosen }: { onChosen?: () => void }) {
  const t = useText(texts);
  return (
    <nav aria-label={t("nav")} className="nav">
      {GROUPS.map((group) => (
        <Group key={group} group={group} {...(onChosen === undefined ? {} : { onChosen })} />
      ))}
    </nav>
  );
}

function Group(props: { group: (typeof GROUPS)[number]; onChosen?: () => void }) {
  const { group, onChosen } = props;
  const t = useText(texts);
  const lang = useLanguage();
  const pages = PAGES.filter((one) => one.group === group);
  if (pages.length === 0 && group !== "use") return null;
  return (
    <section>
      <h2>{t(`group-${group}`)}</h2>
      <ul>
        {pages.map((page) => (
          <li key={page.path}>
            <NavLink page={page} lang={lang} onChosen={onChosen} />
          </li>
        ))}
        {group === "use" && (
          <li>
            <a className="nav-link" href="/verify">
              <Icon name="verify" />
              <span>{t("verify")}</span>
            </a>
          </li>
        )}
      </ul>
    </section>
  );
}

function NavLink(props: {
  page: PageEntry;
  lang: "en" | "zh";
  onChosen: (() => void) | undefined;
}) {
  const { page, lang, onChosen } = props;
  return (
    <Link
      to={page.path}
      className="nav-link"
      activeOptions={{ exact: page.path === "/" }}
      {...(onChosen === undefined ? {} : { onClick: onChosen })}
    >
      <Icon name={page.icon} />
      <span>{page.title[lang]}</span>
    </Link>
  );
}
