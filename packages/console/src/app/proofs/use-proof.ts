import { fromHex } from "@tallystick/core/bytes";
import { useQuery } from "@tanstack/react-query";
import { useTrust } from "../api/facts.ts";
import { getBytes, getJson } from "../api/request.ts";

/** A checkpoint as the node presents it. Hashes are hex. */
export interface Checkpoint {
  readonly height: number;
  /** Ms since 1970 UTC. */
  readonly time: number;
  readonly logSize: number;
  readonly logRoot: string;
  readonly stateRoot: string;
  readonly signatures: readonly { readonly organisation: string; readonly keyId: string }[];
}

/** A row of the state, or its absence, with its proof. */
export interface StateRow {
  readonly app: string;
  readonly table: string;
  readonly key: readonly unknown[];
  /** The row without its key; null when there is none. */
  readonly value: Readonly<Record<string, unknown>> | null;
  readonly checkpoint: Checkpoint;
  /** State answer, hex. */
  readonly proof: string;
}

/** Path of a state answer on the node. */
export const statePathOf = (app: string, table: string, key: readonly unknown[]): string =>
  `/v1/state/${app}/${table}?key=${encodeURIComponent(JSON.stringify(key))}`;

/** The receipt of an entry. It never changes. */
export function useReceipt(index: number | undefined) {
  return useQuery({
    queryKey: ["receipt", index],
    queryFn: ({ signal }) => getBytes(`/v1/receipts/${index}`, { signal }),
    enabled: index !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A row of a table, or its absence, as it is now, with its proof. */
export function useStateRow(app: string, table: string, key: readonly unknown[] | undefined) {
  return useQuery({
    queryKey: ["state", app, table, key],
    queryFn: async ({ signal }) => {
      const row = await getJson<StateRow>(statePathOf(app, table, key ?? []), { signal });
      return { ...row, bytes: fromHex(row.proof) };
    },
    enabled: key !== undefined,
  });
}

/** The checkpoint of a block as the node keeps it. */
export function useCheckpoint(height: number | undefined) {
  return useQuery({
    queryKey: ["checkpoint", height],
    queryFn: ({ signal }) => getJson<Checkpoint>(`/v1/checkpoints/${height}`, { signal }),
    enabled: height !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Roots of the applications' states after a block, hex, by application. */
export function useAppRoots(height: number | undefined) {
  return useQuery({
    queryKey: ["block", height],
    queryFn: ({ signal }) =>
      getJson<{ appRoots: readonly { app: string; root: string }[] }>(`/v1/blocks/${height}`, {
        signal,
      }),
    enabled: height !== undefined,
    select: ({ appRoots }) => new Map(appRoots.map(({ app, root }) => [app, root])),
  });
}

/** The ledger's trust, and the digest of its suite. */
export function useSuite() {
  const { data, error } = useTrust();
  const algorithm = data?.trust.suite === "gm" ? ("sm3" as const) : ("sha-256" as const);
  return { trust: data?.trust, text: data?.text, algorithm, error };
}
