import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NetworkReport } from "@tallystick/node/ops/network/network-report";
import { afterAll, describe, expect, it } from "vitest";
import { divergences } from "./ask-network.ts";
import { summaryOf, warningOf } from "./run-network-status.ts";
import { readRunning, writeRunning } from "./running-file.ts";

const folder = mkdtempSync(join(tmpdir(), "tallystick-status-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const organisations = [1, 2, 3, 4].map((i) => ({ id: `org-${i}` })) as never;

describe("what a network can lose, in words", () => {
  it.each([
    [0, true, "can lose 1 of 4"],
    [1, true, "can lose 1 of 4; 1 is missing now, so no other"],
    [2, false, "stopped: 2 of 4 are missing, and it can lose 1 of 4"],
  ])("with %i missing", (missing, quorumConnected, words) => {
    const report = {
      organisations,
      mayFail: 1,
      missing,
      quorumConnected,
    } as unknown as NetworkReport;
    expect(summaryOf(report)).toBe(words);
  });

  it("counts what is left", () => {
    const seven = Array.from({ length: 7 }, () => ({})) as never;
    const report = { organisations: seven, mayFail: 2, missing: 1, quorumConnected: true };
    expect(summaryOf(report as unknown as NetworkReport)).toBe(
      "can lose 2 of 7; 1 is missing now, so 1 more",
    );
  });
});

describe("a network that somebody could stop alone", () => {
  const of = (...powers: number[]) => ({
    organisations: powers.map((power, i) => ({ id: `org-${i + 1}`, power })) as never,
  });

  it("is warned of, and why", () => {
    expect(warningOf(of(10, 10, 10, 10))).toBeUndefined();
    expect(warningOf(of(10, 10, 10))).toContain("3 organisations go on only while all of them");
    expect(warningOf(of(10, 19, 10, 10))).toContain("org-2 holds a third of the votes or more");
    expect(warningOf(of(10, 14, 10, 10))).toBeUndefined();
  });
});

describe("nodes that have parted", () => {
  const at = (url: string, height: number, stateRoot: string) => ({
    url,
    roots: { height, logRoot: "aa", stateRoot },
  });

  it("are named when their roots differ at one height, and only then", () => {
    expect(divergences([at("a", 7, "01"), at("b", 7, "01"), at("c", 8, "02")])).toEqual([]);
    expect(divergences([at("a", 7, "01"), { url: "x" }, at("b", 7, "02")])).toEqual([
      "a and b at block 7",
    ]);
  });
});

describe("the file of a running network", () => {
  const describeNetwork = (name = "org-1"): void => {
    const one = { id: "org-1", folder: name, nodeId: "00".repeat(20) };
    const about = { format: "tallystick-local-network/1", name: "X", suite: "intl" };
    writeFileSync(join(folder, "network.json"), JSON.stringify({ ...about, organisations: [one] }));
  };

  it("says where the nodes of this machine are, each with the folder of its token", () => {
    describeNetwork();
    writeRunning(folder, [{ id: "org-1", url: "http://127.0.0.1:7070" }]);
    expect(readRunning(folder)).toEqual([
      { id: "org-1", url: "http://127.0.0.1:7070/", data: join(folder, "org-1") },
    ]);
  });

  it.each([
    ["another machine", [{ id: "org-1", url: "http://192.0.2.7:7070" }]],
    ["another protocol", [{ id: "org-1", url: "file:///etc/passwd" }]],
    [
      "a name that begins like the loopback",
      [{ id: "org-1", url: "http://127.0.0.1.evil.example" }],
    ],
    ["an organisation that is not there", [{ id: "../..", url: "http://127.0.0.1:1" }]],
    ["no address", [{ id: "org-1" }]],
    ["no list", { id: "org-1" }],
  ])("does not send a token to %s", (_, made) => {
    describeNetwork();
    writeFileSync(join(folder, "running.json"), JSON.stringify({ organisations: made }));
    expect(() => readRunning(folder)).toThrow(/no network of this machine runs/);
  });

  it("does not lead out of its folder", () => {
    describeNetwork("../elsewhere");
    writeRunning(folder, [{ id: "org-1", url: "http://127.0.0.1:7070" }]);
    expect(() => readRunning(folder)).toThrow(/no network of this machine runs/);
  });
});
