import { useParams } from "@tanstack/react-router";

/** Names in the address of a page: application, action or view, table; empty where there is none. */
export function useNames(): { app: string; name: string; table: string } {
  const {
    app = "",
    name = "",
    table = "",
  } = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>;
  return { app, name, table };
}
