/** Cookies of the API (RFC 6265): one for the session, one that binds a sign-in to its browser. */

/** What a cookie is for. */
export type CookieName = "session" | "sign-in";

/** How a cookie travels. */
export interface CookieRule {
  /** True when browsers reach the node by https. */
  readonly secure: boolean;
}

/**
 * Full name. `__Host-` makes browsers refuse one that was set without https, for another path or by a
 * neighbouring host.
 */
export function cookieName(name: CookieName, { secure }: CookieRule): string {
  return `${secure ? "__Host-" : ""}tallystick-${name}`;
}

/**
 * The value of a Set-Cookie header.
 *
 * The session's is Strict. That of a sign-in is Lax, because the browser comes back with it from the
 * site of the identity provider, by a link.
 * @param seconds 0 removes it
 */
export function setCookie(
  name: CookieName,
  value: string,
  seconds: number,
  rule: CookieRule,
): string {
  const site = name === "session" ? "Strict" : "Lax";
  const flags = `Path=/; HttpOnly; SameSite=${site}; Max-Age=${seconds}${rule.secure ? "; Secure" : ""}`;
  return `${cookieName(name, rule)}=${value}; ${flags}`;
}

/** The value of a cookie in a Cookie header; undefined when it is not there, or there twice. */
export function readCookie(
  header: string | undefined,
  name: CookieName,
  rule: CookieRule,
): string | undefined {
  if (header === undefined) return undefined;
  const start = `${cookieName(name, rule)}=`;
  const found = header
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(start));
  const value = found[0]?.slice(start.length);
  return found.length === 1 && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)
    ? value
    : undefined;
}
