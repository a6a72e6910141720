/**
 * A statement: what a member signs to ask the ledger for one action. docs/reference/statement.md.
 *
 * Decoding is on the path of every record, so nothing is copied: byte strings are views into the
 * input, which must not be changed while the statement is in use.
 */
import { type Algorithm, COSE_ALG, COSE_LABEL, SIGNATURE_LENGTH } from "./algorithms.ts";
import { type CborEncodable, type CborMap, decodeCbor, encodeCbor } from "./cbor.ts";
import { decodeSign1, encodeSign1, sigStructure } from "./cose.ts";
import { StatementError } from "./format-error.ts";
import { ID_PATTERN, readAction } from "./identifiers.ts";
import { STATEMENT_BYTES_MAX } from "./limits.ts";
import { readArray, readBytes, readUint, SchemaError } from "./schema.ts";
import type { Signer } from "./signer.ts";
import { readStatementHeader, STATEMENT_CONTENT_TYPE } from "./statement-header.ts";

export { StatementError } from "./format-error.ts";
export { STATEMENT_CONTENT_TYPE } from "./statement-header.ts";

/** A decoded statement. Its signature has not been checked. */
export interface Statement {
  /** The whole COSE_Sign1, as received. */
  readonly bytes: Uint8Array;
  readonly protectedBytes: Uint8Array;
  readonly payloadBytes: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
  readonly algorithm: Algorithm;
  /** COSE Key Thumbprint of the signing key, 32 bytes. */
  readonly keyId: Uint8Array;
  /** Id of the member who signs. */
  readonly issuer: string;
  /** 32 bytes. */
  readonly ledgerId: Uint8Array;
  /** 16 bytes, never used twice with one key. */
  readonly id: Uint8Array;
  /** Milliseconds since 1970 UTC after which the ledger refuses the statement. */
  readonly expiry: number;
  /** Such as `evidence.deposit`. */
  readonly action: string;
  /** Text keys only, at the outermost level; the action's schema judges the rest. */
  readonly input: CborMap;
}

/** Decodes a statement and checks everything but its signature. Throws {@link StatementError}. */
export function decodeStatement(bytes: Uint8Array): Statement {
  if (bytes.length > STATEMENT_BYTES_MAX) {
    throw new StatementError("too-large", `longer than ${STATEMENT_BYTES_MAX} bytes`);
  }
  try {
    const { protectedBytes, unprotected, payload, signature } = decodeSign1(bytes);
    if (unprotected.size !== 0) throw new SchemaError("unprotected header", "empty");
    if (payload === null) throw new SchemaError("payload", "attached");
    readBytes(signature, "signature", SIGNATURE_LENGTH);
    const header = readStatementHeader(protectedBytes);
    const fields = readArray(decodeCbor(payload), "payload", 5);
    return {
      bytes,
      protectedBytes,
      payloadBytes: payload,
      signature,
      algorithm: header.algorithm,
      keyId: header.keyId,
      issuer: header.issuer,
      ledgerId: readBytes(fields[0], "payload.ledger", 32),
      id: readBytes(fields[1], "payload.id", 16),
      expiry: readUint(fields[2], "payload.expiry"),
      action: readAction(fields[3], "payload.action"),
      input: readInput(fields[4]),
    };
  } catch (cause) {
    if (cause instanceof StatementError) throw cause;
    if (cause instanceof Error) throw new StatementError("malformed", cause.message, cause);
    throw cause;
  }
}

function readInput(value: unknown): CborMap {
  if (!(value instanceof Map)) throw new SchemaError("payload.input", "a map");
  for (const key of value.keys()) {
    if (typeof key !== "string") throw new SchemaError("payload.input", "a map with text keys");
  }
  return value as CborMap;
}

/** The bytes that the statement's signature covers. */
export function statementSigningInput(
  statement: Pick<Statement, "protectedBytes" | "payloadBytes">,
): Uint8Array {
  return sigStructure(statement.protectedBytes, statement.payloadBytes);
}

/** What {@link signStatement} needs. */
export interface StatementRequest {
  readonly signer: Signer;
  /** Id of the member to whom the signer's key belongs. */
  readonly issuer: string;
  readonly ledgerId: Uint8Array;
  /** 16 bytes; a fresh one for every statement, the same one for every retry. */
  readonly id: Uint8Array;
  /** Milliseconds since 1970 UTC. */
  readonly expiry: number;
  readonly action: string;
  readonly input: CborEncodable;
}

/**
 * Builds and signs a statement; the result has been read back, so it decodes. Throws
 * {@link StatementError} when the request breaks the format, CborError when the input has no form.
 */
export async function signStatement(request: StatementRequest): Promise<Uint8Array> {
  const { signer, issuer, ledgerId, id, expiry, action, input } = request;
  if (!ID_PATTERN.test(issuer)) throw new StatementError("malformed", "issuer is not an id");
  const protectedBytes = encodeStatementHeader(signer.algorithm, signer.keyId, issuer);
  const payloadBytes = encodeCbor([ledgerId, id, expiry, action, input]);
  const signature = await signer.sign(statementSigningInput({ protectedBytes, payloadBytes }));
  const bytes = encodeSign1({
    protectedBytes,
    unprotected: new Map(),
    payload: payloadBytes,
    signature,
  });
  decodeStatement(bytes);
  return bytes;
}

/** Bytes of a statement's protected header. */
export function encodeStatementHeader(
  algorithm: Algorithm,
  keyId: Uint8Array,
  issuer: string,
): Uint8Array {
  return encodeCbor(
    new Map<number, CborEncodable>([
      [COSE_LABEL.alg, COSE_ALG[algorithm]],
      [COSE_LABEL.contentType, STATEMENT_CONTENT_TYPE],
      [COSE_LABEL.kid, keyId],
      [COSE_LABEL.cwtClaims, new Map([[1, issuer]])],
    ]),
  );
}
