import type PDFDocument from "pdfkit";
import type { CertificateContent } from "./content.ts";
import { drawQr } from "./draw-qr.ts";
import type { TextStyle, Typesetter } from "./lay-text.ts";
import type { Row, Section } from "./page-parts.ts";

const INK = "#1b1e22";
const MUTED = "#575d66";
const LINE = "#dedbd2";
const ACCENT = "#1f5f4f";
const SOFT = "#eef5f1";

/** How much air there is. What does not fit on one page roomily is tried densely. */
export type Density = "roomy" | "dense";

const AIR: Readonly<
  Record<Density, { leading: number; row: number; section: number; top: number; box: number }>
> = {
  roomy: { leading: 1.42, row: 2.3, section: 6.5, top: 48, box: 13 },
  dense: { leading: 1.28, row: 1.3, section: 4, top: 36, box: 9 },
};

const MARGIN = 48;
const TOP_OF_NEXT_PAGES = 56;
const FOOT = 42;
const LABEL_WIDTH = 96;
const QR_SIDE = 88;

const styleOf =
  (leadingOf: number) =>
  (
    size: number,
    colour = INK,
    weight: TextStyle["weight"] = "regular",
    leading = leadingOf,
  ): TextStyle => ({ size, colour, weight, leading });

const stylesOf = (density: Density) => {
  const style = styleOf(AIR[density].leading);
  return {
    brand: style(9.5, INK, "bold"),
    kicker: style(8, MUTED),
    title: style(23, INK, "bold", 1.25),
    headline: style(13, INK, "bold", 1.42),
    under: style(8.4, MUTED),
    caption: style(7.4, MUTED),
    section: style(9.2, ACCENT, "bold"),
    sectionNote: style(7.4, MUTED),
    label: style(8.2, MUTED),
    value: style(8.4),
    hash: style(8),
    note: style(7.4, MUTED),
    step: style(8.2),
    absent: style(7.8),
    absentName: style(7.8, INK, "bold"),
    foot: style(7.2, MUTED),
  } as const;
};

/** Draws the pages of a certificate, from the top of the first on. */
export class CertificateDrawing {
  readonly #document: PDFDocument;
  readonly #type: Typesetter;
  readonly #content: CertificateContent;
  readonly #width: number;
  readonly #air: (typeof AIR)[Density];
  readonly #styles: ReturnType<typeof stylesOf>;
  #y: number;

  constructor(
    document: PDFDocument,
    type: Typesetter,
    content: CertificateContent,
    density: Density,
  ) {
    this.#document = document;
    this.#type = type;
    this.#content = content;
    this.#width = document.page.width - 2 * MARGIN;
    this.#air = AIR[density];
    this.#styles = stylesOf(density);
    this.#y = this.#air.top;
  }

  /** @throws CertificateFault `missing-glyph` */
  draw(template: number): void {
    const { texts, sections, address } = this.#content;
    this.#masthead();
    this.#verdict();
    for (const section of sections) this.#section(section);
    this.#how(texts.steps(address?.split("#", 1)[0]));
    this.#absent();
    this.#feet(template);
  }

  #masthead(): void {
    const { texts, ledger, number } = this.#content;
    const mark = 22;
    this.#mark(MARGIN, this.#y, mark);
    const x = MARGIN + mark + 9;
    this.#put(ledger, x, this.#y - 2, 250, this.#styles.brand);
    this.#put(texts.kicker, x, this.#y + 11.5, 250, this.#styles.kicker);
    const right = MARGIN + this.#width;
    this.#type.set(
      this.#type.lines(texts.number, 200, this.#styles.kicker),
      0,
      this.#y - 1,
      this.#styles.kicker,
      right,
    );
    this.#type.set(
      this.#type.lines(number, 220, this.#styles.brand),
      0,
      this.#y + 10,
      this.#styles.brand,
      right,
    );
    this.#y += 38;
    this.#y = this.#put(texts.title, MARGIN, this.#y, this.#width, this.#styles.title) + 6;
  }

  /** The mark of the project: see packages/console/src/web/mark.ts. */
  #mark(x: number, y: number, side: number): void {
    const document = this.#document;
    document
      .save()
      .translate(x, y)
      .scale(side / 32);
    document.roundedRect(0, 0, 32, 32, 7).fill(ACCENT);
    document
      .path("M8 6h6v5l-2 2 2 2v3l-2 2 2 2v4H8zM18 6h6v20h-6v-4l-2-2 2-2v-3l-2-2 2-2z")
      .fill("#ffffff");
    document.restore();
  }

  #verdict(): void {
    const { texts, headline, underHeadline, address } = this.#content;
    const pad = this.#air.box;
    const inner = this.#width - 2 * pad - (address === undefined ? 0 : QR_SIDE + 16);
    const head = this.#type.lines(headline, inner, this.#styles.headline);
    const under = this.#type.lines(underHeadline, inner, this.#styles.under);
    const text =
      head.length * this.#styles.headline.size * this.#styles.headline.leading +
      6 +
      under.length * this.#styles.under.size * this.#styles.under.leading;
    const height = Math.max(text, address === undefined ? 0 : QR_SIDE + 11) + 2 * pad - 4;
    this.#document.rect(MARGIN, this.#y, this.#width, height).fill(SOFT);
    this.#document.rect(MARGIN, this.#y, 3, height).fill(ACCENT);
    const top = this.#y + (height - text) / 2;
    const x = MARGIN + pad + 3;
    this.#type.set(
      under,
      x,
      this.#type.set(head, x, top, this.#styles.headline) + 6,
      this.#styles.under,
    );
    if (address !== undefined) {
      const left = MARGIN + this.#width - pad - QR_SIDE;
      const up = this.#y + pad - 4;
      drawQr(this.#document, address, { x: left, y: up, side: QR_SIDE });
      this.#document.link(left, up, QR_SIDE, QR_SIDE, address);
      const caption = this.#type.lines(texts.scan, QR_SIDE, this.#styles.caption);
      const middle = left + (QR_SIDE - (caption[0]?.width ?? 0)) / 2;
      this.#type.set(caption, middle, up + QR_SIDE + 1, this.#styles.caption);
    }
    this.#y += height + 3;
  }

  #section({ title, note, rows }: Section): void {
    this.#heading(title, note, 34);
    for (const row of rows) this.#row(row);
  }

  #heading(title: string, note: string | undefined, keepWith: number): void {
    this.#require(22 + keepWith);
    this.#y += this.#air.section;
    const lines = this.#type.lines(title, this.#width, this.#styles.section);
    const y = this.#type.set(lines, MARGIN, this.#y, this.#styles.section);
    if (note !== undefined) {
      const x = MARGIN + (lines[0]?.width ?? 0) + 9;
      this.#put(note, x, this.#y + 1.6, this.#width - (x - MARGIN), this.#styles.sectionNote);
    }
    this.#rule(y + 2);
    this.#y = y + 5.5;
  }

  #row({ label, values, hash, note }: Row): void {
    const width = this.#width - LABEL_WIDTH;
    const kind = hash === true ? this.#styles.hash : this.#styles.value;
    const texts = hash === true ? values.map(grouped) : values;
    const lines = texts.flatMap((text) => this.#type.lines(text, width, kind));
    const step = kind.size * kind.leading;
    const [first, ...others] = lines;
    if (first === undefined) return;
    this.#require(step);
    this.#put(label, MARGIN, this.#y, LABEL_WIDTH - 8, this.#styles.label);
    const x = MARGIN + LABEL_WIDTH;
    let y = this.#type.set([first], x, this.#y, kind);
    this.#y = y;
    for (const line of others) {
      this.#require(step);
      y = this.#type.set([line], x, this.#y, kind);
      this.#y = y;
    }
    if (note !== undefined) this.#remark(note, lines.at(-1)?.width ?? 0, x, width);
    this.#y += this.#air.row;
  }

  /** A remark stands behind the value where it fits, else below. */
  #remark(note: string, used: number, x: number, width: number): void {
    const own = this.#type.width(note, this.#styles.note);
    const step = this.#styles.value.size * this.#styles.value.leading;
    if (used + 9 + own <= width) {
      this.#put(note, x + used + 9, this.#y - step + 0.7, width, this.#styles.note);
    } else {
      this.#require(step);
      this.#y = this.#put(note, x, this.#y - 1, width, this.#styles.note);
    }
  }

  #how(steps: readonly string[]): void {
    const { texts } = this.#content;
    this.#heading(texts.how, undefined, 78);
    for (const [at, step] of steps.entries()) {
      const lines = this.#type.lines(step, this.#width - 16, this.#styles.step);
      this.#require(lines.length * this.#styles.step.size * this.#styles.step.leading);
      this.#put(`${at + 1}`, MARGIN, this.#y, 14, this.#styles.absentName);
      this.#y = this.#type.set(lines, MARGIN + 16, this.#y, this.#styles.step) + 1.5;
    }
    const lines = this.#type.lines(texts.validity, this.#width, this.#styles.under);
    this.#require(lines.length * this.#styles.under.size * this.#styles.under.leading);
    this.#y = this.#type.set(lines, MARGIN, this.#y + 1.5, this.#styles.under);
  }

  /** What is not proven, two beside each other. */
  #absent(): void {
    const { texts } = this.#content;
    this.#heading(texts.absent, texts.absentNote, 60);
    const column = (this.#width - 18) / 2;
    const items = Object.values(texts.absents);
    for (let at = 0; at < items.length; at += 2) {
      const pair = items.slice(at, at + 2).map((item) => this.#absentItem(item, column - 10));
      const height =
        Math.max(...pair.map(({ lines }) => lines.length)) *
        this.#styles.absent.size *
        this.#styles.absent.leading;
      this.#require(height);
      for (const [side, { name, lines }] of pair.entries()) {
        const x = MARGIN + side * (column + 18);
        this.#document.lineWidth(1).strokeColor("#8d8b83");
        this.#document
          .moveTo(x, this.#y + 5.6)
          .lineTo(x + 5, this.#y + 5.6)
          .stroke();
        this.#put(name, x + 10, this.#y, column, this.#styles.absentName);
        this.#type.set(lines, x + 10, this.#y, this.#styles.absent);
      }
      this.#y += height + 1.5;
    }
  }

  /** The name is drawn over the beginning of the first line, in heavy letters, so room is kept for it. */
  #absentItem([name, what]: readonly [string, string], width: number) {
    const indent = this.#type.width(name, this.#styles.absentName) + 6;
    const [first, ...rest] = this.#type.lines(what, width - indent, this.#styles.absent);
    const others =
      rest.length === 0 ? [] : this.#type.lines(textOf(rest), width, this.#styles.absent);
    const shifted = first && {
      width: first.width + indent,
      runs: [{ text: "", font: first.runs[0]?.font ?? "regular-0", width: indent }, ...first.runs],
    };
    return { name, lines: shifted === undefined ? others : [shifted, ...others] };
  }

  #feet(template: number): void {
    const { texts, number, ledger } = this.#content;
    const { count } = this.#document.bufferedPageRange();
    const y = this.#document.page.height - FOOT + 8;
    for (let page = 0; page < count; page++) {
      this.#document.switchToPage(page);
      this.#rule(y - 6);
      this.#put(
        `${ledger} · ${texts.foot(number, template)}`,
        MARGIN,
        y,
        this.#width - 80,
        this.#styles.foot,
      );
      const lines = this.#type.lines(texts.page(page + 1, count), 120, this.#styles.foot);
      this.#type.set(lines, 0, y, this.#styles.foot, MARGIN + this.#width);
    }
  }

  #rule(y: number): void {
    this.#document.lineWidth(0.6).strokeColor(LINE);
    this.#document
      .moveTo(MARGIN, y)
      .lineTo(MARGIN + this.#width, y)
      .stroke();
  }

  #put(text: string, x: number, y: number, width: number, kind: TextStyle): number {
    return this.#type.set(this.#type.lines(text, width, kind), x, y, kind);
  }

  #require(height: number): void {
    if (this.#y + height <= this.#document.page.height - FOOT - 6) return;
    this.#document.addPage();
    this.#y = TOP_OF_NEXT_PAGES;
  }
}

/** Hex in groups of eight, as far as people compare it. */
function grouped(hex: string): string {
  return (hex.match(/.{1,8}/g) ?? []).join(" ");
}

function textOf(lines: readonly { readonly runs: readonly { readonly text: string }[] }[]): string {
  return lines.map(({ runs }) => runs.map(({ text }) => text).join("")).join(" ");
}
