import type PDFDocument from "pdfkit";
import { encode } from "uqr";

/** Modules of white around the code (ISO/IEC 18004 s6.3.8). */
const QUIET = 4;

/**
 * Draws a QR code as filled squares, those beside each other as one, on a white ground.
 *
 * @param side width and height with the white margin, points
 */
export function drawQr(
  document: PDFDocument,
  text: string,
  { x, y, side }: { readonly x: number; readonly y: number; readonly side: number },
): void {
  const { data, size } = encode(text, { ecc: "M", border: 0, boostEcc: true });
  const unit = side / (size + 2 * QUIET);
  document.rect(x, y, side, side).fill("#ffffff");
  data.forEach((row, line) => {
    const top = y + (QUIET + line) * unit;
    for (let from = 0; from < size; from++) {
      if (row[from] !== true) continue;
      let to = from;
      while (row[to] === true) to++;
      document.rect(x + (QUIET + from) * unit, top, (to - from) * unit, unit);
      from = to;
    }
  });
  document.fill("#111417");
}
