import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { askView } from "../../../acting/views.ts";
import type { Certificate, Endorsement, Part } from "../rows.ts";
import { type Cell, cellsOf } from "./cells.ts";

/** Rows asked for at a time. */
const PAGE = 500;

/** Pages that are read at most, of parts and of endorsements: more is looked at in lists. */
const PAGES_MAX = 20;

/** The tree of a certificate. */
export interface Tree {
  readonly parts: readonly Part[];
  readonly cells: readonly Cell[];
  /** False when the certificate has more parts or steps than are read for a picture. */
  readonly complete: boolean;
}

async function allOf<Row>(
  view: "tree" | "endorsements",
  list: string,
  certificate: number,
  signal: AbortSignal,
): Promise<{ rows: readonly Row[]; complete: boolean }> {
  const rows: Row[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = { certificate, limit: PAGE, after };
    const found = await askView<Record<string, unknown>>("receivable", view, query, signal);
    rows.push(...(found[list] as readonly Row[]));
    after = found["next"] as string | undefined;
    if (after === undefined) return { rows, complete: true };
  }
  return { rows, complete: false };
}

/** Reads the tree of a certificate. */
export function useTree(certificate: Certificate) {
  const { certificate: number } = certificate;
  const { data, error, refetch } = useQuery({
    queryKey: ["views", "receivable", "whole-tree", number],
    queryFn: async ({ signal }) => {
      const [parts, steps] = await Promise.all([
        allOf<Part>("tree", "parts", number, signal),
        allOf<Endorsement>("endorsements", "endorsements", number, signal),
      ]);
      return { parts: parts.rows, steps: steps.rows, complete: parts.complete && steps.complete };
    },
  });
  const { amount, debtor } = certificate;
  const tree = useMemo<Tree | undefined>(
    () =>
      data && {
        parts: data.parts,
        complete: data.complete,
        cells: cellsOf({ amount, debtor }, data.parts, data.steps),
      },
    [data, amount, debtor],
  );
  return { tree, error, refetch };
}
