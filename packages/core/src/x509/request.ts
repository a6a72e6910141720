/** Certification requests, PKCS #10 (RFC 2986): what a member sends to its CA. */
import { concatBytes } from "../bytes.ts";
import type { Signer } from "../signer.ts";
import { derFromRs } from "../suite/ecdsa-der.ts";
import type { Algorithm, PublicKey } from "../suite/suite.ts";
import { TAG } from "./der.ts";
import { der, derBits, derOid, derText } from "./der-writer.ts";
import { NAME_VALUE_BYTES_MAX } from "./limits.ts";
import { ATTRIBUTE_OIDS, type AttributeName } from "./name.ts";

const VERSION_1 = Uint8Array.of(TAG.integer, 1, 0);

const KEY: Readonly<Record<Algorithm, readonly string[]>> = {
  Ed25519: ["1.3.101.112"],
  ES256: ["1.2.840.10045.2.1", "1.2.840.10045.3.1.7"],
  SM2: ["1.2.840.10045.2.1", "1.2.156.10197.1.301"],
};

const SIGNATURE: Readonly<Record<Algorithm, string>> = {
  Ed25519: "1.3.101.112",
  ES256: "1.2.840.10045.4.3.2",
  SM2: "1.2.156.10197.1.501",
};

/** One part of a name, such as `["CN", "alice"]`. */
export type NamePart = readonly [attribute: AttributeName, value: string];

/** The SubjectPublicKeyInfo of a key (RFC 5280 s4.1.2.7, RFC 8410 s4). */
export function subjectPublicKeyInfo({ algorithm, raw }: PublicKey): Uint8Array {
  const octets = algorithm === "Ed25519" ? raw : concatBytes(Uint8Array.of(4), raw);
  return der(TAG.sequence, der(TAG.sequence, ...KEY[algorithm].map(derOid)), derBits(octets));
}

/**
 * A request in DER, signed by the key that is to be certified. SM2 signs under the default identity,
 * which OpenSSL is told with `-vfyopt distid:1234567812345678`.
 * @throws RangeError when a part of the name is empty or too long
 */
export async function certificationRequest(
  subject: readonly NamePart[],
  signer: Signer,
): Promise<Uint8Array> {
  const info = der(
    TAG.sequence,
    VERSION_1,
    der(TAG.sequence, ...subject.map(namePart)),
    subjectPublicKeyInfo(signer.publicKey),
    der(0xa0),
  );
  const signature = await signer.sign(info);
  return der(
    TAG.sequence,
    info,
    der(TAG.sequence, derOid(SIGNATURE[signer.algorithm])),
    derBits(x509Signature(signer.algorithm, signature)),
  );
}

/** A signer's 64 bytes in the form that certificates hold: DER for the elliptic-curve ones. */
export function x509Signature(algorithm: Algorithm, signature: Uint8Array): Uint8Array {
  return algorithm === "Ed25519" ? signature : derFromRs(signature);
}

function namePart([attribute, value]: NamePart): Uint8Array {
  const text = derText(value);
  if (value === "" || text.length > NAME_VALUE_BYTES_MAX) {
    throw new RangeError("a part of the name is empty or too long");
  }
  return der(TAG.set, der(TAG.sequence, derOid(ATTRIBUTE_OIDS[attribute]), text));
}
