import { useQuery } from "@tanstack/react-query";
import { REFRESH_MS } from "../limits.ts";
import { covers, useMe, useStatus } from "./facts.ts";
import { getJson } from "./request.ts";

/** An organisation of the network, as this node sees it. */
export interface NetworkOrganisation {
  readonly id: string;
  readonly name: string;
  /** Voting power. */
  readonly power: number;
  /** True for this node's own and for those that its engine is connected with. */
  readonly connected: boolean;
  readonly height: number | null;
  /** Blocks behind the furthest that this node knows of. */
  readonly behind: number | null;
  /** In how many of the certificates listed its signature stands. */
  readonly signed: number;
}

/** What `GET /v1/network` says. */
export interface Network {
  readonly organisation: string;
  readonly certifiedHeight: number;
  /** Organisations that must sign a checkpoint. */
  readonly quorum: number;
  readonly mayFail: number;
  readonly missing: number;
  readonly quorumConnected: boolean;
  readonly catchingUp: boolean;
  readonly organisations: readonly NetworkOrganisation[];
  /** Newest first. */
  readonly certificates: readonly {
    readonly height: number;
    readonly time: number;
    readonly organisations: readonly string[];
  }[];
  readonly misconduct: readonly {
    readonly kind: string;
    readonly organisation: string;
    readonly height: number;
    readonly seen: string;
  }[];
  readonly halted: { readonly code: string } | null;
}

/** What `GET /v1/admin/disk` says, bytes. */
export interface Disk {
  readonly ledgerBytes: number;
  readonly engineBytes: number;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** One entry of `GET /v1/expiries`. */
export interface Expiry {
  readonly kind: "tls" | "authority" | "certificate" | "key" | "token";
  readonly name: string;
  readonly owner?: string;
  /** Ms since the epoch. */
  readonly ends: number;
  /** 0: has ended; 7, 30, 90: ends within. */
  readonly days: number;
}

/** The network that orders the ledger; null where one organisation orders it alone. */
export function useNetwork() {
  const { data: status } = useStatus();
  const alone = status?.engine === "embedded";
  return useQuery({
    queryKey: ["network", status?.engine],
    queryFn: async ({ signal }) => (alone ? null : getJson<Network>("/v1/network", { signal })),
    enabled: status !== undefined,
    refetchInterval: alone ? false : REFRESH_MS,
  });
}

/** The node's disk, for those who run it. */
export function useDisk() {
  const { data: me } = useMe();
  return useQuery({
    queryKey: ["disk"],
    queryFn: ({ signal }) => getJson<Disk>("/v1/admin/disk", { signal }),
    enabled: me !== undefined && covers(me.capabilities, "node.admin"),
    refetchInterval: 6 * REFRESH_MS,
  });
}

/** What is about to end, for those who may know. */
export function useExpiries() {
  const { data: me } = useMe();
  return useQuery({
    queryKey: ["expiries"],
    queryFn: async ({ signal }) =>
      (await getJson<{ expiries: readonly Expiry[] }>("/v1/expiries", { signal })).expiries,
    enabled: me !== undefined && covers(me.capabilities, "node.expiries"),
    staleTime: 60_000,
  });
}

/** Whether the node takes statements. */
export function useReadiness() {
  return useQuery({
    queryKey: ["ready"],
    queryFn: async ({ signal }): Promise<boolean> => {
      const answer = await fetch("/readyz", { signal, cache: "no-store" });
      return answer.ok;
    },
    refetchInterval: REFRESH_MS,
  });
}
