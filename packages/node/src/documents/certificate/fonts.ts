import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { create, type Font } from "fontkit";
import { CertificateFault } from "./certificate-fault.ts";
import { unpackWoff } from "./unpack-woff.ts";

/** A font file that an operator names, for characters that the fonts of the package lack. */
export interface FontFile {
  readonly path: string;
  /** PostScript name of one face, where the file is a collection. */
  readonly face?: string | undefined;
}

/** Plain or heavy letters. */
export type Weight = "regular" | "bold";

/** One font, ready to be put into a document. */
export interface LoadedFont {
  readonly bytes: Uint8Array;
  readonly face: string | undefined;
  /** SHA-256 of the file, hex. */
  readonly digest: string;
  has(codePoint: number): boolean;
}

/** Fonts in the order in which they are tried for each character. */
export type FontChain = Readonly<Record<Weight, readonly LoadedFont[]>>;

/** Parts of the packaged font, by the characters they have; the first has most. */
const PARTS = ["chinese-simplified", "latin-ext", "cyrillic", "vietnamese"];

/** How heavy the letters are, as the package names it. */
const HEAVINESS: Readonly<Record<Weight, number>> = { regular: 400, bold: 600 };

const loaded = new Map<string, LoadedFont>();

/**
 * The fonts of the package (Noto Sans SC, 8,248 glyphs), and behind them the operator's own.
 * @throws CertificateFault `font-unusable` when a file cannot be read or is not a font
 */
export function fontChain(further: readonly FontFile[] = []): FontChain {
  const own = further.map(({ path, face }) => load(path, face));
  return {
    regular: [...packaged("regular"), ...own],
    bold: [...packaged("bold"), ...own],
  };
}

/** Digests of a chain's files, each once, in order. */
export function fontDigests(chain: FontChain): string[] {
  return [...new Set([...chain.regular, ...chain.bold].map(({ digest }) => digest))];
}

function packaged(weight: Weight): LoadedFont[] {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("@fontsource/noto-sans-sc/package.json"));
  return PARTS.map((part) => {
    const file = `noto-sans-sc-${part}-${HEAVINESS[weight]}-normal.woff`;
    return load(join(folder, "files", file), undefined);
  });
}

// A font of some megabytes is read once a process.
function load(path: string, face: string | undefined): LoadedFont {
  const key = `${path}\n${face ?? ""}`;
  const known = loaded.get(key);
  if (known !== undefined) return known;
  const font = open(path, face);
  loaded.set(key, font);
  return font;
}

function open(path: string, face: string | undefined): LoadedFont {
  try {
    const file = readFileSync(path);
    const bytes = unpackWoff(file);
    const font = create(bytes, face);
    if (!isFont(font)) throw new TypeError("it is a collection: name one face of it");
    return {
      bytes,
      face,
      digest: createHash("sha256").update(file).digest("hex"),
      has: (codePoint) => font.hasGlyphForCodePoint(codePoint),
    };
  } catch (cause) {
    throw new CertificateFault(
      "font-unusable",
      `the font ${path} cannot be used: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function isFont(font: object): font is Font {
  return "hasGlyphForCodePoint" in font;
}
