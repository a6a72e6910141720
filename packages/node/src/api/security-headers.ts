import type { ServerResponse } from "node:http";

/** Headers of every answer that is not a page: nothing may run, frame or sniff it. */
export const DATA_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
});

/** The policy of the API's documentation pages, whose scripts are files of the node. */
export const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * The policy of the console. Its scripts and workers are files of the node; styles that its components
 * write at run time carry the nonce of the answer; nothing may be asked of any other site, and no text
 * becomes markup (`default` is the console's own policy: it lets through what holds no markup).
 */
export function consolePolicy(nonce: string): string {
  return `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default`;
}

/** Sets {@link DATA_HEADERS} on an answer before its handler runs. */
export function setDataHeaders(response: ServerResponse): void {
  for (const name in DATA_HEADERS) response.setHeader(name, DATA_HEADERS[name] as string);
}
