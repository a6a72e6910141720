import { columns, pad } from "./width.ts";

/**
 * Lines of a table without rules: columns two spaces apart, the last one free. Cells are already
 * printable; colour is put on by the caller through `paint`, which must not change the width.
 */
export function tableLines(
  rows: readonly (readonly string[])[],
  options: {
    readonly indent?: string;
    readonly paint?: (cell: string, column: number, row: number) => string;
  } = {},
): readonly string[] {
  const { indent = "", paint = (cell: string) => cell } = options;
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, columns(cell));
  }
  return rows.map((row, line) => {
    const cells = row.map((cell, at) => {
      const last = at === row.length - 1;
      return paint(last ? cell : pad(cell, widths[at] ?? 0), at, line);
    });
    return `${indent}${cells.join("  ")}`.trimEnd();
  });
}
