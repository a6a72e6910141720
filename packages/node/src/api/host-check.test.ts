import { describe, expect, test } from "vitest";
import { hostCheck, hostName, isLoopback } from "./host-check.ts";

test("the name of a Host header, without port", () => {
  expect(hostName("LocalHost:7070")).toBe("localhost");
  expect(hostName("[::1]:7070")).toBe("[::1]");
  expect(hostName("10.0.0.1")).toBe("10.0.0.1");
  for (const bad of [
    "",
    "a b",
    "user@host",
    "a:b:c",
    "a/b",
    "host:",
    "host:123456",
    "a\r\nb",
    "[::1",
  ]) {
    expect(hostName(bad), bad).toBeUndefined();
  }
});

test("loopback addresses", () => {
  expect(["127.0.0.1", "127.8.8.8", "localhost", "::1"].every(isLoopback)).toBe(true);
  expect(["0.0.0.0", "10.0.0.1", "::", "1.127.0.1"].some(isLoopback)).toBe(false);
});

describe("which names a node answers to", () => {
  const check = (boundTo: string, hosts: string[], headers: string[]) =>
    headers.filter(hostCheck({ boundTo, hosts }));
  const all = [
    "localhost:1",
    "127.0.0.1:1",
    "[::1]:1",
    "node.example:1",
    "10.0.0.1:1",
    "evil.example",
  ];

  test("on loopback: loopback names and those listed", () => {
    expect(check("127.0.0.1", [], all)).toEqual(all.slice(0, 3));
    expect(check("::1", ["Node.Example"], all)).toEqual(all.slice(0, 4));
  });

  test("elsewhere: everything, until the operator lists some", () => {
    expect(check("0.0.0.0", [], all)).toEqual(all);
    expect(check("10.0.0.1", ["node.example"], all)).toEqual(["node.example:1", "10.0.0.1:1"]);
  });
});
