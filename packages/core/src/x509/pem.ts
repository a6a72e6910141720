/** PEM (RFC 7468): certificates as they come in files. */
import { fromBase64, toBase64 } from "../bytes.ts";

/** A text that is not PEM of the label asked for. */
export class PemError extends Error {
  override readonly name = "PemError";
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,64})-----\r?\n([A-Za-z0-9+/=\r\n]*?)-----END \1-----/g;

/** The contents of every block of a label, in order. Text between blocks is passed over. @throws PemError */
export function readPem(text: string, label: string): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const [, name, body] of text.matchAll(BLOCK)) {
    if (name !== label) continue;
    try {
      found.push(fromBase64((body as string).replace(/[\r\n]/g, "")));
    } catch (cause) {
      throw new PemError(`a block ${label} is not base64`, { cause });
    }
  }
  if (found.length === 0) throw new PemError(`there is no block ${label}`);
  return found;
}

/** One block. */
export function writePem(label: string, bytes: Uint8Array): string {
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
