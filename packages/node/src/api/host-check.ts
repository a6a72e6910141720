import { isIP } from "node:net";

/** Where the node listens and the names the operator added. */
export interface HostRule {
  /** The address the node is bound to. */
  readonly boundTo: string;
  /** Further host names, lower case and without port, that the node answers to. */
  readonly hosts: readonly string[];
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** True for an address that only this machine can reach. */
export function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || /^127\./.test(address);
}

/**
 * The host name of a Host header, without port, lower case; undefined when it is no host name at all.
 * An authority with user info, spaces or control characters is refused (RFC 9110 s7.2).
 */
export function hostName(header: string): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?$/i.exec(header);
  return match?.[1]?.toLowerCase();
}

/**
 * Makes the check of Host headers. A node on loopback answers only to loopback names: a web page that
 * points its own name at 127.0.0.1 (DNS rebinding) would otherwise read the node as its own origin.
 * A node bound elsewhere answers to every name unless the operator lists some.
 */
export function hostCheck(rule: HostRule): (header: string) => boolean {
  const named = new Set(rule.hosts.map((host) => host.toLowerCase()));
  const loopback = isLoopback(rule.boundTo);
  const open = !loopback && named.size === 0;
  const own = isIP(rule.boundTo) === 6 ? `[${rule.boundTo}]` : rule.boundTo.toLowerCase();
  return (header) => {
    const name = hostName(header);
    if (name === undefined) return false;
    if (open || named.has(name) || name === own) return true;
    return loopback && LOOPBACK.has(name);
  };
}
