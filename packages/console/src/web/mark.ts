import { s } from "./dom.ts";

/** The sign of the project: a notched stick, split, whose halves only match each other. */
export function mark(): SVGSVGElement {
  return s(
    "svg",
    { viewBox: "0 0 32 32", "aria-hidden": "true", focusable: "false" },
    s("rect", { width: 32, height: 32, rx: 7, fill: "#1f5f4f" }),
    s("path", {
      d: "M8 6h6v5l-2 2 2 2v3l-2 2 2 2v4H8zM18 6h6v20h-6v-4l-2-2 2-2v-3l-2-2 2-2z",
      fill: "#f7f6f2",
    }),
  );
}

/** Signs of the four verdicts; each differs in shape as well as in colour. */
export type SignName = "pass" | "fail" | "absent" | "not-checkable" | "info";

const STROKES: Readonly<Record<SignName, string>> = {
  pass: "M7 12.5l3.2 3.2L17 8.8",
  fail: "M8 8l8 8M16 8l-8 8",
  absent: "M8 12h8",
  "not-checkable": "M9.6 9.4a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1.1.9-1.1 1.7M12 16.4v.2",
  info: "M12 11v5M12 7.6v.2",
};

/** A verdict's sign. It is decoration: the verdict also stands beside it in words. */
export function sign(name: SignName): SVGSVGElement {
  return s(
    "svg",
    { viewBox: "0 0 24 24", class: `sign sign-${name}`, "aria-hidden": "true", focusable: "false" },
    s("circle", { cx: 12, cy: 12, r: 10.5 }),
    s("path", { d: STROKES[name] }),
  );
}
