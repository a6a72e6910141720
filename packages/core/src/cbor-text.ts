/** The text rule of the CBOR profile: well-formed Unicode in normalization form C. */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Why a text is refused, or undefined when it is fine. */
export function textFault(text: string): "utf8" | "nfc" | undefined {
  if (!text.isWellFormed()) return "utf8";
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
