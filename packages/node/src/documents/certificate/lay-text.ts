import type PDFDocument from "pdfkit";
import { missingGlyph } from "./certificate-fault.ts";
import type { FontChain, Weight } from "./fonts.ts";

/** How a piece of text is set. */
export interface TextStyle {
  readonly size: number;
  readonly weight: Weight;
  readonly colour: string;
  /** Distance between base lines as a multiple of the size. */
  readonly leading: number;
}

/** Characters of one font beside each other. */
interface Run {
  readonly text: string;
  readonly font: string;
  readonly width: number;
}

/** One line, and how wide it came out. */
export interface Line {
  readonly runs: readonly Run[];
  readonly width: number;
}

// Punctuation that may not begin a line, and that may not end one (GB/T 15834-2011 s5.1).
const NEVER_FIRST = /^[、。，．：；？！）》」』】〉”’…—%!),.:;?\]}·]/u;
const NEVER_LAST = /[（《「『【〈“‘([{]$/u;
const WIDE = "[\\u2e80-\\u9fff\\uf900-\\ufaff\\ufe30-\\uffef\\u{20000}-\\u{3ffff}]";
const WIDE_FIRST = new RegExp(`^${WIDE}`, "u");
const WIDE_LAST = new RegExp(`${WIDE}$`, "u");

/** Size at which widths are taken: the units of most fonts. */
const MEASURE_AT = 1000;

/** Spaces that fonts lack; each is set as one that does not break. */
const NARROW_SPACES = /[\u2007\u2009\u202f]/gu;

/** Measures and sets text in a document whose fonts are a chain. */
export class Typesetter {
  readonly #document: PDFDocument;
  readonly #chain: FontChain;
  readonly #registered = new Set<string>();
  readonly #widths = new Map<string, number>();

  constructor(document: PDFDocument, chain: FontChain) {
    this.#document = document;
    this.#chain = chain;
  }

  /**
   * Breaks text into lines of at most `width` points.
   * @throws CertificateFault `missing-glyph`
   */
  lines(text: string, width: number, style: TextStyle): Line[] {
    const plain = text.replace(NARROW_SPACES, "\u00a0");
    return plain.split("\n").flatMap((paragraph) => this.#fill(paragraph, width, style));
  }

  /** Sets lines one below the other, the first with its top at `y`. @returns where the next would begin */
  set(lines: readonly Line[], x: number, y: number, style: TextStyle, right?: number): number {
    const step = style.size * style.leading;
    // The base line sits so that a line is as high above as below its letters.
    let base = y + step / 2 + style.size * 0.37;
    for (const { runs, width } of lines) {
      let at = right === undefined ? x : right - width;
      for (const run of runs) {
        this.#document
          .font(run.font)
          .fontSize(style.size)
          .fillColor(style.colour)
          .text(run.text, at, base, { lineBreak: false, baseline: "alphabetic" });
        at += run.width;
      }
      base += step;
    }
    return y + lines.length * step;
  }

  /** Width of a text on one line, points. */
  width(text: string, style: TextStyle): number {
    return this.#runs(text, style).reduce((sum, run) => sum + run.width, 0);
  }

  #fill(paragraph: string, width: number, style: TextStyle): Line[] {
    const lines: Line[] = [];
    let line = "";
    for (const piece of this.#pieces(paragraph, width, style)) {
      if (line !== "" && this.width((line + piece).trimEnd(), style) > width) {
        lines.push(this.#line(line.trimEnd(), style));
        line = piece.trimStart();
      } else {
        line += piece;
      }
    }
    return [...lines, this.#line(line.trimEnd(), style)];
  }

  #line(text: string, style: TextStyle): Line {
    const runs = this.#runs(text, style);
    return { runs, width: runs.reduce((sum, run) => sum + run.width, 0) };
  }

  /** Pieces between which a line may break; one that is wider than the line is cut anywhere. */
  #pieces(text: string, width: number, style: TextStyle): string[] {
    const pieces: string[] = [];
    for (const part of text.match(/[^\S\u00a0]+|(?:\S|\u00a0)+/gu) ?? []) {
      for (const atom of breakable(part)) {
        if (this.width(atom, style) <= width) pieces.push(atom);
        else pieces.push(...atom);
      }
    }
    return pieces;
  }

  #runs(text: string, { weight, size }: TextStyle): Run[] {
    const runs: { text: string; font: string }[] = [];
    for (const character of text) {
      const font = this.#fontOf(character, weight);
      const last = runs.at(-1);
      if (last?.font === font) last.text += character;
      else runs.push({ text: character, font });
    }
    return runs.map((run) => ({ ...run, width: this.#measure(run.text, run.font) * size }));
  }

  /** Width at a size of 1, each text measured once. */
  #measure(text: string, font: string): number {
    const key = `${font} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const width = this.#document.font(font).fontSize(MEASURE_AT).widthOfString(text) / MEASURE_AT;
    this.#widths.set(key, width);
    return width;
  }

  #fontOf(character: string, weight: Weight): string {
    const codePoint = character.codePointAt(0) as number;
    const at = this.#chain[weight].findIndex((font) => font.has(codePoint));
    const font = this.#chain[weight][at];
    if (font === undefined) throw missingGlyph(codePoint);
    const name = `${weight}-${at}`;
    if (!this.#registered.has(name)) {
      this.#document.registerFont(name, font.bytes, font.face);
      this.#registered.add(name);
    }
    return name;
  }
}

/** Chinese may break between any two characters but for its punctuation; other words stay whole. */
function breakable(part: string): string[] {
  const atoms: string[] = [];
  for (const character of part) {
    const last = atoms.at(-1);
    const joins =
      last !== undefined &&
      ((!WIDE_FIRST.test(character) && !WIDE_LAST.test(last)) ||
        NEVER_FIRST.test(character) ||
        NEVER_LAST.test(last));
    if (joins) atoms[atoms.length - 1] = last + character;
    else atoms.push(character);
  }
  return atoms;
}
