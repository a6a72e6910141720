import { encodeCbor } from "@tallystick/core/cbor";
import { encodeKey } from "@tallystick/core/keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { numberedSigner } from "../../test/support/app-ledger.ts";
import { ConsortiumLedger } from "../../test/support/consortium-ledger.ts";
import { membership } from "./index.ts";

/** Values that fit, nearly fit, or stand for something else, by the name of the member. */
const numbers = fc.constantFrom(
  0,
  1,
  2,
  3,
  5,
  9,
  100,
  1e12,
  1_750_000_005_000,
  Number.MAX_SAFE_INTEGER,
);
const names = fc.constantFrom("ada", "ben", "cleo", "dan", "north", "south", "west", "east", "r1");
const texts = fc.oneof(names, fc.constantFrom("", "evidence.*", "membership.grant", "vault.open"));

/** Founders with votes, so that rosters are stated. */
const organisations = ["north", "south", "west"].map((id, i) => ({
  ...{ id, name: id, key: numberedSigner(nodeSuite("intl"), 100 + i).publicKey },
  validator: {
    ...{ key: new Uint8Array(32).fill(i + 1), power: 10 },
    node: (i + 1).toString(16).padStart(40, "0"),
  },
}));

test("no statement or decision about members, however odd, stops the ledger", async () => {
  const actions = Object.values(membership.actions);
  const outcomes = new Set<string>();
  const step = fc.record({
    name: fc.constantFrom(...actions.map((action) => action.name)),
    decided: fc.boolean(),
    by: fc.constantFrom("ada", "ben", "cleo", "dan"),
    values: fc.array(fc.tuple(numbers, texts, fc.nat({ max: 9 }), fc.boolean()), {
      minLength: 12,
      maxLength: 12,
    }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
      const house = await ConsortiumLedger.open({ organisations });
      const keys = [house.signer("ada"), house.signer("ben"), house.fresh(), house.fresh()];
      for (const { name: chosen, decided, by, values } of steps) {
        const action = actions.find(({ name }) => name === chosen);
        if (action === undefined) throw new Error(chosen);
        const input: Record<string, unknown> = {};
        for (const [i, [name]] of Object.entries(action.inputShape).entries()) {
          const [number, text, pick, there] = values[i % 12] ?? [0, "", 0, true];
          const key = keys[pick % keys.length] ?? house.fresh();
          const value = fitting(name, { number, text, pick, key });
          if (there || value !== text) input[name] = value;
        }
        const full = `membership.${action.name}`;
        const call = { action: full, input: encodeCbor(input as never) };
        const statement = house.base.statement(
          decided
            ? { by, signer: house.signer(by), action: "council.decide", input: call }
            : { by, signer: house.signer(by), action: full, input: input as never },
        );
        for (const { name } of await house.block(statement)) outcomes.add(name ?? "none");
      }
    }),
    { numRuns: 300 },
  );
  // It went deeper than the schema.
  expect(outcomes.size).toBeGreaterThan(12);
}, 120_000);

interface Parts {
  readonly number: number;
  readonly text: string;
  readonly pick: number;
  readonly key: ReturnType<ConsortiumLedger["fresh"]>;
}

function fitting(name: string, { number, text, pick, key }: Parts): unknown {
  const lists: Readonly<Record<string, unknown>> = {
    kinds: pick % 2 === 0 ? ["validator"] : ["court", "registrar"],
    purposes: pick % 2 === 0 ? ["records"] : ["administration", "governance"],
    capabilities: ["vault.*", pick % 2 === 0 ? "membership.*" : "evidence.deposit"],
    guardians: pick % 2 === 0 ? ["ada", "ben"] : ["cleo", "dan", "ada"],
    pseudonyms: [{ key: encodeKey(key.publicKey), level: "low", commitment: new Uint8Array(32) }],
    operator: { member: text, key: encodeKey(key.publicKey) },
    chain: [new Uint8Array(8)],
  };
  if (name in lists) return lists[name];
  const single: Readonly<Record<string, unknown>> = {
    key: pick % 4 === 3 ? key.keyId : encodeKey(key.publicKey),
    keyId: key.keyId,
    kind: ["person", "service", "device"][pick % 3],
    status: "active",
    level: "high",
    commitment: new Uint8Array(32),
    threshold: 2 + (pick % 3),
    title: "Title",
    reason: "because",
    name: "Name",
    operators: pick % 2 === 0,
    redelegable: pick % 2 === 0,
    power: pick,
    validator: { key: key.keyId, power: 1 + pick, node: "0".repeat(40) },
    node: "0".repeat(40),
    fingerprint: new Uint8Array(32),
    authority: new Uint8Array(32),
    certificate: new Uint8Array(8),
    proof: new Uint8Array(64),
    grant: pick % 3,
    delegation: pick % 3,
    recovery: pick % 3,
    role: pick % 2 === 0 ? "member" : text,
    until: number,
    notAfter: number,
    waitMs: number % 10_000,
    fromHeight: number,
  };
  return single[name] ?? text;
}
