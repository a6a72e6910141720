/** X.509 certificates, version 3 (RFC 5280), as the state machine reads them. */
import { equalBytes } from "../bytes.ts";
import {
  readPublicKey,
  readSignatureAlgorithm,
  type X509Key,
  type X509Signature,
} from "./algorithms.ts";
import {
  bitStringOctets,
  DerError,
  type DerReader,
  derDocument,
  smallInteger,
  TAG,
  unsignedInteger,
} from "./der.ts";
import { timeValue } from "./der-time.ts";
import { type Extensions, readExtensions } from "./extensions.ts";
import { X509_BYTES_MAX } from "./limits.ts";
import { type DistinguishedName, readName } from "./name.ts";

/** A certificate, read but not verified. Its byte strings are parts of `bytes`. */
export interface X509Certificate extends Extensions {
  readonly bytes: Uint8Array;
  /** What the signature covers. */
  readonly tbs: Uint8Array;
  /** Serial number, big-endian without sign octet. */
  readonly serial: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** First and last moment of validity, ms since 1970 UTC. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: X509Key;
  readonly algorithm: X509Signature;
  readonly signature: Uint8Array;
}

/** Octets of a serial number at most (RFC 5280 s4.1.2.2). */
const SERIAL_BYTES_MAX = 20;

/**
 * Reads a certificate in DER.
 * @throws DerError when it is not one, or has something that this reader does not take
 */
export function readX509(bytes: Uint8Array): X509Certificate {
  if (bytes.length > X509_BYTES_MAX) throw new DerError("the certificate is too large");
  const outer = derDocument(bytes);
  const tbs = outer.next(TAG.sequence);
  const outerAlgorithm = outer.next(TAG.sequence);
  const signature = bitStringOctets(outer.next(TAG.bitString));
  outer.end();
  const body = outer.of(tbs.content);
  requireVersion3(body);
  const serial = unsignedInteger(body.next(TAG.integer));
  if (serial.length > SERIAL_BYTES_MAX) throw new DerError("the serial number is too long");
  const innerAlgorithm = body.next(TAG.sequence);
  // RFC 5280 s4.1.1.2: the algorithm outside the signed part must be the one inside.
  if (!equalBytes(innerAlgorithm.bytes, outerAlgorithm.bytes)) {
    throw new DerError("the two signature algorithms differ");
  }
  const algorithm = readSignatureAlgorithm(body.of(innerAlgorithm.bytes));
  const issuer = readName(body);
  const validity = body.inside();
  const [notBefore, notAfter] = [timeValue(validity.next()), timeValue(validity.next())];
  validity.end();
  const subject = readName(body);
  const key = readPublicKey(body);
  const extensions = body.inside(0xa3);
  body.end();
  const read = readExtensions(extensions);
  return {
    ...{ bytes, tbs: tbs.bytes, serial, issuer, subject, notBefore, notAfter },
    ...{ key, algorithm, signature, ...read },
  };
}

function requireVersion3(body: DerReader): void {
  const version = body.optional(0xa0);
  const number = version && body.of(version.content);
  if (number === undefined || smallInteger(number.next(TAG.integer)) !== 2) {
    throw new DerError("not a certificate of version 3");
  }
  number.end();
}
