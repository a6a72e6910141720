/**
 * conformance/python/verify_claims.py, written from docs/reference alone, and verifyClaims() must give
 * the same verdict on every layer and every claim of every file, good or bad.
 */
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../src/bytes.ts";
import { type CborEncodable, type CborValue, decodeCbor, encodeCbor } from "../../src/cbor.ts";
import { verifyClaims } from "../../src/claims/verify-claims.ts";
import { nodeSuite } from "../../src/suite/node-suite.ts";
import { formatTrust, type Trust } from "../../src/trust.ts";
import { makeAnswerExamples } from "../docs/answer-examples.ts";
import { Random } from "../fuzz/random.ts";
import { askPython, havePython } from "../support/python.ts";
import { CREATED, makeWorld } from "../support/world.ts";

interface Case {
  readonly name: string;
  readonly claims: Uint8Array;
  readonly trust?: Trust;
  readonly now?: number;
}

const examples = await makeAnswerExamples();
const bytesOf = (example: string): Uint8Array =>
  fromHex((examples.get(example) ?? "").replace(/#.*$/gm, "").replace(/\s/g, ""));
const worlds = (["intl", "gm"] as const).map((name) => ({
  name,
  trust: makeWorld({ suite: name }).trust,
  bytes: bytesOf(`claims-${name}`),
}));

function expectSame(cases: readonly Case[]): Set<string> {
  const theirs = askPython<unknown>(
    cases.map(({ claims, trust, now }) => ({
      claims: toHex(claims),
      trust: trust ? JSON.parse(formatTrust(trust)) : null,
      now,
    })),
  );
  const seen = new Set<string>();
  cases.forEach(({ name, ...input }, i) => {
    const { valid, layers, claims } = verifyClaims({ ...input, suites: nodeSuite });
    const ours = {
      valid,
      layers: Object.fromEntries(layers.map(({ layer, verdict }) => [layer, verdict])),
      claims: claims.map(({ verdict }) => verdict),
    };
    expect({ name, ...(theirs[i] as object) }).toEqual({ name, ...ours });
    for (const { layer, verdict } of layers) seen.add(`${layer} ${verdict}`);
    for (const { verdict } of claims) seen.add(`claim ${verdict}`);
  });
  return seen;
}

/** The example with other claims about its first row. */
function claiming(bytes: Uint8Array, tests: readonly Record<string, CborEncodable>[]): Uint8Array {
  const map = new Map(decodeCbor(bytes) as Map<string, CborValue>);
  const [first] = map.get("claims") as Map<string, CborValue>[];
  const row = first?.get("row") as CborEncodable;
  return encodeCbor(
    new Map<string, CborEncodable>([...map, ["claims", tests.map((one) => ({ row, ...one }))]]),
  );
}

describe.skipIf(!havePython())("the Python verifier agrees", () => {
  test("on good files, with and without trust, and at a time before theirs", () => {
    const seen = expectSame(
      worlds.flatMap(({ name, trust, bytes: claims }, i) => [
        { name, claims, trust },
        { name, claims },
        { name, claims, trust: worlds[1 - i]?.trust as Trust },
        {
          name,
          claims,
          trust: { ...trust, fromHeight: 3, quorums: [{ fromHeight: 3, quorum: 1 }] },
        },
        { name, claims, trust, now: CREATED - 1_000_000 },
      ]),
    );
    expect(seen).toContain("claim pass");
    expect(seen).toContain("claim not-checkable");
  });

  test("on claims that hold, that do not, and that are none", () => {
    const tests: Record<string, CborEncodable>[] = [
      { path: ["index"], test: "is", value: 1 },
      { path: ["index"], test: "is", value: "1" },
      { path: ["index"], test: "is", value: true },
      { path: ["index"], test: "at-least", value: 1 },
      { path: ["index"], test: "at-least", value: 2n ** 63n },
      { path: ["index"], test: "before", value: -1 },
      { path: ["member"], test: "before", value: 9 },
      { path: ["member", 0], test: "is", value: "l" },
      { path: ["member", 0], test: "absent" },
      { path: ["nothing"], test: "is", value: null },
      { path: ["nothing"], test: "absent" },
      { path: ["nothing", "here"], test: "absent" },
      { path: [], test: "absent" },
      { path: [], test: "is", value: { index: 1, member: "li.hua" } },
      { path: [1], test: "absent" },
      { path: ["index"], test: "absent", value: 1 },
      { path: ["index"], test: "before", value: "2" },
      { path: ["index"], test: "is" },
      { path: [-1], test: "absent" },
      { path: [""], test: "absent" },
      { path: ["index"], test: "equals", value: 1 },
    ];
    const seen = expectSame(
      worlds.flatMap(({ name, trust, bytes }) =>
        tests.map((one) => ({
          name: `${name} ${JSON.stringify(one, (_, x) => (typeof x === "bigint" ? `${x}` : x))}`,
          trust,
          claims: claiming(bytes, [one]),
        })),
      ),
    );
    expect(seen).toContain("claim fail");
    expect(seen).toContain("format fail");
  });

  test("on random changes of bytes, and on files cut off", () => {
    const random = new Random(20_261_121);
    const cases = worlds.flatMap(({ name, trust, bytes }) =>
      Array.from({ length: 150 }, (_, i) => {
        const at = random.below(bytes.length);
        const claims = i % 5 === 0 ? bytes.slice(0, at) : bytes.slice();
        if (i % 5 !== 0) claims[at] = (claims[at] ?? 0) ^ (1 + random.below(255));
        return { name: `${name}, byte ${at}`, trust, claims };
      }),
    );
    const seen = expectSame(cases);
    expect(seen).toContain("checkpoint-signatures fail");
    expect(seen).toContain("state fail");
  });
});
