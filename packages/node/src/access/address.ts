import { isIPv6 } from "node:net";

/**
 * The name under which limits know an address. IPv4 inside IPv6 is IPv4. Of other IPv6 addresses the
 * first 64 bits count: whoever has one of a network has 2^64 of them (RFC 6177).
 */
export function limitName(address: string): string {
  const inside = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (inside !== undefined) return inside;
  const [plain = ""] = address.split("%", 1);
  if (!isIPv6(plain)) return address;
  const [head = "", tail] = plain.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(Math.max(0, zeros)).fill("0"), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
