import { equalBytes } from "@tallystick/core/bytes";
import { textFault } from "@tallystick/core/cbor-text";
import { encodeKey } from "@tallystick/core/keys";
import type { Suite } from "@tallystick/core/suite/suite";
import type { X509Key } from "@tallystick/core/x509/algorithms";
import { readX509, type X509Certificate } from "@tallystick/core/x509/certificate";
import { authorityFault, chainFault, validityFault } from "@tallystick/core/x509/chain";
import { DerError } from "@tallystick/core/x509/der";
import { nameForPeople, valuesOf } from "@tallystick/core/x509/name";
import { verifyX509Signature } from "@tallystick/core/x509/verify-signature";
import { type Caller, type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { CertificateAuthority } from "../records/certificates.ts";
import { CERTIFICATE_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { type CertificateClaim, PROOF_ALGORITHMS, proofMessage } from "./proof.ts";

/** A certificate, or undefined when the bytes are not one that is taken. */
export function certificateOf(bytes: Uint8Array): X509Certificate | undefined {
  try {
    return readX509(bytes);
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** Characters of a subject that the ledger keeps. */
const SUBJECT_MAX = 500;

/**
 * The subject of an authority for people, or undefined when it cannot stand on the ledger (text that
 * is not in normalization form C, too long).
 */
export function subjectText({ subject }: X509Certificate): string | undefined {
  const text = nameForPeople(subject);
  const fits = text !== "" && text.length <= SUBJECT_MAX && textFault(text) === undefined;
  return fits ? text : undefined;
}

/** Why an authority cannot be bound at a time, or null. */
export function authorityRefusal(
  authority: X509Certificate,
  time: number,
  suite: Suite,
): Refused<typeof OUTCOMES.badChain> | null {
  const fault = validityFault(authority, time) ?? authorityFault(authority);
  if (fault !== undefined) return refuse(OUTCOMES.badChain, { fault });
  const { algorithm, tbs, signature, key, issuer, subject } = authority;
  // An authority below a root is trusted for itself; one that says it is a root must have signed itself.
  if (!equalBytes(issuer.bytes, subject.bytes)) return null;
  return verifyX509Signature(key, algorithm, tbs, signature, suite)
    ? null
    : refuse(OUTCOMES.badChain, { fault: "bad-signature" });
}

/** Everything that must hold for a certificate to be bound to a member. */
export interface Presented {
  /** DER; the member's own first. */
  readonly chain: readonly Uint8Array[];
  readonly authority: CertificateAuthority;
  readonly claim: CertificateClaim;
  /** Signature of the claim by the certified key. */
  readonly proof?: Uint8Array | undefined;
  readonly caller: Caller;
  readonly time: number;
  readonly suite: Suite;
}

type Refusal = Refused<
  | typeof OUTCOMES.badCertificate
  | typeof OUTCOMES.badChain
  | typeof OUTCOMES.otherSubject
  | typeof OUTCOMES.badProof
>;

/** The verified certificate of the member, or why it is refused. What is cheap comes first. */
export function verifyPresented(presented: Presented): X509Certificate | Refusal {
  const { authority, time, suite } = presented;
  const chain: X509Certificate[] = [];
  for (const bytes of presented.chain) {
    const certificate = certificateOf(bytes);
    if (certificate === undefined) return refuse(OUTCOMES.badCertificate);
    chain.push(certificate);
  }
  const anchor = certificateOf(authority.certificate);
  const [end] = chain;
  if (end === undefined || anchor === undefined) return refuse(OUTCOMES.badCertificate);
  if (!namesMember(end, presented)) return refuse(OUTCOMES.otherSubject);
  const fault = chainFault(chain, anchor, time, suite);
  if (fault !== undefined) return refuse(OUTCOMES.badChain, { fault });
  return isProved(end, presented) ? end : refuse(OUTCOMES.badProof);
}

/**
 * Whether the certificate is for this member: by its UID, or else its CN. An operator of the
 * organisation may bind one that names the member otherwise; the organisation's name is for nobody to
 * waive.
 */
function namesMember({ subject }: X509Certificate, presented: Presented): boolean {
  const { authority, claim, caller } = presented;
  const required = authority.requiredOrganisation;
  const organisations = valuesOf(subject, "O");
  if (required !== undefined && (organisations.length !== 1 || organisations[0] !== required)) {
    return false;
  }
  if (caller.role !== "member" && caller.organisation === claim.organisation) return true;
  const uids = valuesOf(subject, "UID");
  const names = uids.length > 0 ? uids : valuesOf(subject, "CN");
  return names.length === 1 && names[0] === claim.member;
}

/** The holder signed the claim, or the very statement. */
function isProved({ key }: X509Certificate, { claim, proof, caller, suite }: Presented): boolean {
  if (proof === undefined) {
    const encoded = ledgerKeyOf(key, suite);
    return encoded !== undefined && equalBytes(suite.hash(encoded), caller.keyId);
  }
  return verifyX509Signature(key, PROOF_ALGORITHMS[key.type], proofMessage(claim), proof, suite);
}

const LEDGER_ALGORITHMS = { Ed25519: "Ed25519", "P-256": "ES256", SM2: "SM2" } as const;

/** A certified key as COSE_Key, or undefined when it is none of the ledger's suite. */
export function ledgerKeyOf(key: X509Key, suite: Suite): Uint8Array | undefined {
  if (key.type === "RSA" || key.type === "P-384") return undefined;
  const algorithm = LEDGER_ALGORITHMS[key.type];
  return suite.algorithms.includes(algorithm)
    ? encodeKey({ algorithm, raw: Uint8Array.from(key.raw) })
    : undefined;
}
