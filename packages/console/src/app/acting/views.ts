import { useQuery } from "@tanstack/react-query";
import { covers, useMe } from "../api/facts.ts";
import { getJson } from "../api/request.ts";
import { useSigner } from "../signing/signers.ts";

/** Parameters of a view; groups and lists go as JSON. */
export type ViewQuery = Readonly<Record<string, string | number | boolean | object | undefined>>;

/** Key of everything asked of an application: what an action of it changes is asked anew. */
const VIEWS = "views";

/** Asks a view of an application. @throws ApiProblem */
export async function askView<T>(
  app: string,
  view: string,
  query: ViewQuery,
  signal?: AbortSignal,
): Promise<T> {
  const path = `/v1/apps/${app}/${view}?${queryText(query)}`;
  return (await getJson<{ data: T }>(path, { signal })).data;
}

/** Lists of words are given one by one, groups and lists of groups as JSON. */
function queryText(query: ViewQuery): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) {
      for (const one of value) parameters.append(name, one);
    } else parameters.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  return parameters.toString();
}

/** The answer of a view, as the state is. `null` as query: nothing is asked yet. */
export function useView<T>(app: string, view: string, query: ViewQuery | null = {}) {
  return useQuery({
    queryKey: [VIEWS, app, view, query],
    enabled: query !== null,
    queryFn: ({ signal }) => askView<T>(app, view, query ?? {}, signal),
  });
}

/** A member as the ledger has it. */
export interface Member {
  readonly member: string;
  readonly organisation: string;
  readonly role: "operator" | "member";
  readonly since: number;
  readonly kind?: "person" | "service" | "device";
  readonly displayName?: string;
  readonly status?: "active" | "suspended" | "removed";
  readonly statusFrom?: number;
  readonly pseudonym?: boolean;
}

/**
 * The member in whose name the reader acts: that of the chosen key of this browser, or of the session.
 * Undefined where there is neither.
 */
export function useMyMember(): Member | undefined {
  const { data: me } = useMe();
  const signer = useSigner();
  return useMember(typeof signer === "string" ? me?.member : signer.member);
}

/** A member by its id; undefined until it is known, and for no id. */
export function useMember(member: string | undefined): Member | undefined {
  const { data } = useView<{ member?: Member }>(
    "membership",
    "member",
    member === undefined ? null : { member },
  );
  return data?.member;
}

/** Whether the node gives the reader a right of its own, such as `node.tokens`. */
export function useHasRight(right: string): boolean {
  const { data: me } = useMe();
  return me !== undefined && covers(me.capabilities, right);
}
