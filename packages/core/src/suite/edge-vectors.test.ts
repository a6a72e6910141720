import { describe, expect, test } from "vitest";
import { makeEdgeTables } from "../../test/edge-vector-generator.ts";
import { EDGE_TABLES, edgeVectors } from "./edge-vectors.ts";
import { nodeSuite } from "./node-suite.ts";
import { portableSuite } from "./portable.ts";

test("the tables are what their generator makes", () => {
  const made = makeEdgeTables();
  for (const name of ["Ed25519", "ES256", "SM2"] as const) {
    expect(EDGE_TABLES[name].trim()).toBe(made[name]);
  }
});

const rows = (["Ed25519", "ES256", "SM2"] as const).flatMap((algorithm) =>
  edgeVectors(algorithm).map((vector) => ({ algorithm, ...vector })),
);

describe.each([
  ["portable", portableSuite("intl"), portableSuite("gm")],
  ["node", nodeSuite("intl"), nodeSuite("gm")],
] as const)("%s", (_, intl, gm) => {
  test.each(rows)("$algorithm $name", ({ algorithm, key, message, signature, accept }) => {
    const suite = algorithm === "SM2" ? gm : intl;
    expect(suite.verify(key, message, signature)).toBe(accept);
    // A second time, when the node suite has the key ready.
    expect(suite.verify(key, message, signature)).toBe(accept);
    expect((suite === gm ? intl : gm).verify(key, message, signature)).toBe(false);
  });
});

test("every table has both verdicts, and no name twice", () => {
  for (const name of ["Ed25519", "ES256", "SM2"] as const) {
    const vectors = edgeVectors(name);
    expect(vectors.some((one) => one.accept)).toBe(true);
    expect(new Set(vectors.map((one) => one.name)).size).toBe(vectors.length);
  }
});
