import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useApps } from "../explore/definitions.ts";
import { useLanguage } from "../language.ts";
import { type ActSearch, actAddress } from "./address.ts";

/** A link to the form of an action, with the action's own title unless it has other words. */
export function ActLink(
  props: ActSearch & { action: string; main?: boolean; quiet?: boolean; children?: ReactNode },
) {
  const { action, main = false, quiet = false, children, ...search } = props;
  const title = useActionTitle(action);
  const back = search.back ?? location.pathname + location.search;
  return (
    <Link
      to={actAddress(action, { ...search, back })}
      className={quiet ? "act-quiet" : main ? "button button-main" : "button"}
    >
      {children ?? title}
    </Link>
  );
}

/** What an action is called, in the language of the page; its name until that is known. */
export function useActionTitle(action: string): string {
  const lang = useLanguage();
  const { data } = useApps();
  const [app, name] = action.split(".");
  const found = data?.find((one) => one.name === app)?.actions.find((one) => one.name === name);
  return found?.title[lang] ?? action;
}
