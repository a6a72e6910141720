import { BlockList, isIP } from "node:net";

/** Addresses that lead back to this machine or to what stands beside it, such as a cloud's metadata. */
const LOCAL = new BlockList();
for (const [network, bits, family] of [
  ["0.0.0.0", 8, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  ["::", 128, "ipv6"],
  ["::1", 128, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
  ["fd00:ec2::", 32, "ipv6"],
  // What embeds an IPv4 address is judged by that where Node knows the form, and refused where not.
  ["64:ff9b::", 96, "ipv6"],
  ["2002::", 16, "ipv6"],
] as const) {
  LOCAL.addSubnet(network, bits, family);
}

/** Whether an IP address is this machine's own, link-local, multicast or otherwise no address of somebody else. */
export function isLocalAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const family = isIP(plain);
  if (family === 0) return true;
  return LOCAL.check(plain, family === 4 ? "ipv4" : "ipv6");
}
