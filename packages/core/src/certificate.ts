/**
 * The certificate of a block: the organisations' signatures over its checkpoint, and the time that they
 * vouch for. docs/reference/certificate.md.
 *
 * What an organisation signs alone and what a quorum of several signs has one form, so that receipts
 * are made and checked in one way.
 */
import { decodeCbor, encodeCbor } from "./cbor.ts";
import type { CheckpointSignature } from "./checkpoint.ts";
import {
  readCheckpointSignatures,
  type SignedCheckpoint,
  signaturesItem,
} from "./checkpoint-signatures.ts";
import { FormatError, type FormatErrorCode } from "./format-error.ts";
import { CERTIFICATE_BYTES_MAX } from "./limits.ts";
import { readLiteral, readMap, readTime, readUint, SchemaError } from "./schema.ts";

/** Signatures over the checkpoint of one block. */
export interface Certificate {
  /** Number of the block. */
  readonly height: number;
  /**
   * Milliseconds since 1970 UTC: everything in the log at that height existed by then. Not before the
   * block's own time, and later where that time may be stale.
   */
  readonly time: number;
  /** At least one, all over the checkpoint of that height and time. */
  readonly signatures: readonly CheckpointSignature[];
}

/** A certificate as decoded, with what its signatures say. */
export interface DecodedCertificate extends Certificate, SignedCheckpoint {}

/** Bytes that are not a certificate. */
export class CertificateError extends FormatError {
  override readonly name = "CertificateError";

  constructor(code: FormatErrorCode, message: string, cause?: unknown) {
    super("certificate", code, message, cause);
  }
}

/** Text in the member `format`. */
export const CERTIFICATE_FORMAT = "tallystick-certificate/1";

/** Bytes of a certificate. Throws {@link CertificateError} when they would be too many. */
export function encodeCertificate({ height, time, signatures }: Certificate): Uint8Array {
  const bytes = encodeCbor({
    format: CERTIFICATE_FORMAT,
    height,
    time,
    signatures: signaturesItem(signatures),
  });
  if (bytes.length > CERTIFICATE_BYTES_MAX) throw tooLarge();
  return bytes;
}

/**
 * Decodes a certificate strictly; no signature is checked. Byte strings are views into `bytes`. Throws
 * {@link CertificateError}.
 */
export function decodeCertificate(bytes: Uint8Array): DecodedCertificate {
  if (bytes.length > CERTIFICATE_BYTES_MAX) throw tooLarge();
  try {
    const map = readMap(decodeCbor(bytes), "certificate", MEMBERS);
    readLiteral(map.get("format"), "format", CERTIFICATE_FORMAT);
    const height = readUint(map.get("height"), "height");
    const time = readTime(map.get("time"), "time");
    const signed = readCheckpointSignatures(map.get("signatures"));
    if (signed.checkpoint.height !== height || signed.checkpoint.time !== time) {
      throw new SchemaError("signatures", "over the checkpoint of this height and time");
    }
    return { height, time, ...signed };
  } catch (cause) {
    if (cause instanceof Error) throw new CertificateError("malformed", cause.message, cause);
    throw cause;
  }
}

const MEMBERS = ["format", "height", "time", "signatures"];

function tooLarge(): CertificateError {
  return new CertificateError("too-large", `longer than ${CERTIFICATE_BYTES_MAX} bytes`);
}
