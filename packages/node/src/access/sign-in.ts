import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as oidc from "openid-client";
import type { OidcConfig } from "./access-config.ts";
import {
  IDENTITY_PROVIDER_BYTES,
  IDENTITY_PROVIDER_MS,
  SIGN_IN_MS,
  SIGN_INS_MAX,
} from "./limits.ts";

/** Why a sign-in came to nothing. The code goes to log and caller, the cause to the log alone. */
export class SignInRefused extends Error {
  override readonly name = "SignInRefused";
  readonly code: "provider-unreachable" | "unknown-sign-in" | "not-confirmed" | "no-member";

  constructor(code: SignInRefused["code"], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

interface UnderWay {
  readonly browser: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly expires: number;
}

/**
 * Sign-in by OpenID Connect (authorization code with PKCE, RFC 7636, OpenID Connect Core s3.1). State,
 * nonce and code verifier are fresh for each sign-in, kept here, good once, and tied to the browser
 * that began it by a cookie.
 */
export class SignIn {
  readonly #config: OidcConfig;
  readonly #secret: string | undefined;
  readonly #underWay = new Map<string, UnderWay>();
  #provider: Promise<oidc.Configuration> | undefined;

  /** @param dataDir what the path of the secret is relative to @throws Error when that cannot be read */
  constructor(config: OidcConfig, dataDir: string) {
    this.#config = config;
    const { clientSecretFile: file } = config;
    this.#secret =
      file === undefined ? undefined : readFileSync(resolve(dataDir, file), "utf8").trim();
  }

  /** True when the browser reaches the node by https. */
  get secure(): boolean {
    return this.#config.redirectUri.startsWith("https:");
  }

  /**
   * Begins a sign-in.
   * @returns where the browser goes, and the value of the cookie that it comes back with
   * @throws SignInRefused `provider-unreachable`
   */
  async begin(now: number): Promise<{ url: string; browser: string }> {
    const provider = await this.#discovered();
    const [state, nonce, verifier] = [
      oidc.randomState(),
      oidc.randomNonce(),
      oidc.randomPKCECodeVerifier(),
    ];
    const browser = randomBytes(32).toString("base64url");
    for (const [name, { expires }] of this.#underWay)
      if (expires <= now) this.#underWay.delete(name);
    if (this.#underWay.size >= SIGN_INS_MAX) {
      const [oldest] = this.#underWay.keys();
      this.#underWay.delete(oldest as string);
    }
    this.#underWay.set(state, { browser, verifier, nonce, expires: now + SIGN_IN_MS });
    const url = oidc.buildAuthorizationUrl(provider, {
      response_type: "code",
      redirect_uri: this.#config.redirectUri,
      scope: this.#config.scope ?? "openid",
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...{ state, nonce },
    });
    return { url: url.href, browser };
  }

  /**
   * Ends a sign-in.
   * @param query the query with which the browser came back
   * @param browser the value of its cookie
   * @returns the member whom the provider's claims mean
   * @throws SignInRefused
   */
  async finish(query: string, browser: string | undefined, now: number): Promise<string> {
    const url = new URL(this.#config.redirectUri);
    url.search = query;
    const state = url.searchParams.get("state") ?? "";
    const begun = this.#underWay.get(state);
    // Good once, whatever comes of it: a second use of the same answer finds nothing.
    this.#underWay.delete(state);
    if (begun === undefined || begun.expires <= now || !isSame(begun.browser, browser)) {
      throw new SignInRefused("unknown-sign-in", "this sign-in was not begun here, or is over");
    }
    const provider = await this.#discovered();
    let claims: Readonly<Record<string, unknown>> | undefined;
    try {
      const answer = await oidc.authorizationCodeGrant(provider, url, {
        pkceCodeVerifier: begun.verifier,
        expectedNonce: begun.nonce,
        expectedState: state,
        idTokenExpected: true,
      });
      claims = answer.claims();
    } catch (cause) {
      throw new SignInRefused("not-confirmed", "the identity provider did not confirm it", cause);
    }
    const member = claims && memberOf(claims, this.#config);
    if (member === undefined)
      throw new SignInRefused("no-member", "the account means no member here");
    return member;
  }

  // Not at start-up: a provider that is away must not keep the node from starting.
  #discovered(): Promise<oidc.Configuration> {
    this.#provider ??= this.#discover().catch((cause: unknown) => {
      this.#provider = undefined;
      throw new SignInRefused(
        "provider-unreachable",
        "the identity provider does not answer",
        cause,
      );
    });
    return this.#provider;
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, signingAlgorithm = "RS256" } = this.#config;
    const server = new URL(issuer);
    const provider = await oidc.discovery(
      server,
      clientId,
      // The one algorithm that is taken: neither "none" nor an HMAC with a public key as its secret.
      { id_token_signed_response_alg: signingAlgorithm },
      this.#secret === undefined ? oidc.None() : oidc.ClientSecretPost(this.#secret),
      {
        timeout: IDENTITY_PROVIDER_MS / 1000,
        [oidc.customFetch]: boundedFetch,
        execute: server.protocol === "http:" ? [oidc.allowInsecureRequests] : [],
      },
    );
    // Signatures of ID tokens are verified, although they come over TLS from the provider itself.
    oidc.enableNonRepudiationChecks(provider);
    return provider;
  }
}

/** The member whom claims mean, by the rules of the configuration. */
export function memberOf(
  claims: Readonly<Record<string, unknown>>,
  { members = [], memberClaim }: Pick<OidcConfig, "members" | "memberClaim">,
): string | undefined {
  const found = members.find(({ claim, value }) => {
    // Anybody can write any address into some providers' forms.
    if (claim === "email" && claims["email_verified"] !== true) return false;
    return claims[claim] === value;
  });
  if (found !== undefined) return found.member;
  const named = memberClaim === undefined ? undefined : claims[memberClaim];
  return typeof named === "string" ? named : undefined;
}

function isSame(expected: string, given: string | undefined): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given ?? "")];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Fetches without following redirects, and no more than so many bytes. */
async function boundedFetch(url: string, options: oidc.CustomFetchOptions): Promise<Response> {
  const response = await fetch(url, { ...options, redirect: "manual" } as RequestInit);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > IDENTITY_PROVIDER_BYTES) throw new RangeError("the answer is too large");
    parts.push(part);
  }
  const { status, statusText, headers } = response;
  const empty = status === 204 || status === 304;
  return new Response(empty ? null : Buffer.concat(parts), { status, statusText, headers });
}
