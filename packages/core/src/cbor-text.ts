/**
 * The text rule of the CBOR profile: well-formed Unicode, only code points that Unicode 15.1 assigns, in normalization
 * form C. See unicode-assigned.ts for why the Unicode version is part of the rule.
 */
import { isAssigned } from "./unicode-assigned.ts";

const encoder = new TextEncoder();
// ignoreBOM keeps a leading U+FEFF: dropping it would give two byte strings the same text.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Whether a UTF-16 unit stands for a character that is assigned and inert under normalization, so that any text of such
 * units is NFC: Basic Latin to Latin Extended, unified Han, kana of the main block, fullwidth forms.
 */
function isInert(unit: number): boolean {
  if (unit < 0x300) return true;
  if (unit >= 0x4e00 && unit <= 0x9fff) return true;
  if (unit >= 0x3041 && unit <= 0x3096) return true;
  return (unit >= 0x3000 && unit <= 0x3029) || (unit >= 0xff01 && unit <= 0xffbe);
}

/** Why a text is refused, or undefined when it is fine. */
export function textFault(text: string): "utf8" | "unassigned" | "nfc" | undefined {
  let at = 0;
  while (at < text.length && isInert(text.charCodeAt(at))) at++;
  if (at === text.length) return undefined;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code >= 0xd800 && code <= 0xdfff) return "utf8"; // a lone surrogate has no UTF-8
    if (!isAssigned(code)) return "unassigned";
  }
  return text.normalize("NFC") === text ? undefined : "nfc";
}

/** UTF-8 of a text already known to be well formed. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Text of valid UTF-8, or undefined when the bytes are not UTF-8 (RFC 3629: no surrogates, no overlong forms). */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
