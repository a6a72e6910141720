import { fromHex } from "@tallystick/core/bytes";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getJson } from "../../api/request.ts";
import { INDEXING_MS, RECORDS_PAGE } from "../../limits.ts";
import type { Checkpoint } from "../../proofs/use-proof.ts";

/** Which deposit is meant: a digest and its ordinal. */
export interface DepositRef {
  readonly alg: string;
  /** Hex. */
  readonly digest: string;
  readonly ordinal: number;
}

/** Who recorded something, and when. */
export interface Recorded {
  readonly index: number;
  /** Ms since 1970 UTC. */
  readonly time: number;
  readonly member: string;
  readonly organisation: string;
}

/** A deposit as the ledger has it. */
export interface Deposit extends DepositRef, Recorded {
  readonly also?: readonly { readonly alg: string; readonly value: string }[];
  readonly size?: number;
  readonly mediaType?: string;
  readonly capturedAt?: number;
  readonly source?: string;
  readonly labels?: readonly string[];
  readonly note?: string;
  readonly previous?: DepositRef;
  readonly withdrawn?: Recorded & { readonly reason: string };
}

/** A batch as the ledger has it. */
export interface Batch extends Recorded {
  readonly root: string;
  readonly ordinal: number;
  readonly size: number;
  readonly algorithms?: readonly string[];
  readonly source?: string;
  readonly labels?: readonly string[];
}

/** A record found. */
export type FoundRecord =
  | { readonly table: "deposits"; readonly row: Deposit }
  | { readonly table: "batches"; readonly row: Batch };

/** What to look for; every condition given must hold. */
export interface RecordQuery {
  readonly table: "deposits" | "batches";
  readonly label: string;
  readonly member: string;
  /** Ms since 1970 UTC. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

interface RecordsPage {
  readonly records: readonly FoundRecord[];
  readonly next?: string;
  readonly indexed?: number;
  readonly logSize?: number;
}

/** Records that fit, the latest first. */
export function useRecords(query: RecordQuery, after: string | undefined, enabled: boolean) {
  return useQuery({
    queryKey: ["records", query, after],
    queryFn: ({ signal }) =>
      getJson<RecordsPage>("/v1/records", {
        query: {
          ...(query.label === "" ? { table: query.table } : { label: query.label }),
          member: query.member || undefined,
          from: query.from,
          to: query.to,
          after,
          limit: RECORDS_PAGE,
        },
        signal,
      }),
    enabled,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      data?.indexed !== undefined && data.indexed < (data.logSize ?? 0) ? INDEXING_MS : false,
  });
}

/** Labels in use that begin with a text. */
export function useLabels(begins: string) {
  return useQuery({
    queryKey: ["labels", begins],
    queryFn: ({ signal }) =>
      getJson<{ labels: readonly { label: string; count: number }[] }>("/v1/records/labels", {
        query: { begins },
        signal,
      }),
    enabled: begins !== "" && begins.length <= 64,
    placeholderData: keepPreviousData,
  });
}

interface Proved<T> {
  readonly data: T;
  readonly checkpoint: Checkpoint;
  readonly proof: string;
}

async function proved<T>(
  path: string,
  query: Readonly<Record<string, string | number>>,
  signal: AbortSignal,
): Promise<Proved<T> & { bytes: Uint8Array }> {
  const answer = await getJson<Proved<T>>(path, { query: { ...query, proof: true }, signal });
  return { ...answer, bytes: fromHex(answer.proof) };
}

/** Every deposit of one digest, with proof of presence or absence. */
export interface DigestAnswer {
  readonly deposits: readonly Deposit[];
  readonly aliases: readonly { readonly ordinal: number; readonly deposit: Deposit }[];
  readonly more: boolean;
}

/** What each of a few algorithms knows under a digest. */
export function useDigest(algorithms: readonly string[], digest: string) {
  return useQuery({
    queryKey: ["by-digest", algorithms, digest],
    queryFn: ({ signal }) =>
      Promise.all(
        algorithms.map(async (alg) => ({
          alg,
          ...(await proved<DigestAnswer>("/v1/apps/evidence/by-digest", { alg, digest }, signal)),
        })),
      ),
    enabled: digest !== "",
  });
}

/** A deposit and all that followed. */
export interface History {
  readonly deposit?: Deposit;
  readonly previous?: Deposit;
  readonly successors: readonly DepositRef[];
  readonly annotations: readonly (Recorded & {
    readonly number: number;
    readonly text: string;
    readonly labels?: readonly string[];
  })[];
  readonly more: boolean;
}

/** The history of a deposit, proved. */
export function useHistory({ alg, digest, ordinal }: DepositRef) {
  return useQuery({
    queryKey: ["history", alg, digest, ordinal],
    queryFn: ({ signal }) =>
      proved<History>("/v1/apps/evidence/history", { alg, digest, ordinal }, signal),
  });
}

/** A batch by its root, proved. */
export function useBatch(root: string, ordinal: number) {
  return useQuery({
    queryKey: ["batch", root, ordinal],
    queryFn: ({ signal }) =>
      proved<{ batches: readonly Batch[] }>(
        "/v1/apps/evidence/batch",
        { root, from: ordinal, limit: 1 },
        signal,
      ),
  });
}
