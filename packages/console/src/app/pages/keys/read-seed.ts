/** PKCS #8 of an Ed25519 seed (RFC 8410 s7): what stands before its 32 bytes. */
const PKCS8_HEAD = "302e020100300506032b657004220420";

/**
 * The 32-byte seed in what somebody pasted: 64 hex digits, or the PEM of a key without a passphrase.
 * @returns undefined for anything else
 */
export function readSeed(text: string): Uint8Array<ArrayBuffer> | undefined {
  const hex = /^[0-9a-f]{64}$/i.test(text.trim()) ? text.trim() : hexOfPem(text);
  if (hex === undefined) return undefined;
  return Uint8Array.from({ length: 32 }, (_, at) =>
    Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16),
  );
}

function hexOfPem(text: string): string | undefined {
  const body = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(
    text,
  )?.[1];
  if (body === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(body.replace(/\s/g, "")), (one) => one.charCodeAt(0));
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.length === 96 && hex.startsWith(PKCS8_HEAD) ? hex.slice(32) : undefined;
  } catch {
    return undefined;
  }
}
