import { type Branch, growTree } from "@tallystick/apps/receivable/issue-tree";
import type { Certificate, Endorsement, Part } from "../rows.ts";

/** A rectangle of the picture. Its sides are shares of the certificate, 0 to 1. */
export interface Cell {
  readonly id: string;
  /** Row of the picture; 0 is the promise. */
  readonly level: number;
  readonly from: number;
  readonly to: number;
  readonly units: bigint;
  /** Who was given the units, or holds them. */
  readonly holder: string;
  readonly kind: "promise" | "step" | "part" | "bundle";
  /** The endorsement, of a step. */
  readonly step?: { readonly kind: string; readonly number: number };
  readonly part?: Part;
  /** What is too narrow to be drawn by itself, of a bundle. */
  readonly members?: readonly Cell[];
}

/** What the picture shows of the certificate: shares of it. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** The whole certificate. */
export const WHOLE: View = { from: 0, to: 1 };

/**
 * The picture of an issue: the promise above, below it each passing on under the one it came from, and
 * at the ends the parts as they are. The same rows always give the same cells.
 */
export function cellsOf(
  certificate: Pick<Certificate, "amount" | "debtor">,
  parts: readonly Part[],
  endorsements: readonly Pick<Endorsement, "kind" | "to" | "number" | "start" | "end">[],
): readonly Cell[] {
  const amount = BigInt(certificate.amount);
  const root = growTree(
    { start: 0n, end: amount },
    certificate.debtor,
    endorsements.map((row) => ({ ...row, start: BigInt(row.start), end: BigInt(row.end) })),
  );
  const share = (units: bigint) => Number(units) / Number(amount);
  const cells: Cell[] = [];
  const deepest = new Map<Branch, number>();
  const draw = (branch: Branch, level: number) => {
    deepest.set(branch, level);
    cells.push({
      ...{ id: `s${branch.number}`, level, units: branch.end - branch.start, holder: branch.to },
      ...{ from: share(branch.start), to: share(branch.end) },
      ...(branch.kind === ""
        ? { kind: "promise" }
        : { kind: "step", step: { kind: branch.kind, number: branch.number } }),
    });
    for (const one of inOrder(branch)) draw(one, level + 1);
  };
  draw(root, 0);
  for (const part of parts) {
    const [start, end] = [BigInt(part.start), BigInt(part.end)];
    let at = root;
    for (;;) {
      const next = at.branches.find((one) => one.start <= start && end <= one.end);
      if (next === undefined) break;
      at = next;
    }
    cells.push({
      ...{ id: `p${part.start}`, kind: "part", level: (deepest.get(at) ?? 0) + 1, part },
      ...{ from: share(start), to: share(end), units: end - start, holder: part.holder },
    });
  }
  return cells.sort((a, b) => a.level - b.level || a.from - b.from);
}

function inOrder({ branches }: Branch): readonly Branch[] {
  return [...branches].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}

/** Pixels that a bundle takes at most, so that many small cells stay where they are. */
const BUNDLE_PX = 56;

/**
 * What of the picture is drawn in a view of some width: cells in sight, and neighbours that are too
 * narrow to be told apart as one bundle.
 *
 * @param width pixels
 * @param least pixels below which a cell is not drawn by itself
 */
export function cellsInSight(
  cells: readonly Cell[],
  view: View,
  width: number,
  least: number,
): readonly Cell[] {
  const scale = width / (view.to - view.from);
  const shown: Cell[] = [];
  let run: Cell[] = [];
  const close = () => {
    const [first] = run;
    const last = run.at(-1);
    if (first !== undefined && last !== undefined) {
      shown.push(run.length === 1 ? first : bundle(run, first, last));
    }
    run = [];
  };
  for (const cell of cells) {
    if (cell.to <= view.from || cell.from >= view.to) continue;
    const last = run.at(-1);
    const far =
      last !== undefined &&
      (last.level !== cell.level ||
        (cell.from - last.to) * scale >= least ||
        (cell.to - (run[0]?.from ?? 0)) * scale > BUNDLE_PX);
    if (far) close();
    if ((cell.to - cell.from) * scale >= least) {
      close();
      shown.push(cell);
    } else run.push(cell);
  }
  close();
  return shown;
}

function bundle(run: readonly Cell[], first: Cell, last: Cell): Cell {
  return {
    ...{ id: `b${first.id}-${last.id}`, kind: "bundle", level: first.level, holder: "" },
    ...{ from: first.from, to: last.to, members: run },
    units: run.reduce((sum, { units }) => sum + units, 0n),
  };
}

/** A view moved by a share of itself, and no further than the certificate goes. */
export function panned({ from, to }: View, by: number): View {
  const span = to - from;
  const start = Math.min(1 - span, Math.max(0, from + by * span));
  return { from: start, to: start + span };
}

/**
 * A view that shows `times` as closely, with the same place under the pointer.
 * @param at where the pointer is, as a share of the view
 * @param closest smallest span, a share of the certificate
 */
export function zoomed({ from, to }: View, times: number, at: number, closest: number): View {
  const span = Math.min(1, Math.max(closest, (to - from) / times));
  const place = from + at * (to - from);
  const start = Math.min(1 - span, Math.max(0, place - at * span));
  return { from: start, to: start + span };
}

/** A view of one cell, with a little of its neighbours. */
export function viewOf({ from, to }: Pick<Cell, "from" | "to">): View {
  const margin = (to - from) * 0.05;
  return { from: Math.max(0, from - margin), to: Math.min(1, to + margin) };
}
