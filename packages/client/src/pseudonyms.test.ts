import { membership } from "@tallystick/apps/membership/index";
import { toHex } from "@tallystick/core/bytes";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import { expect, test } from "vitest";
import { identityCommitment, preparePseudonyms } from "./pseudonyms.ts";

test.each(["intl", "gm"] as const)("what a registrar hands in of suite %s", (name) => {
  const suite = nodeSuite(name);
  const identity = new TextEncoder().encode("the same person");
  const people = Array.from({ length: 8 }, () => ({
    ...{ key: generateKey(suite).publicKey, identity, level: "high" as const },
  }));
  const { input, papers } = preparePseudonyms(suite, people, 1_800_000_000_000);
  expect(() => encodeInput(membership.actions.enrolPseudonyms, input)).not.toThrow();
  const ids = papers.map(({ member }) => member);
  expect(ids).toEqual([...ids].sort());
  // One identity, eight commitments that have nothing in common and that only the papers open.
  const commitments = input.pseudonyms.map(({ commitment }) => toHex(commitment));
  expect(new Set(commitments).size).toBe(8);
  for (const { salt, identity: who, commitment } of papers) {
    expect(identityCommitment(suite, salt, who)).toEqual(commitment);
    expect(commitments).toContain(toHex(commitment));
  }
  expect(JSON.stringify(commitments)).not.toContain(toHex(identity));
});
