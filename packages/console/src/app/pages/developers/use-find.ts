import { useNavigate, useSearch } from "@tanstack/react-router";

/** The search of a section, kept in the address so that it can be sent to somebody. */
export function useFind(): { query: string; find: (query: string) => void } {
  const { find: found } = useSearch({ strict: false }) as { find?: unknown };
  const navigate = useNavigate();
  return {
    // The router reads `?find=404` as a number.
    query: found === undefined ? "" : String(found),
    find: (query) =>
      void navigate({
        to: ".",
        search: ((before: object) => ({
          ...before,
          find: query === "" ? undefined : query,
        })) as never,
        replace: true,
        resetScroll: false,
      }),
  };
}

/** Whether each word of a search stands somewhere in a text, in whatever case. */
export function matches(text: string, query: string): boolean {
  const lower = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
