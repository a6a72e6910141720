import { type Algorithm, algorithmOf, COSE_LABEL } from "./algorithms.ts";
import { equalBytes } from "./bytes.ts";
import { decodeProtected } from "./cose.ts";
import { StatementError } from "./format-error.ts";
import { readId } from "./identifiers.ts";
import { HEADER_CACHE_SLOTS } from "./limits.ts";
import { readBytes, readInt, readLiteral, readMap } from "./schema.ts";

/** COSE content type (label 3) of every statement. */
export const STATEMENT_CONTENT_TYPE = "application/vnd.tallystick.statement+cbor";

/** What the protected header of a statement says. */
export interface StatementHeader {
  readonly algorithm: Algorithm;
  readonly keyId: Uint8Array;
  readonly issuer: string;
}

/**
 * A key signs thousands of statements with one and the same header, so parsed headers are kept in a
 * direct-mapped table: bounded, nothing to evict, and a collision costs one parse. A slot is used
 * only when all its bytes are equal, and holds its own copy so that no request buffer is kept alive.
 */
const slots: ({ readonly bytes: Uint8Array; readonly header: StatementHeader } | undefined)[] =
  new Array(HEADER_CACHE_SLOTS);

/** The header of a statement. Throws {@link StatementError}, CoseError or SchemaError. */
export function readStatementHeader(protectedBytes: Uint8Array): StatementHeader {
  const slot = fingerprint(protectedBytes) & (HEADER_CACHE_SLOTS - 1);
  const kept = slots[slot];
  if (kept !== undefined && equalBytes(kept.bytes, protectedBytes)) return kept.header;
  // Not slice(): on a Buffer of Node that is another view of the same memory, which will be reused.
  const bytes = new Uint8Array(protectedBytes);
  const header = parse(bytes);
  slots[slot] = { bytes, header };
  return header;
}

function parse(bytes: Uint8Array): StatementHeader {
  const { alg, contentType, kid, cwtClaims } = COSE_LABEL;
  const map = readMap(decodeProtected(bytes), "protected header", [
    alg,
    contentType,
    kid,
    cwtClaims,
  ]);
  readLiteral(map.get(contentType), "content type", STATEMENT_CONTENT_TYPE);
  const algorithm = algorithmOf(readInt(map.get(alg), "alg"));
  if (algorithm === undefined) {
    throw new StatementError("unknown-algorithm", "alg is none of Ed25519, ES256 and SM2");
  }
  const claims = readMap(map.get(cwtClaims), "CWT claims", [1]);
  return {
    algorithm,
    keyId: readBytes(map.get(kid), "kid", 32),
    issuer: readId(claims.get(1), "issuer"),
  };
}

/** FNV-1a over the bytes. */
function fingerprint(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) {
    hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}
