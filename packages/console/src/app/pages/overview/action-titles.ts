import { useQuery } from "@tanstack/react-query";
import { getJson } from "../../api/request.ts";
import { useLanguage } from "../../language.ts";

interface Permissions {
  readonly actions: readonly {
    readonly action: string;
    readonly title: { readonly en: string; readonly zh: string };
  }[];
}

/** What actions are called, in the language of the page; an unknown one goes by its name. */
export function useActionTitles(): (action: string) => string {
  const lang = useLanguage();
  const { data } = useQuery({
    queryKey: ["permissions"],
    queryFn: ({ signal }) => getJson<Permissions>("/v1/permissions", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    // The map is made once, not at every entry.
    select: ({ actions }) => new Map(actions.map(({ action, title }) => [action, title])),
  });
  return (action) => data?.get(action)?.[lang] ?? action;
}
