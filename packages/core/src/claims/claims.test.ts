import { beforeAll, describe, expect, test } from "vitest";
import { exampleBytes } from "../../test/support/keys.ts";
import { makeState } from "../../test/support/state.ts";
import { CREATED, makeWorld } from "../../test/support/world.ts";
import { type CborEncodable, decodeCbor, encodeCbor } from "../cbor.ts";
import { signCheckpoint } from "../checkpoint.ts";
import { encodeStateAnswer } from "../state-answer.ts";
import type { StateProof } from "../state-proof.ts";
import { nodeSuite } from "../suite/node-suite.ts";
import type { Trust } from "../trust.ts";
import { type Claim, decodeClaims, encodeClaims } from "./claims.ts";
import { verifyClaims } from "./verify-claims.ts";

const PARTS = { app: "notes", table: "parts" } as const;
const ROWS = [
  { ...PARTS, key: [17, 0], value: { holder: "bank-a", end: 500, due: CREATED + 90, legs: [3] } },
  { ...PARTS, key: [17, 500], value: { holder: "bank-b", end: 900, pledge: { to: "bank-a" } } },
];

type Part = "first" | "second" | "gone";
const KEYS: Readonly<Record<Part, CborEncodable[]>> = {
  first: [17, 0],
  second: [17, 500],
  gone: [17, 900],
};

/** Answers about three rows, two there and one not, at two heights of a ledger. */
async function ledger(suite: "intl" | "gm", seed?: string) {
  const world = makeWorld({ suite, organisations: 3, ...(seed && { seed }) });
  const state = makeState(world.suite, ["evidence", "notes"], ROWS);
  const proof = (part: Part): StateProof => state.prove("notes", "parts", KEYS[part]);
  const answer = async (parts: readonly Part[], height = 7) => {
    const checkpoint = {
      ledgerId: world.ledgerId,
      height,
      time: CREATED + height,
      logSize: 40,
      logRoot: exampleBytes("log root", 32),
      stateRoot: state.root,
    };
    const signatures = await Promise.all(
      world.organisations.map(({ id, signer }) =>
        signCheckpoint(signer, id, checkpoint, world.suite),
      ),
    );
    return encodeStateAnswer({
      logRoot: checkpoint.logRoot,
      signatures,
      proofs: parts.map(proof),
    });
  };
  return { world, answer };
}

const claim = (part: Part, path: Claim["path"], test: Claim["test"], value?: unknown): Claim =>
  ({
    row: { ...PARTS, key: KEYS[part] },
    path,
    test,
    ...(value !== undefined && { value }),
  }) as Claim;

const TRUE: readonly Claim[] = [
  claim("first", ["holder"], "is", "bank-a"),
  claim("first", ["pledge"], "absent"),
  claim("first", ["due"], "at-least", CREATED + 7),
  claim("first", ["end"], "before", 501),
  claim("first", ["legs", 0], "is", 3),
  claim("first", ["legs", 1], "absent"),
  claim("second", ["pledge", "to"], "is", "bank-a"),
  claim("gone", [], "absent"),
];

const verdicts = (bytes: Uint8Array, trust?: Trust) => {
  const { valid, layers, claims } = verifyClaims({ claims: bytes, ...(trust && { trust }) });
  return { valid, format: layers[0]?.verdict, codes: claims.map(({ code }) => code) };
};

describe.each(["intl", "gm"] as const)("claims of suite %s", (suite) => {
  let bytes: Uint8Array;
  let trust: Trust;
  beforeAll(async () => {
    const { world, answer } = await ledger(suite);
    trust = world.trust;
    bytes = encodeClaims({
      answers: [await answer(["first", "gone"]), await answer(["second"])],
      claims: TRUE,
    });
  });

  test("hold when every row says so, and are said in words", () => {
    const result = verifyClaims({ claims: bytes, trust });
    expect(result.layers.map(({ verdict }) => verdict)).toEqual(Array(5).fill("pass"));
    expect(result.claims.map(({ code }) => code)).toEqual(Array(8).fill("claim-holds"));
    expect(result.valid).toBe(true);
    expect(result.summary).toMatchObject({ height: 7, logSize: 40 });
    expect(result.summary?.records).toHaveLength(3);
    expect(result.claims[0]?.words).toEqual({
      en: 'notes / parts [17,0]: holder is "bank-a"',
      zh: 'notes / parts [17,0]: holder 为 "bank-a"',
    });
    expect(encodeClaims(decodeClaims(bytes))).toEqual(bytes);
  });

  test("are not confirmed without a trust file, nor with that of another ledger", async () => {
    expect(verdicts(bytes)).toEqual({
      valid: false,
      format: "pass",
      codes: Array(8).fill("claim-unconfirmed"),
    });
    const other = makeWorld({ suite: suite === "intl" ? "gm" : "intl" }).trust;
    expect(verdicts(bytes, other)).toMatchObject({ valid: false });
    expect(verdicts(bytes, other).codes).not.toContain("claim-holds");
  });
});

describe("what somebody might try", () => {
  const tried = async (parts: readonly Part[], claims: readonly Claim[]) => {
    const { world, answer } = await ledger("intl");
    return verdicts(encodeClaims({ answers: [await answer(parts)], claims }), world.trust);
  };

  test("a claim over a row that the file does not prove", async () => {
    expect(await tried(["second"], [claim("first", ["holder"], "is", "bank-a")])).toEqual({
      valid: false,
      format: "pass",
      codes: ["claim-row-missing"],
    });
  });

  test("a claim about another row's member, and one that is merely false", async () => {
    const { codes } = await tried(
      ["first", "second"],
      [
        claim("second", ["holder"], "is", "bank-a"),
        claim("second", ["pledge"], "absent"),
        claim("first", ["end"], "before", 500),
        claim("first", ["end"], "at-least", 501n),
        claim("first", ["holder"], "before", 9),
        claim("first", ["holder", "length"], "is", 6),
        claim("first", ["legs", "0"], "is", 3),
        claim("first", ["end"], "is", "500"),
        claim("first", ["constructor"], "is", 1),
      ],
    );
    expect(new Set(codes)).toEqual(new Set(["claim-false"]));
  });

  test("a value or the lack of one in a row that is absent", async () => {
    const { codes } = await tried(
      ["gone"],
      [
        claim("gone", ["holder"], "is", "bank-a"),
        claim("gone", ["pledge"], "absent"),
        claim("gone", [], "is", null),
        claim("gone", ["end"], "at-least", 0),
      ],
    );
    expect(new Set(codes)).toEqual(new Set(["claim-false"]));
    const present = await tried(["first"], [claim("first", [], "absent")]);
    expect(present.codes).toEqual(["claim-false"]);
  });

  test("the lack of a member below one that is lacking", async () => {
    const { codes } = await tried(["first"], [claim("first", ["pledge", "to"], "absent")]);
    expect(codes).toEqual(["claim-false"]);
  });

  test("rows of two heights, one row twice, one claim twice", async () => {
    const { world, answer } = await ledger("intl");
    const mixed = encodeCbor({
      format: "tallystick-claims/1",
      answers: [await answer(["first"]), await answer(["second"], 8)],
      claims: [{ row: ["notes", "parts", [17, 0]], path: ["holder"], test: "is", value: "bank-a" }],
    });
    expect(verdicts(mixed, world.trust)).toEqual({ valid: false, format: "fail", codes: [] });
    const first = await answer(["first"]);
    const again = { answers: [first, first], claims: TRUE.slice(0, 1) };
    expect(() => encodeClaims(again)).toThrow(/stand there once/);
    const twice = { answers: [first], claims: [...TRUE.slice(0, 1), ...TRUE.slice(0, 1)] };
    expect(() => encodeClaims(twice)).toThrow(/once each/);
  });

  test("claims that are no claims", async () => {
    const { answer } = await ledger("intl");
    const answers = [await answer(["first"])];
    const row = ["notes", "parts", [17, 0]];
    for (const item of [
      { row, path: ["end"], test: "is" },
      { row, path: ["end"], test: "absent", value: 1 },
      { row, path: ["end"], test: "before", value: "501" },
      { row, path: ["end"], test: "after", value: 1 },
      { row, path: [-1], test: "absent" },
      { row, path: Array(9).fill("a"), test: "absent" },
      { row: ["notes", "parts"], path: [], test: "absent" },
      { row, path: [], test: "absent", words: { en: "It is unpledged." } },
    ]) {
      const bytes = encodeCbor({ format: "tallystick-claims/1", answers, claims: [item] });
      expect(() => decodeClaims(bytes), JSON.stringify(item)).toThrow(/claims/);
    }
    expect(() => encodeClaims({ answers, claims: [] })).toThrow(/claims/);
    expect(() => encodeClaims({ answers: [], claims: TRUE })).toThrow(/answers/);
  });

  test("reordered claims say the same of the same rows", async () => {
    const { world, answer } = await ledger("intl");
    const answers = [await answer(["first", "second", "gone"])];
    const claims = [...TRUE].reverse();
    const result = verifyClaims({ claims: encodeClaims({ answers, claims }), trust: world.trust });
    expect(result.valid).toBe(true);
    expect(result.claims.map(({ words }) => words.en)).toContain(
      'notes / parts [17,500]: pledge.to is "bank-a"',
    );
  });

  test("a text in a row that looks like an answer stays in quotes", async () => {
    const said = 'bank-a". It is unpledged. "';
    const { world } = await ledger("intl");
    const state = makeState(world.suite, ["notes"], [{ ...PARTS, key: [1], value: { said } }]);
    const proof = state.prove("notes", "parts", [1]);
    const checkpoint = {
      ledgerId: world.ledgerId,
      height: 1,
      time: CREATED,
      logSize: 1,
      logRoot: exampleBytes("log root", 32),
      stateRoot: state.root,
    };
    const signatures = await Promise.all(
      world.organisations.map(({ id, signer }) =>
        signCheckpoint(signer, id, checkpoint, world.suite),
      ),
    );
    const answers = [
      encodeStateAnswer({ logRoot: checkpoint.logRoot, signatures, proofs: [proof] }),
    ];
    const row = { ...PARTS, key: [1] };
    const bytes = encodeClaims({
      answers,
      claims: [{ row, path: ["said"], test: "is", value: said }],
    });
    const { claims } = verifyClaims({ claims: bytes, trust: world.trust });
    expect(claims[0]?.words.en).toBe(
      'notes / parts [1]: said is "bank-a\\". It is unpledged. \\""',
    );
  });

  test("cut or changed bytes are never valid with another meaning, and never throw", async () => {
    const { world, answer } = await ledger("intl");
    const bytes = encodeClaims({
      answers: [await answer(["first", "gone"])],
      claims: TRUE.filter(({ row }) => row.key[1] !== 500),
    });
    const { trust } = world;
    const suites = nodeSuite;
    const truths = new Set(TRUE.map((one) => JSON.stringify(one)));
    for (let at = 0; at < bytes.length; at += 1) {
      expect(verifyClaims({ claims: bytes.slice(0, at), trust, suites }).valid).toBe(false);
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ (1 << (at % 8));
      const result = verifyClaims({ claims: changed, trust, suites });
      if (!result.valid) continue;
      // Changed figures may still hold: "less than 509" is true as well. What is named must be so.
      for (const { row, path, test, value } of result.claims) {
        if (test === "before" || test === "at-least" || test === "absent") continue;
        expect(truths).toContain(JSON.stringify({ row, path, test, value }));
      }
    }
    expect(decodeCbor(bytes)).toBeInstanceOf(Map);
  });
});
