/**
 * CSV as spreadsheets read it (RFC 4180): CRLF at the end of lines, quotes where they are needed. A cell
 * that a spreadsheet would take for a formula begins with an apostrophe: whoever chose the text of a cell
 * must not have a program run where the file is opened (CWE-1236).
 */

/** What a spreadsheet may take for the beginning of a formula, after blanks too. */
const FORMULA = /^\s*[=+\-@|%＝＋－＠]/;
/** A plain number is none, whatever its sign. */
const NUMBER = /^-?\d+(\.\d+)?$/;

/** One cell. */
export function csvCell(value: string): string {
  const harmless = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Lines with a heading; every line has as many cells. */
export function csvText(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `${cells.map(csvCell).join(",")}\r\n`;
  return [titles, ...rows].map(line).join("");
}
