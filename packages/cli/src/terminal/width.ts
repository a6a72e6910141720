/** Code points that take two columns in a terminal (Unicode TR 11: Wide and Fullwidth), as [first, last]. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1b000, 0x1b2ff],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Columns that a text takes in a terminal. The text must be free of control characters: see {@link printable}. */
export function columns(text: string): number {
  let sum = 0;
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    if (point < 0x300) sum += 1;
    else if (ZERO_WIDTH.test(char)) sum += 0;
    else sum += WIDE.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
  }
  return sum;
}

/** Fills a text with spaces up to a number of columns. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}

/** Shortens a text to a number of columns, with an ellipsis in the middle: both ends of a path say something. */
export function shorten(text: string, width: number): string {
  if (columns(text) <= width) return text;
  const chars = [...text];
  let head = "";
  let tail = "";
  let left = width - 1;
  for (let at = 0; at < chars.length; at++) {
    const fromHead = at % 2 === 0;
    const char = (fromHead ? chars[at >> 1] : chars[chars.length - 1 - (at >> 1)]) ?? "";
    left -= columns(char);
    if (left < 0) break;
    if (fromHead) head += char;
    else tail = char + tail;
  }
  return `${head}…${tail}`;
}

/**
 * A text from outside (a file name, a note on the ledger) made safe to print: control characters and
 * the marks that turn the direction of writing are shown as escapes, so that they can neither steer
 * the terminal nor disguise a name.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\p{Cs}]/gu,
    (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
