/**
 * Why there is no certificate: a character that no font has, a font that cannot be used, or a receipt
 * that is not of an accepted deposit or does not hold, or a name or address that no certificate takes.
 */
export type CertificateFaultCode =
  | "missing-glyph"
  | "font-unusable"
  | "not-a-deposit"
  | "not-valid"
  | "bad-wish";

/** A certificate that is not printed. The message says why, and what to do about it. */
export class CertificateFault extends Error {
  override readonly name = "CertificateFault";
  readonly code: CertificateFaultCode;

  constructor(code: CertificateFaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What is thrown for a character that would come out as an empty box. */
export function missingGlyph(codePoint: number): CertificateFault {
  const name = `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
  const shown = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(String.fromCodePoint(codePoint))
    ? `${String.fromCodePoint(codePoint)} (${name})`
    : name;
  return new CertificateFault(
    "missing-glyph",
    `no font has the character ${shown}: leave it out of the file's name, or name a font that has it in certificates.fonts of tallystick.json`,
  );
}
