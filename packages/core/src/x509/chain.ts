/** Verifying a chain of certificates (RFC 5280 s6, without policies): pure, by the time that it is given. */
import { equalBytes } from "../bytes.ts";
import type { Suite } from "../suite/suite.ts";
import type { X509Certificate } from "./certificate.ts";
import { allowsClient, DIGITAL_SIGNATURE, KEY_CERT_SIGN } from "./extensions.ts";
import { X509_CHAIN_MAX } from "./limits.ts";
import { verifyX509Signature } from "./verify-signature.ts";

/** Why a chain is refused. */
export type ChainFault =
  | "too-long"
  | "not-yet-valid"
  | "expired"
  | "not-a-ca"
  | "no-cert-sign"
  | "path-length"
  | "wrong-issuer"
  | "bad-signature"
  | "is-a-ca"
  | "no-digital-signature"
  | "not-for-clients";

/**
 * The first thing that is wrong with a chain, or undefined when it is good. What costs little is
 * looked at before any signature.
 *
 * @param chain the end certificate first, each followed by its issuer, the anchor not included
 * @param anchor the CA that is trusted; its own signature is not looked at
 * @param time ms since 1970 UTC at which all of them must be valid
 */
export function chainFault(
  chain: readonly X509Certificate[],
  anchor: X509Certificate,
  time: number,
  suite?: Suite,
): ChainFault | undefined {
  const [end] = chain;
  if (end === undefined || chain.length > X509_CHAIN_MAX) return "too-long";
  return (
    endFault(end) ??
    pathFault([...chain, anchor], time) ??
    signatureFault([...chain, anchor], suite)
  );
}

function endFault(end: X509Certificate): ChainFault | undefined {
  if (end.ca !== undefined) return "is-a-ca";
  if (end.keyUsage !== undefined && (end.keyUsage & DIGITAL_SIGNATURE) === 0) {
    return "no-digital-signature";
  }
  return allowsClient(end) ? undefined : "not-for-clients";
}

function pathFault(path: readonly X509Certificate[], time: number): ChainFault | undefined {
  for (const one of path) {
    const fault = validityFault(one, time);
    if (fault !== undefined) return fault;
  }
  let below = 0;
  for (let i = 1; i < path.length; i++) {
    const [issued, issuer] = [path[i - 1] as X509Certificate, path[i] as X509Certificate];
    if (!isNamedIssuer(issued, issuer)) return "wrong-issuer";
    const fault = authorityFault(issuer);
    if (fault !== undefined) return fault;
    if (issuer.ca?.pathLength !== undefined && below > issuer.ca.pathLength) return "path-length";
    // Self-issued ones do not count (RFC 5280 s4.2.1.9).
    if (!equalBytes(issuer.subject.bytes, issuer.issuer.bytes)) below++;
  }
  return undefined;
}

/** Whether a certificate is outside its validity. */
export function validityFault(
  { notBefore, notAfter }: X509Certificate,
  time: number,
): "not-yet-valid" | "expired" | undefined {
  if (time < notBefore) return "not-yet-valid";
  // notAfter names a second that is still inside.
  return time >= notAfter + 1000 ? "expired" : undefined;
}

/** Whether a certificate may not issue others. */
export function authorityFault(issuer: X509Certificate): "not-a-ca" | "no-cert-sign" | undefined {
  if (issuer.ca === undefined) return "not-a-ca";
  const { keyUsage } = issuer;
  return keyUsage !== undefined && (keyUsage & KEY_CERT_SIGN) === 0 ? "no-cert-sign" : undefined;
}

function isNamedIssuer(issued: X509Certificate, issuer: X509Certificate): boolean {
  if (!equalBytes(issued.issuer.bytes, issuer.subject.bytes)) return false;
  const [named, own] = [issued.authorityKeyId, issuer.subjectKeyId];
  return named === undefined || own === undefined || equalBytes(named, own);
}

function signatureFault(path: readonly X509Certificate[], suite?: Suite): ChainFault | undefined {
  // From the anchor down: an unknown CA costs one check, however long the chain.
  for (let i = path.length - 1; i > 0; i--) {
    const { algorithm, tbs, signature } = path[i - 1] as X509Certificate;
    const { key } = path[i] as X509Certificate;
    if (!verifyX509Signature(key, algorithm, tbs, signature, suite)) return "bad-signature";
  }
  return undefined;
}
