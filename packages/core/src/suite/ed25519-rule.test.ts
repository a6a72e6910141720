import { describe, expect, test } from "vitest";
import { fromHex } from "../bytes.ts";
import { isAcceptableEd25519Key, passesEd25519Prechecks } from "./ed25519-rule.ts";
import { edgeVectors } from "./edge-vectors.ts";

const vectors = edgeVectors("Ed25519");

describe("the bytes alone refuse", () => {
  // Backends disagree on exactly these, so none of them may be left to a backend.
  const byBytes = vectors.filter(({ name }) =>
    /^[AR]-order-|^S-(plus|top|equals)|^signature-|^key-(short|long|unreduced)|^R-unreduced/.test(
      name,
    ),
  );
  test("as many as there are", () => expect(byBytes).toHaveLength(40));
  test.each(byBytes)("$name", ({ key, signature }) => {
    expect(passesEd25519Prechecks(key.raw, signature)).toBe(false);
  });
});

describe("the bytes alone do not refuse", () => {
  const accepted = vectors.filter((vector) => vector.accept);
  test.each(accepted)("$name", ({ key, signature }) => {
    expect(passesEd25519Prechecks(key.raw, signature)).toBe(true);
  });
});

test("the bounds of y, with either sign", () => {
  const y = (low: number, sign: number): Uint8Array =>
    Uint8Array.of(low, ...fromHex("ff".repeat(30)), 0x7f | sign);
  for (const sign of [0, 0x80]) {
    expect(isAcceptableEd25519Key(y(0xeb, sign))).toBe(true); // p - 2
    expect(isAcceptableEd25519Key(y(0xec, sign))).toBe(false); // p - 1, of order 2
    for (let low = 0xed; low <= 0xff; low++)
      expect(isAcceptableEd25519Key(y(low, sign))).toBe(false);
  }
});
