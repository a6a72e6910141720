import { describe, expect, test } from "vitest";
import { exampleSigner } from "../test/support/keys.ts";
import { makeWorld } from "../test/support/world.ts";
import { toHex } from "./bytes.ts";
import { encodeKey } from "./keys.ts";
import { portableSuite } from "./suite/portable.ts";
import {
  formatTrust,
  parseTrust,
  quorumAt,
  type Trust,
  TrustError,
  trustFromGenesis,
} from "./trust.ts";

const world = makeWorld({ suite: "intl", organisations: 3 });
const text = formatTrust(world.trust);

test.each(["intl", "gm"] as const)("%s: parsing a formatted trust file gives it back", (suite) => {
  const { trust } = makeWorld({ suite, organisations: 4 });
  expect(parseTrust(formatTrust(trust))).toEqual(trust);
  expect(formatTrust(parseTrust(formatTrust(trust)))).toBe(formatTrust(trust));
});

test.each([
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 3],
])("trust from the genesis of %i organisations asks for %i", (organisations, quorum) => {
  const own = makeWorld({ suite: "intl", organisations });
  expect(trustFromGenesis(own.genesis)).toMatchObject({
    name: "Harbour evidence 港口存证",
    suite: "intl",
    fromHeight: 0,
    quorums: [{ fromHeight: 0, quorum }],
  });
  expect(trustFromGenesis(own.genesis).ledgerId).toEqual(own.suite.hash(own.genesis));
});

test("white space and the order of members do not matter", () => {
  const reversed = Object.fromEntries(Object.entries(document()).reverse());
  expect(parseTrust(JSON.stringify(reversed))).toEqual(world.trust);
});

test("a history of keys survives", () => {
  const [first, ...others] = world.trust.organisations;
  const [current] = first?.keys ?? [];
  if (!first || !current) throw new Error("no key");
  const old = exampleSigner(world.suite, "ES256", "old");
  const keys = [
    { keyId: old.keyId, key: old.publicKey, fromHeight: 0, toHeight: 99 },
    { ...current, fromHeight: 100 },
  ];
  const trust: Trust = { ...world.trust, organisations: [{ ...first, keys }, ...others] };
  expect(parseTrust(formatTrust(trust))).toEqual(trust);
});

test("each block has the quorum that began last", () => {
  const quorums = [
    { fromHeight: 0, quorum: 1 },
    { fromHeight: 100, quorum: 3 },
    { fromHeight: 200, quorum: 2 },
  ];
  const trust = parseTrust(formatTrust({ ...world.trust, quorums }));
  const heights = [0, 99, 100, 199, 200, 1e9];
  expect(heights.map((height) => quorumAt(trust, height))).toEqual([1, 1, 3, 3, 2, 2]);
});

const document = (): Record<string, unknown> => JSON.parse(text);

/** The trust file with the member at a path such as `organisations.0.id` replaced, or removed. */
function changed(path: string, value: unknown): string {
  const root = document();
  const names = path.split(".");
  const last = names.pop() ?? "";
  const holder = names.reduce((at, name) => at[name] as Record<string, unknown>, root);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return JSON.stringify(root);
}

const [organisation] = world.trust.organisations;
const publicKey = toHex(encodeKey(organisation?.keys[0]?.key ?? world.member.signer.publicKey));
const sm2 = exampleSigner(portableSuite("gm"), "SM2", "x");
const ORGANISATION = "organisations.0";
const KEY = "organisations.0.keys.0";
const QUORUM = "quorums.0";
const QUORUM_OF_3 = { fromHeight: 0, quorum: 3 };

describe("refuses", () => {
  test.each<[string, string, unknown]>([
    ["another format", "format", "tallystick-trust/2"],
    ["an unknown member", "note", "x"],
    ["a missing member", "name", undefined],
    ["a ledger id in capitals", "ledger", toHex(world.ledgerId).toUpperCase()],
    ["a short ledger id", "ledger", "00"],
    ["an unknown suite", "suite", "nist"],
    ["the other suite", "suite", "gm"],
    ["a negative height", "fromHeight", -1],
    ["a height that is a text", "fromHeight", "0"],
    ["a fraction as height", "fromHeight", 0.5],
    ["no quorum", "quorums", []],
    ["a quorum without a height", "quorums", [{ quorum: 1 }]],
    ["a quorum with another member", "quorums", [{ fromHeight: 0, quorum: 1, note: "x" }]],
    ["a quorum of none", `${QUORUM}.quorum`, 0],
    ["a quorum beyond the organisations", `${QUORUM}.quorum`, 4],
    ["a quorum from a later block than the file", `${QUORUM}.fromHeight`, 1],
    ["two quorums of one block", "quorums", [QUORUM_OF_3, QUORUM_OF_3]],
    [
      "quorums in another order",
      "quorums",
      [QUORUM_OF_3, { fromHeight: 9, quorum: 3 }, { fromHeight: 5, quorum: 3 }],
    ],
    ["no organisation", "organisations", []],
    ["an organisation id twice", `${ORGANISATION}.id`, "north-bank"],
    ["an organisation without keys", `${ORGANISATION}.keys`, []],
    ["an id in capitals", `${ORGANISATION}.id`, "A"],
    ["an unknown member of an organisation", `${ORGANISATION}.url`, "x"],
    ["an unknown member of a key", `${KEY}.note`, "x"],
    ["a key id that is not the key's", `${KEY}.kid`, "00".repeat(32)],
    ["another algorithm's name", `${KEY}.algorithm`, "ES256"],
    ["a key that is no key", `${KEY}.publicKey`, "a0"],
    ["a key of the other suite", `${KEY}.publicKey`, toHex(encodeKey(sm2.publicKey))],
    ["a key with bytes behind it", `${KEY}.publicKey`, `${publicKey}00`],
    ["a key in capitals", `${KEY}.publicKey`, publicKey.toUpperCase()],
    ["a key with half a byte", `${KEY}.publicKey`, publicKey.slice(1)],
    ["an end that is a text", `${KEY}.toHeight`, "9"],
    ["an open end left out", `${KEY}.toHeight`, undefined],
  ])("%s", (_, path, value) => {
    expect(() => parseTrust(changed(path, value))).toThrow(TrustError);
  });

  test("a key that ends before it begins", () => {
    const times = { fromHeight: 9, toHeight: 8 };
    const [key] = (document()["organisations"] as { keys: object[] }[])[0]?.keys ?? [];
    expect(() => parseTrust(changed(KEY, { ...key, ...times }))).toThrow("fromHeight or more");
  });

  test("one key for two organisations", () => {
    const [first] = document()["organisations"] as { keys: object[] }[];
    expect(() => parseTrust(changed("organisations.1.keys", first?.keys))).toThrow(
      "key.kid must be unique",
    );
  });

  test("a member that stands twice", () => {
    const twice = text.replace('"suite":', '"suite": "gm",\n  "suite":');
    expect(() => parseTrust(twice)).toThrow("stands twice");
  });

  test.each(["", "{", "null", "[]", "1", '"x"', `\ufeff${text}`, `${text}x`, "[".repeat(300_000)])(
    "what is no JSON object (%#)",
    (other) => {
      expect(() => parseTrust(other)).toThrow(TrustError);
    },
  );

  test("more than a mebibyte", () => {
    expect(() => parseTrust(" ".repeat(1_048_577))).toThrow(TrustError);
  });

  test("to write what it would not read", () => {
    expect(() => formatTrust({ ...world.trust, quorums: [] })).toThrow(TrustError);
  });
});
