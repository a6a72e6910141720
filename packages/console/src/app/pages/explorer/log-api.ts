import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getJson } from "../../api/request.ts";
import { fillPage } from "../../explore/paging.tsx";
import { EXPLORER_PAGE } from "../../limits.ts";

/** A block as the node lists it. Roots are hex. */
export interface Block {
  readonly height: number;
  /** Ms since 1970 UTC. */
  readonly time: number;
  readonly firstIndex: number;
  readonly count: number;
  readonly logSize: number;
  readonly logRoot: string;
  readonly stateRoot: string;
  readonly signedBy: readonly string[];
}

/** A block by itself. */
export interface WholeBlock extends Block {
  readonly appRoots: readonly { readonly app: string; readonly root: string }[];
}

/** A statement as the node lists it. Its parts are null when its bytes are no statement. */
export interface ListedStatement {
  readonly index: number;
  readonly height: number;
  readonly time: number;
  readonly member: string | null;
  readonly keyId: string | null;
  readonly id: string | null;
  readonly action: string | null;
  readonly outcome: number;
  readonly name: string;
  readonly data: unknown;
}

/** An entry with its bytes. */
export interface Entry extends Omit<ListedStatement, "height" | "time"> {
  readonly input: unknown;
  /** Hex. */
  readonly entry: string;
}

/** What a list of statements is narrowed to. */
export interface StatementFilter {
  readonly action?: string | undefined;
  readonly member?: string | undefined;
  readonly outcome?: "accepted" | "refused" | undefined;
}

/** Blocks from a height (or a time) down. */
export function useBlocks(query: {
  readonly from?: number | undefined;
  readonly at?: number | undefined;
  readonly empty: boolean;
  readonly limit?: number;
}) {
  const { from, at, empty, limit = EXPLORER_PAGE } = query;
  return useQuery({
    queryKey: ["blocks", from, at, empty, limit],
    queryFn: async ({ signal }) => {
      const ask = async (cursor: number | undefined, rest: number) => {
        const start = cursor === undefined && at !== undefined ? { at } : { from: cursor ?? from };
        const page = await getJson<{ blocks: readonly Block[]; next?: number; height: number }>(
          "/v1/blocks",
          { query: { ...start, empty, limit: rest }, signal },
        );
        const { blocks: items, next } = page;
        return { items, ...(next === undefined ? {} : { next }) };
      };
      return fillPage(ask, undefined, limit);
    },
    placeholderData: keepPreviousData,
  });
}

/** One block. */
export function useBlock(height: number) {
  return useQuery({
    queryKey: ["block", height],
    queryFn: ({ signal }) => getJson<WholeBlock>(`/v1/blocks/${height}`, { signal }),
  });
}

/** Statements from the last down, or from below an index. */
export function useStatements(
  query: StatementFilter & { before?: number | undefined; limit?: number },
) {
  const { before, action, member, outcome, limit = EXPLORER_PAGE } = query;
  return useQuery({
    queryKey: ["statements", before, action, member, outcome, limit],
    queryFn: async ({ signal }) => {
      const ask = async (cursor: number | undefined, rest: number) => {
        const asked = { before: cursor, action, member, outcome, limit: rest };
        const { statements: items, next } = await getJson<{
          statements: readonly ListedStatement[];
          next?: number;
        }>("/v1/statements", { query: asked, signal });
        return { items, ...(next === undefined ? {} : { next }) };
      };
      return fillPage(ask, before, limit);
    },
    placeholderData: keepPreviousData,
  });
}

/** One entry with its place in time. */
export function useEntry(index: number) {
  return useQuery({
    queryKey: ["entry", index],
    queryFn: async ({ signal }) => {
      const entry = await getJson<Entry>(`/v1/entries/${index}`, { signal });
      const { statements } = await getJson<{ statements: readonly ListedStatement[] }>(
        "/v1/statements",
        { query: { before: index + 1, limit: 1 }, signal },
      );
      return { ...entry, place: statements[0] };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
