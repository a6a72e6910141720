import { parseTrust, type Trust } from "@tallystick/core/trust";
import { useQuery } from "@tanstack/react-query";
import { AWAY_MS, REFRESH_MS } from "../limits.ts";
import { getJson, getText } from "./request.ts";

/** What `GET /v1/status` says. */
export interface Status {
  /** Ledger id, hex. */
  readonly ledger: string;
  readonly name: string;
  readonly suite: "intl" | "gm";
  readonly version: string;
  /** Organisation that runs this node. */
  readonly organisation: string;
  /** "embedded" where one organisation orders the ledger, "cometbft" where several do. */
  readonly engine: "embedded" | "cometbft";
  readonly applications: readonly string[];
  readonly height: number;
  /** Last block that enough organisations have signed. */
  readonly certifiedHeight: number;
  /** Time of the last block, ms since the epoch. */
  readonly time: number;
  readonly logSize: number;
}

/** What `GET /v1/access/me` says. */
export interface Me {
  readonly kind: "anonymous" | "admin" | "token" | "session" | "certificate";
  readonly id: string;
  /** Set where a token was used to sign this browser in. */
  readonly session?: string;
  readonly member?: string;
  readonly capabilities: readonly string[];
  /** True when the node can sign in the member's name. */
  readonly signs: boolean;
  /** True when staff can sign in with the organisation's account (OpenID Connect). */
  readonly signIn: boolean;
}

/** Where the ledger stands; kept fresh. */
export function useStatus() {
  return useQuery({
    queryKey: ["status"],
    queryFn: ({ signal }) => getJson<Status>("/v1/status", { signal }),
    // It is asked for again anyway, and sooner while there is no answer.
    retry: false,
    refetchInterval: ({ state }) => (state.error === null ? REFRESH_MS : AWAY_MS),
  });
}

/** Who the reader is to the node. */
export function useMe() {
  return useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => getJson<Me>("/v1/access/me", { signal }),
  });
}

/** The trust file of the ledger, as text and parsed. */
export function useTrust() {
  return useQuery({
    queryKey: ["trust"],
    queryFn: async ({ signal }): Promise<{ text: string; trust: Trust }> => {
      const text = await getText("/v1/trust", { signal });
      return { text, trust: parseTrust(text) };
    },
    staleTime: 60_000,
  });
}

/** Whether capabilities cover one that is wanted: `evidence.deposit`, `evidence.*`, `*`, `node.*`. */
export function covers(capabilities: readonly string[], wanted: string): boolean {
  const [group] = wanted.split(".");
  return capabilities.some(
    (one) => one === wanted || one === `${group}.*` || (one === "*" && !wanted.startsWith("node.")),
  );
}
