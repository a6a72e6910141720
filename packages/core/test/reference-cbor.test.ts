/** The examples and names of docs/reference/cbor-profile.md and ed25519-rule.md, held against the code. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../src/bytes.ts";
import { CborError, decodeCbor, encodeCbor } from "../src/cbor.ts";
import { edgeVectors } from "../src/suite/edge-vectors.ts";

const page = (name: string): string =>
  readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), "utf8");

describe("cbor-profile.md", () => {
  const text = page("cbor-profile.md");
  const accepted = [...text.matchAll(/^accept ([0-9a-f]+) /gm)].map((match) => match[1] as string);
  const refused = [...text.matchAll(/^refuse ([0-9a-f]+) +(\S+) /gm)].map(
    (match) => [match[1] as string, match[2] as string] as const,
  );

  test("has examples of both kinds", () => {
    expect([accepted.length, refused.length]).toEqual([10, 15]);
  });
  test.each(accepted)("accepts %s", (hex) => {
    expect(toHex(encodeCbor(decodeCbor(fromHex(hex))))).toBe(hex);
  });
  test.each(refused)("refuses %s as %s", (hex, refusal) => {
    try {
      decodeCbor(fromHex(hex));
    } catch (error) {
      if (!(error instanceof CborError)) throw error;
      expect(`${error.code}@${error.offset}`).toBe(refusal);
      return;
    }
    throw new Error("accepted");
  });
});

describe("ed25519-rule.md", () => {
  test("names every edge vector with its verdict", () => {
    const rows = [
      ...page("ed25519-rule.md").matchAll(/^\| `([A-Za-z0-9-]+)` \| (accept|refuse) \|/gm),
    ];
    const listed = rows.map((row) => `${row[1]} ${row[2]}`).sort();
    const due = edgeVectors("Ed25519").map(
      ({ name, accept }) => `${name} ${accept ? "accept" : "refuse"}`,
    );
    expect(listed).toEqual(due.sort());
  });
});
