import type { Look } from "../look.ts";
import { lookOf, SIGNS } from "../look.ts";
import type { Cell, View } from "./cells.ts";

/** Pixels of one row of the picture, and between two. */
export const ROW_PX = 46;
const GAP_PX = 4;

/** Pixels that text needs on each side, and of a letter, about. */
const PAD_PX = 7;
const LETTER_PX = 7;

/** What the drawing says in words. */
export interface DrawingWords {
  readonly name: (organisation: string) => string;
  readonly money: (units: bigint) => string;
  readonly step: (kind: string) => string;
  readonly bundle: (count: number) => string;
  readonly promise: string;
}

/** The cells of a view as rectangles. What is said here is said in the table below the picture, too. */
export function Drawing(props: {
  cells: readonly Cell[];
  view: View;
  width: number;
  now: number;
  words: DrawingWords;
  /** Whether a cell is looked for; undefined when nothing is. */
  wanted: ((cell: Cell) => boolean) | undefined;
  chosen: string | undefined;
}) {
  const { cells, view, width } = props;
  const scale = width / (view.to - view.from);
  return cells.map((cell) => {
    const left = Math.max(0, (cell.from - view.from) * scale);
    const right = Math.min(width, (cell.to - view.from) * scale);
    return <Rectangle key={cell.id} {...props} cell={cell} x={left} size={right - left} />;
  });
}

function Rectangle(props: {
  cell: Cell;
  x: number;
  size: number;
  now: number;
  words: DrawingWords;
  wanted: ((cell: Cell) => boolean) | undefined;
  chosen: string | undefined;
}) {
  const { cell, x, size, now, words, wanted, chosen } = props;
  const look = cell.part === undefined ? undefined : lookOf(cell.part, now);
  const classes = [
    "receivables-cell",
    `receivables-cell-${look ?? cell.kind}`,
    ...(wanted === undefined ? [] : [wanted(cell) ? "receivables-wanted" : "receivables-unwanted"]),
    ...(chosen === cell.id ? ["receivables-chosen"] : []),
  ];
  const y = cell.level * ROW_PX;
  const room = Math.floor((size - 2 * PAD_PX) / LETTER_PX);
  const [first, second] = linesOf(cell, look, words);
  return (
    <g className={classes.join(" ")} data-cell={cell.id}>
      <title>{`${first} · ${second}`}</title>
      <rect x={x + 0.5} y={y + 0.5} width={Math.max(1, size - 1)} height={ROW_PX - GAP_PX} rx={3} />
      {room >= 3 && (
        <>
          <text x={x + PAD_PX} y={y + 17}>
            {cut(first, room)}
          </text>
          <text x={x + PAD_PX} y={y + 34} className="receivables-cell-small">
            {cut(second, room + 1)}
          </text>
        </>
      )}
      {room < 3 && look !== undefined && size >= 12 && (
        <text x={x + size / 2} y={y + 26} textAnchor="middle">
          {SIGNS[look]}
        </text>
      )}
    </g>
  );
}

function linesOf(cell: Cell, look: Look | undefined, words: DrawingWords): [string, string] {
  const money = words.money(cell.units);
  if (cell.kind === "bundle") return [words.bundle(cell.members?.length ?? 0), money];
  const who = words.name(cell.holder);
  if (look !== undefined) return [`${SIGNS[look]} ${who}`, money];
  return [
    who,
    cell.step === undefined
      ? `${words.promise} ${money}`
      : `${words.step(cell.step.kind)} ${money}`,
  ];
}

/** Text that fits; letters of Chinese are twice as wide. */
function cut(text: string, room: number): string {
  let used = 0;
  let kept = "";
  for (const letter of text) {
    used += letter > "\u2e7f" ? 2 : 1;
    if (used > room) return `${kept.slice(0, -1)}…`;
    kept += letter;
  }
  return kept;
}
