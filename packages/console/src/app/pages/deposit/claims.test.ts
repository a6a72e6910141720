import { describe, expect, test } from "vitest";
import { batchInput, depositInput, labelsOf, NO_CLAIMS } from "./claims.ts";
import type { DepositFile } from "./deposits.ts";

const file = (name: string, type: string): DepositFile => ({
  key: 0,
  file: new File(["four"], name, { type }),
  path: `folder/${name}`,
  stage: "hashed",
  bytesRead: 4,
  digest: "ab".repeat(32),
  error: undefined,
  receipt: undefined,
  index: undefined,
});
const digests = [{ alg: "sha-256", value: "ab".repeat(32) }];

describe("what goes on the ledger", () => {
  test("is the digest alone, unless the depositor says more", () => {
    expect(depositInput(file("a.pdf", "application/pdf"), "sha-256", NO_CLAIMS)).toEqual({
      digests,
    });
    const spaces = { ...NO_CLAIMS, source: "  ", note: "\n" };
    expect(depositInput(file("a.pdf", ""), "sha-256", spaces)).toEqual({ digests });
    expect(batchInput("cd", 3, "sm3", NO_CLAIMS)).toEqual({
      root: "cd",
      size: 3,
      algorithms: ["sm3"],
    });
  });

  test("is what was said, and no media type that the ledger would refuse", () => {
    const claims = { labels: ["a"], source: " case 7 ", note: "seen", facts: true, names: true };
    expect(depositInput(file("a.pdf", "application/pdf"), "sha-256", claims)).toEqual({
      digests,
      size: 4,
      mediaType: "application/pdf",
      source: "case 7",
      labels: ["a"],
      note: "folder/a.pdf\nseen",
    });
    const odd = depositInput(file("a.x", "nonsense"), "sha-256", claims);
    expect(odd).not.toHaveProperty("mediaType");
    const long = { ...claims, note: "x".repeat(2_000) };
    expect((depositInput(file("a", ""), "sha-256", long)["note"] as string).length).toBe(1_024);
  });

  test("has labels between commas of either script, each once, as many as the ledger takes", () => {
    expect(labelsOf(" lease, exhibit A，租赁、合同;lease,, ")).toEqual([
      "lease",
      "exhibit A",
      "租赁",
      "合同",
    ]);
    expect(labelsOf("")).toEqual([]);
    expect(labelsOf("y".repeat(99))).toEqual(["y".repeat(64)]);
    expect(labelsOf(Array.from({ length: 40 }, (_, at) => `l${at}`).join())).toHaveLength(16);
  });
});
