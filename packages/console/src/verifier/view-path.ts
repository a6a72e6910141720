import { s } from "../web/dom.ts";
import type { DrawnPath } from "./path-steps.ts";
import type { ViewContext } from "./view.ts";

const WIDTH = 400;
const SPINE = 200;
const REACH = 84;
const ROW = 52;
const TOP = 34;
const short = (hex: string) => `${hex.slice(0, 8)}…`;

/**
 * Draws a path: the record at the foot, the root at the top, each neighbour on its own side. The
 * spine is what this device computed; the neighbours are what the receipt brought.
 */
export function pathView({ texts }: ViewContext, drawn: DrawnPath, batch: boolean): SVGSVGElement {
  const { steps } = drawn;
  const height = TOP + steps.length * ROW + 44;
  const y = (level: number) => height - 40 - level * ROW;
  const root = batch ? texts.batchRoot : texts.root;
  const label = `${texts.leaf} → ${root}: ${steps.length}`;
  return s(
    "svg",
    {
      class: "path",
      viewBox: `0 0 ${WIDTH} ${height}`,
      width: WIDTH,
      height,
      role: "img",
      "aria-label": label,
    },
    s("line", { class: "path-spine", x1: SPINE, x2: SPINE, y1: y(0), y2: y(steps.length) }),
    steps.map(({ side, neighbour }, at) => {
      const x = side === "left" ? SPINE - REACH : SPINE + REACH;
      const join = y(at + 1);
      return s(
        "g",
        {},
        s("path", { class: "path-branch", d: `M${x} ${y(at) - 6}Q${x} ${join} ${SPINE} ${join}` }),
        s("circle", { class: "path-neighbour", cx: x, cy: y(at), r: 6 }),
        text(
          side === "left" ? x - 12 : x + 12,
          y(at) + 4,
          short(neighbour),
          `path-hash path-${side}`,
        ),
      );
    }),
    [drawn.leaf, ...steps.map(({ joined }) => joined)].map((hash, at, all) => {
      const last = at === all.length - 1;
      const kind = last ? "path-node path-root" : at === 0 ? "path-node path-leaf" : "path-node";
      return s(
        "g",
        {},
        s("circle", { class: kind, cx: SPINE, cy: y(at), r: last || at === 0 ? 8 : 6 }),
        at === 0 && text(SPINE, y(0) + 24, `${texts.leaf} ${short(hash)}`, "path-hash"),
        last && text(SPINE, y(at) - 16, `${root} ${short(hash)}`, "path-hash"),
      );
    }),
  );
}

function text(x: number, y: number, words: string, className: string): SVGTextElement {
  return s("text", { x, y, class: className }, words);
}
