import { ID_PATTERN } from "@tallystick/core/identifiers";
import { z } from "zod";

const rate = z.strictObject({
  perSecond: z.number().positive().max(1_000_000),
  burst: z.int().min(1).max(1_000_000),
});
const httpsUrl = z
  .url()
  .refine((text) => /^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(text), {
    message: "https, or http on this machine",
  });

/** Staff sign in at an OpenID provider. */
const oidc = z.strictObject({
  issuer: httpsUrl,
  clientId: z.string().min(1).max(200),
  /** File that holds the client's secret; absent for a public client, which PKCE protects alone. */
  clientSecretFile: z.string().min(1).optional(),
  /** `https://<node>/v1/access/callback`, as registered at the provider. */
  redirectUri: httpsUrl.refine((text) => new URL(text).pathname === "/v1/access/callback", {
    message: "ends in /v1/access/callback",
  }),
  scope: z.string().min(6).max(200).optional(),
  /** The one algorithm of ID tokens that is taken; RS256 unless given. */
  signingAlgorithm: z
    .enum([
      "RS256",
      "RS384",
      "RS512",
      "PS256",
      "PS384",
      "PS512",
      "ES256",
      "ES384",
      "ES512",
      "EdDSA",
      "Ed25519",
    ])
    .optional(),
  /** Which claim means which member; the first that fits counts. */
  members: z
    .array(
      z.strictObject({
        claim: z.string().min(1).max(100),
        value: z.string().min(1).max(300),
        member: z.string().regex(ID_PATTERN),
      }),
    )
    .max(10_000)
    .optional(),
  /** A claim that names the member itself. */
  memberClaim: z.string().min(1).max(100).optional(),
  sessionMinutes: z.int().min(5).max(1440).optional(),
});

/** The part `access` of `tallystick.json`. */
export const accessSchema = z.strictObject({
  /** Who may read: everybody who reaches the port, or only whoever signs in. `public` unless given. */
  read: z.enum(["public", "signed-in"]).optional(),
  rate: z
    .strictObject({ address: rate.optional(), member: rate.optional(), token: rate.optional() })
    .optional(),
  oidc: oidc.optional(),
});

/** The part `tls` of `tallystick.json`. Paths are relative to the data directory. */
export const tlsSchema = z.strictObject({
  /** PEM: the server's certificate and those above it. */
  certificate: z.string().min(1),
  /** PEM: its private key. */
  key: z.string().min(1),
  /** PEM: authorities whose client certificates may shake hands; anybody's that is on the ledger unless given. */
  clientAuthorities: z.string().min(1).optional(),
  /** Whether clients show certificates: `off` unless given. */
  clientCertificates: z.enum(["off", "request", "require"]).optional(),
});

/** Who may use the API, and how. */
export type AccessConfig = z.output<typeof accessSchema>;
/** How staff sign in. */
export type OidcConfig = z.output<typeof oidc>;
/** How the API is encrypted. */
export type TlsConfig = z.output<typeof tlsSchema>;
