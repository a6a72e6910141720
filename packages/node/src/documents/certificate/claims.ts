import type { VerifySummary } from "@tallystick/core/verify";
import { moments } from "./moments.ts";
import type { Row } from "./page-parts.ts";
import type { CertificateTexts } from "./texts-en.ts";

/** What the depositor said about the content, in the order of the form; what was not said has no row. */
export function claimRows(
  texts: CertificateTexts,
  { claims, action }: VerifySummary,
  lang: "en" | "zh",
): Row[] {
  const rows: Row[] = [];
  const add = (label: string, value: unknown, rest: Partial<Row> = {}) => {
    if (typeof value === "string") rows.push({ label, values: [printable(value)], ...rest });
  };
  const { size, mediaType, capturedAt, source, labels, note, previous } = claims;
  // The size of a batch is how many digests it has, and stands with the form of the deposit.
  if (typeof size === "number" && action === "evidence.deposit") {
    add(texts.size, texts.sizeText(size));
  }
  add(texts.mediaType, mediaType);
  if (typeof capturedAt === "number") add(texts.capturedAt, moments(capturedAt, lang).first);
  add(texts.source, source);
  if (Array.isArray(labels) && labels.length > 0) add(texts.labels, labels.join(texts.comma));
  add(texts.note, note);
  const { alg, digest, ordinal } = (previous ?? {}) as Record<string, unknown>;
  if (typeof digest === "string") {
    rows.push({ label: texts.previous, values: [digest], hash: true, note: `${alg} · ${ordinal}` });
  }
  return rows;
}

/** Line ends stay, other spacing becomes a space. */
function printable(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/[\t\v\f]/g, " ");
}
