/**
 * What a certificate of deposit is printed from, beside the receipt: docs/reference/certificate-pdf.md.
 * None of it is signed. It says how the page was made, so that anybody can make it again.
 */
import { fromUtf8 } from "../bytes.ts";
import type { CborMap } from "../cbor.ts";
import { FormatError, type FormatErrorCode } from "../format-error.ts";
import {
  CERTIFICATE_FONTS_MAX,
  FILE_NAME_MAX,
  NAME_LENGTH_MAX,
  URL_LENGTH_MAX,
} from "../limits.ts";
import {
  readArray,
  readLiteral,
  readMap,
  readPattern,
  readText,
  readUint,
  SchemaError,
} from "../schema.ts";
import { parseStrictJson } from "../strict-json.ts";

/** How a certificate was printed. */
export interface CertificateSheet {
  /** Number of the layout and its texts; another number may print other words. */
  readonly template: number;
  readonly lang: "en" | "zh";
  /** SHA-256 of the receipt that is attached, hex. */
  readonly receipt: string;
  /** SHA-256 of the trust file from which names and the rule were taken, hex. */
  readonly trust: string;
  /** SHA-256 of each font file, in the order in which they were tried, hex. */
  readonly fonts: readonly string[];
  /** Address of the verification page that the QR code leads to. */
  readonly verifyAt?: string;
  /** What whoever asked for the certificate called the file; it is not on the ledger. */
  readonly fileName?: string;
  /** Registration of the service with an authority, as its operator states it. */
  readonly filing?: string;
}

/** Text in the member `format`. */
export const CERTIFICATE_SHEET_FORMAT = "tallystick-certificate-pdf/1";

/** Bytes that are not a certificate's sheet. */
export class CertificateSheetError extends FormatError {
  override readonly name = "CertificateSheetError";

  constructor(code: FormatErrorCode, message: string, cause?: unknown) {
    super("certificate-sheet", code, message, cause);
  }
}

const HEX_32 = /^[0-9a-f]{64}$/;
const CALLED_HEX = "SHA-256 in lower-case hex";
const REQUIRED = ["format", "template", "lang", "receipt", "trust", "fonts"];
const OPTIONAL = ["verifyAt", "fileName", "filing"];

/** The sheet as text: JSON of two-space indent, ending in a line feed. @throws CertificateSheetError */
export function formatCertificateSheet(sheet: CertificateSheet): string {
  const { template, lang, receipt, trust, fonts, verifyAt, fileName, filing } = sheet;
  const document = { format: CERTIFICATE_SHEET_FORMAT, template, lang, receipt, trust, fonts };
  const text = `${JSON.stringify({ ...document, verifyAt, fileName, filing }, null, 2)}\n`;
  parseCertificateSheet(new TextEncoder().encode(text));
  return text;
}

/** @throws CertificateSheetError */
export function parseCertificateSheet(bytes: Uint8Array): CertificateSheet {
  try {
    const value = parseStrictJson(fromUtf8(bytes));
    return readSheet(readMap(value, "certificate", REQUIRED, OPTIONAL));
  } catch (cause) {
    if (cause instanceof Error) throw new CertificateSheetError("malformed", cause.message, cause);
    throw cause;
  }
}

function readSheet(map: CborMap): CertificateSheet {
  readLiteral(map.get("format"), "format", CERTIFICATE_SHEET_FORMAT);
  const lang = map.get("lang");
  if (lang !== "en" && lang !== "zh") throw new SchemaError("lang", "en or zh");
  const fonts = readArray(map.get("fonts"), "fonts", 1, CERTIFICATE_FONTS_MAX);
  return {
    template: readUint(map.get("template"), "template"),
    lang,
    receipt: readPattern(map.get("receipt"), "receipt", HEX_32, CALLED_HEX),
    trust: readPattern(map.get("trust"), "trust", HEX_32, CALLED_HEX),
    fonts: fonts.map((font) => readPattern(font, "fonts", HEX_32, CALLED_HEX)),
    ...(map.has("verifyAt") && { verifyAt: readVerifyAt(map) }),
    ...(map.has("fileName") && { fileName: readLine(map, "fileName", FILE_NAME_MAX) }),
    ...(map.has("filing") && { filing: readLine(map, "filing", NAME_LENGTH_MAX) }),
  };
}

/** An address without anything secret in it: no name, no password, no query, nothing behind a hash. */
function readVerifyAt(map: CborMap): string {
  const text = readText(map.get("verifyAt"), "verifyAt", URL_LENGTH_MAX);
  if (/^https?:\/\/[A-Za-z0-9.:[\]_-]+(?:\/[A-Za-z0-9._~/-]*)?$/.test(text)) return text;
  throw new SchemaError("verifyAt", "a plain http or https address");
}

function readLine(map: CborMap, member: string, max: number): string {
  const text = readText(map.get(member), member, max);
  if (/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+$/u.test(text)) return text;
  throw new SchemaError(member, "one line without control characters");
}
