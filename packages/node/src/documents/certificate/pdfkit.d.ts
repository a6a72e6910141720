/** The part of pdfkit that is used here; the package ships no types. */
declare module "pdfkit" {
  export interface DocumentOptions {
    readonly size: string;
    readonly margin: number;
    readonly pdfVersion: string;
    readonly subset?: string;
    readonly lang: string;
    readonly tagged: boolean;
    readonly displayTitle: boolean;
    readonly compress: boolean;
    readonly bufferPages: boolean;
    readonly autoFirstPage: boolean;
    readonly font: null | string;
    readonly info: Readonly<Record<string, string | Date>>;
  }

  export default class PDFDocument {
    constructor(options: DocumentOptions);
    readonly page: { readonly width: number; readonly height: number };
    registerFont(name: string, source: Uint8Array, family?: string): this;
    font(name: string): this;
    fontSize(size: number): this;
    fillColor(colour: string): this;
    strokeColor(colour: string): this;
    lineWidth(width: number): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    roundedRect(x: number, y: number, width: number, height: number, radius: number): this;
    path(path: string): this;
    fill(colour?: string): this;
    stroke(): this;
    save(): this;
    restore(): this;
    translate(x: number, y: number): this;
    scale(factor: number): this;
    addPage(): this;
    switchToPage(page: number): this;
    bufferedPageRange(): { readonly start: number; readonly count: number };
    widthOfString(text: string): number;
    text(
      text: string,
      x: number,
      y: number,
      options: { readonly lineBreak: false; readonly baseline: "alphabetic" },
    ): this;
    link(x: number, y: number, width: number, height: number, url: string): this;
    file(
      source: Uint8Array,
      options: {
        readonly name: string;
        readonly type: string;
        readonly description: string;
        readonly creationDate: Date;
        readonly modifiedDate: Date;
        readonly relationship: "Data" | "Source" | "Supplement";
      },
    ): unknown;
    on(event: "data", listener: (part: Uint8Array) => void): this;
    on(event: "end", listener: () => void): this;
    on(event: "error", listener: (error: Error) => void): this;
    end(): void;
  }
}

/** The part of fontkit that is used here. */
declare module "fontkit" {
  export interface Font {
    hasGlyphForCodePoint(codePoint: number): boolean;
  }
  /** @param postscriptName picks one face of a collection */
  export function create(
    bytes: Uint8Array,
    postscriptName?: string,
  ): Font | { readonly fonts: readonly Font[] };
}
