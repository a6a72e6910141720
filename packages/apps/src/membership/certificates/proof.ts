import { encodeCbor } from "@tallystick/core/cbor";
import type { X509KeyType, X509Signature } from "@tallystick/core/x509/algorithms";

/** What the holder of a certificate says with its key. */
export interface CertificateClaim {
  /** 32 bytes: a proof for one ledger is none for another. */
  readonly ledgerId: Uint8Array;
  readonly organisation: string;
  readonly member: string;
  /** Of the certificate, under the hash of the ledger. */
  readonly fingerprint: Uint8Array;
  /** The ledger key that is bound by it, as COSE_Key; absent when the certified key is the ledger key. */
  readonly key?: Uint8Array | undefined;
}

/** Bytes that the certified key signs: docs/reference/certificates.md. */
export function proofMessage(claim: CertificateClaim): Uint8Array {
  const { ledgerId, organisation, member, fingerprint, key } = claim;
  return encodeCbor([
    "tallystick-certificate-proof/1",
    ledgerId,
    organisation,
    member,
    fingerprint,
    key ?? null,
  ]);
}

/** How a certified key signs the message. */
export const PROOF_ALGORITHMS: Readonly<Record<X509KeyType, X509Signature>> = {
  Ed25519: { family: "Ed25519", hash: "none" },
  "P-256": { family: "ECDSA", hash: "sha-256" },
  "P-384": { family: "ECDSA", hash: "sha-384" },
  RSA: { family: "RSA", hash: "sha-256" },
  SM2: { family: "SM2", hash: "sm3" },
};
