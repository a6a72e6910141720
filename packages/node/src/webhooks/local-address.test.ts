import { expect, test } from "vitest";
import { isLocalAddress } from "./local-address.ts";

test.each([
  "127.0.0.1",
  "127.8.9.1",
  "0.0.0.0",
  "169.254.169.254",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "[::1]",
  "::ffff:127.0.0.1",
  "::ffff:a9fe:a9fe",
  "fe80::1%eth0",
  "ff02::1",
  "fd00:ec2::254",
  "64:ff9b::7f00:1",
  "2002:7f00:1::",
  "localhost",
  "",
])("%s is local, or no address", (address) => expect(isLocalAddress(address)).toBe(true));

test.each(["192.0.2.7", "10.0.0.8", "203.0.113.9", "2001:db8::1", "::ffff:192.0.2.7"])(
  "%s is somebody else's",
  (address) => expect(isLocalAddress(address)).toBe(false),
);
