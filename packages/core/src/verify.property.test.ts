import fc from "fast-check";
import { expect, test } from "vitest";
import { digestOf } from "../test/support/file.ts";
import { exampleBytes } from "../test/support/keys.ts";
import { makeEntry, makeReceipt, makeWorld } from "../test/support/world.ts";
import type { CborEncodable } from "./cbor.ts";
import { decodeEntry } from "./entry.ts";
import { decodeReceipt, encodeReceipt, toCoseReceipts } from "./receipt.ts";
import { decodeStatement } from "./statement.ts";
import { nodeSuite } from "./suite/node-suite.ts";
import { formatTrust, parseTrust, quorumAt } from "./trust.ts";
import { verify } from "./verify.ts";

const KINDS = [
  { suite: "intl", algorithm: "Ed25519" },
  { suite: "intl", algorithm: "ES256" },
  { suite: "gm", algorithm: "SM2" },
] as const;
const worlds = KINDS.map((kind) => makeWorld({ ...kind, organisations: 4 }));

/** NFC text without lone surrogates, of assigned characters that people write. */
const text = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(..."abcXYZ09 .-é中港口日志"), minLength: 1, maxLength });
const content = fc.uint8Array({ maxLength: 200 });
const claims = fc.record(
  {
    mediaType: text(40),
    source: text(60),
    note: text(200),
    labels: fc.array(text(10), { maxLength: 5 }),
    capturedAt: fc.nat(),
  },
  { requiredKeys: [] },
);
const place = fc
  .integer({ min: 1, max: 40 })
  .chain((logSize) => fc.record({ logSize: fc.constant(logSize), index: fc.nat(logSize - 1) }));
const situation = fc.record({
  world: fc.constantFrom(...worlds),
  content,
  claims,
  place,
  algs: fc.uniqueArray(fc.constantFrom("sha-256", "sha-384", "sha-512", "sm3"), {
    minLength: 1,
    maxLength: 4,
  }),
  signers: fc.integer({ min: 1, max: 4 }),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

async function receiptOf({
  world,
  content: file,
  claims: said,
  place: at,
  algs,
  signers,
}: Situation) {
  const digests = algs.map((alg) => ({ alg, value: digestOf(alg, file) }));
  const input: CborEncodable = { ...said, digests, size: file.length };
  const entry = await makeEntry(world, { input, data: { ordinal: 0 } });
  return makeReceipt(world, entry, { ...at, signers });
}

function factsOf({ algs, content: file }: Situation, changed = file) {
  return {
    digests: new Map(algs.map((alg) => [alg, digestOf(alg, changed)])),
    size: changed.length,
  };
}

test("whatever is deposited, wherever it lands: valid exactly when the quorum has signed", async () => {
  await fc.assert(
    fc.asyncProperty(situation, async (given) => {
      const { trust } = given.world;
      const made = await receiptOf(given);
      const receipt = encodeReceipt(made);
      expect(encodeReceipt(decodeReceipt(receipt))).toEqual(receipt);
      expect(toCoseReceipts(made)).toHaveLength(given.signers);
      const file = factsOf(given);
      const outcome = verify({ receipt, trust, file, suites: nodeSuite });
      expect(outcome.valid).toBe(given.signers >= quorumAt(trust, made.checkpoint.height));
      expect(outcome.summary).toMatchObject({ ...given.place, outcome: 0 });
    }),
    { numRuns: 60 },
  );
});

test("another file, another place and another quorum are never valid", async () => {
  await fc.assert(
    fc.asyncProperty(situation, content, fc.nat(), async (drawn, other, shift) => {
      const given = { ...drawn, signers: 4 };
      const { trust } = given.world;
      const made = await receiptOf(given);
      const receipt = encodeReceipt(made);
      const wrongFile = factsOf(given, Uint8Array.of(...other, ...given.content, 1));
      expect(verify({ receipt, trust, file: wrongFile, suites: nodeSuite }).valid).toBe(false);
      const index = (made.index + 1 + shift) % (given.place.logSize + 1);
      if (index !== made.index) {
        const moved = encodeReceipt({ ...made, index });
        expect(verify({ receipt: moved, trust, suites: nodeSuite }).valid).toBe(false);
      }
      const [first = trust.organisations[0], ...others] = trust.organisations;
      const quorums = [{ fromHeight: 0, quorum: 3 }];
      const fewer = { ...trust, organisations: [first, ...others].slice(0, 2) as never, quorums };
      expect(verify({ receipt, trust: fewer, suites: nodeSuite }).valid).toBe(false);
    }),
    { numRuns: 40 },
  );
});

test("a statement says what its author asked, whatever that was", async () => {
  const value: fc.Arbitrary<CborEncodable> = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.maxSafeInteger(),
      fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n }),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array({ maxLength: 40 }),
      text(40),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(text(8), tie("value"), { maxKeys: 4 }),
    ),
  })).value as fc.Arbitrary<CborEncodable>;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...worlds),
      fc.dictionary(text(8), value, { maxKeys: 5 }),
      async (world, input) => {
        const entry = await makeEntry(world, { action: "any.thing", input });
        const statement = decodeStatement(decodeEntry(entry).statement);
        expect(new Set(statement.input.keys())).toEqual(new Set(Object.keys(input)));
        const again = await makeEntry(world, { action: "any.thing", input: statement.input });
        expect(decodeStatement(decodeEntry(again).statement).payloadBytes).toEqual(
          statement.payloadBytes,
        );
      },
    ),
    { numRuns: 100 },
  );
});

test("a trust file survives being written, whatever its heights, names and quorums", () => {
  const height = fc.nat();
  fc.assert(
    fc.property(
      fc.constantFrom(...worlds),
      text(100),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 1_000 })), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.array(fc.tuple(height, fc.option(height)), { minLength: 4, maxLength: 4 }),
      height,
      ({ trust }, name, steps, ranges, fromHeight) => {
        let next = fromHeight;
        const quorums = steps.map(([quorum, blocks]) => {
          const from = next;
          next += blocks;
          return { fromHeight: from, quorum };
        });
        const changed = {
          ...trust,
          name,
          quorums,
          fromHeight,
          organisations: trust.organisations.map((organisation, i) => ({
            ...organisation,
            keys: organisation.keys.map((key) => {
              const [from = 0, length = null] = ranges[i] ?? [];
              const toHeight = length === null ? null : from + length;
              return { ...key, fromHeight: from, toHeight };
            }),
          })),
        };
        expect(parseTrust(formatTrust(changed))).toEqual(changed);
      },
    ),
    { numRuns: 60 },
  );
});

test("random bytes are never a receipt and never an exception", () => {
  const { trust } = worlds[0] ?? makeWorld({ suite: "intl" });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (receipt) => {
      expect(verify({ receipt, trust }).valid).toBe(false);
    }),
    { numRuns: 300, examples: [[exampleBytes("x", 1_000)]] },
  );
});
