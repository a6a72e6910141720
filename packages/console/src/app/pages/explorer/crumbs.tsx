import "../../forms/forms.css";
import "../../explore/explore.css";
import "./explorer.css";
import { Link } from "@tanstack/react-router";
import { useText } from "../../language.ts";
import { texts } from "./messages.ts";

/** The way back up, from the explorer's first page down to this one. */
export function Crumbs({ way = [] }: { way?: readonly { to: string; title: string }[] }) {
  const t = useText(texts);
  return (
    <nav aria-label={t("title")}>
      <ol className="crumbs">
        {[{ to: "/explorer", title: t("title") }, ...way].map(({ to, title }) => (
          <li key={to}>
            <Link to={to}>{title}</Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
