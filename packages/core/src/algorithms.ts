/**
 * Every algorithm number and digest tag of Tallystick, once. docs/reference/algorithms.md explains the choice of each.
 */

/** The two suites; a ledger has one, chosen at genesis and never changed. */
export type SuiteName = "intl" | "gm";

/** Signature algorithms, by the names used in key files, trust files and interfaces. */
export type Algorithm = "Ed25519" | "ES256" | "SM2";

/**
 * COSE `alg` values. -8 is EdDSA (RFC 9053 s2.2), pinned to curve Ed25519 by the key. -7 is ES256 (RFC 9053 s2.1).
 * SM2 with SM3 has no registered number, so it takes one below -65536, which the IANA COSE registries leave to private use.
 */
export const COSE_ALG = { Ed25519: -8, ES256: -7, SM2: -70002 } as const satisfies Record<
  Algorithm,
  number
>;

/** COSE key types (RFC 9053 s7): OKP for Ed25519, EC2 for the others. */
export const COSE_KTY = { OKP: 1, EC2: 2 } as const;

/** COSE elliptic curves (RFC 9053 s7.1); sm2p256v1 is private use for want of a registration. */
export const COSE_CRV = { P256: 1, Ed25519: 6, SM2: -70002 } as const;

/** Algorithms of encryption keys; a suite has one. */
export type EncryptionAlgorithm = "X25519" | "SM2";

/** COSE curve of X25519 (RFC 9053 s7.1). */
export const COSE_CRV_X25519 = 4;

/**
 * COSE algorithms of sealed terms: contents, key agreement, key wrap. For `intl` A256GCM, ECDH-ES+A256KW and A256KW
 * (RFC 9053 s4.1, s6.4, s6.2); for `gm`, for want of registrations, private use: SM4-GCM, ECDH-ES + HKDF-SM3 + SM4-KW, SM4-KW.
 */
export const COSE_SEALED = {
  intl: { content: 3, agreement: -31, wrap: -5 },
  gm: { content: -70003, agreement: -70004, wrap: -70005 },
} as const;

/** Verifiable data structures (RFC 9942): RFC9162_SHA256, and the same tree hashed with SM3 (private use). */
export const VDS = { RFC9162_SHA256: 1, RFC9162_SM3: -70001 } as const;

/** COSE header labels: RFC 9052 s3.1, RFC 9597 (CWT claims), RFC 9942 (vds, vdp), and our own checkpoint label. */
export const COSE_LABEL = {
  alg: 1,
  crit: 2,
  contentType: 3,
  kid: 4,
  cwtClaims: 15,
  vds: 395,
  vdp: 396,
  checkpoint: -70010,
} as const;

/** Digest algorithms a record may carry, whatever the suite of its ledger. The `hmac-` ones are salted commitments. */
export type DigestTag = "sha-256" | "sha-384" | "sha-512" | "sm3" | "hmac-sha-256" | "hmac-sm3";

/** Length in bytes of each digest. */
export const DIGEST_LENGTH = {
  "sha-256": 32,
  "sha-384": 48,
  "sha-512": 64,
  sm3: 32,
  "hmac-sha-256": 32,
  "hmac-sm3": 32,
} as const satisfies Record<DigestTag, number>;

/** All digest tags, in the order in which they are listed to people. */
export const DIGEST_TAGS = Object.keys(DIGEST_LENGTH) as readonly DigestTag[];

/** Length in bytes of the random salt (HMAC key) of a salted commitment. */
export const SALT_LENGTH = 32;

/** True for a text that is one of the digest tags. */
export function isDigestTag(text: string): text is DigestTag {
  return Object.hasOwn(DIGEST_LENGTH, text);
}

/** True for the tags of salted commitments, which need their salt to be recomputed. */
export function isSaltedTag(tag: DigestTag): tag is "hmac-sha-256" | "hmac-sm3" {
  return tag === "hmac-sha-256" || tag === "hmac-sm3";
}

/** The algorithm of a COSE `alg` number, or undefined when it is none of ours. */
export function algorithmOf(coseAlg: number): Algorithm | undefined {
  if (coseAlg === COSE_ALG.Ed25519) return "Ed25519";
  if (coseAlg === COSE_ALG.ES256) return "ES256";
  if (coseAlg === COSE_ALG.SM2) return "SM2";
  return undefined;
}

/** What a suite is made of; `algorithms[0]` is the default. */
export const SUITES = {
  intl: { hashName: "sha-256", vds: VDS.RFC9162_SHA256, algorithms: ["Ed25519", "ES256"] },
  gm: { hashName: "sm3", vds: VDS.RFC9162_SM3, algorithms: ["SM2"] },
} as const satisfies Record<
  SuiteName,
  { hashName: "sha-256" | "sm3"; vds: number; algorithms: readonly Algorithm[] }
>;

/** Length in bytes of a signature on the wire; all three algorithms share it (EC ones as r‖s). */
export const SIGNATURE_LENGTH = 64;
