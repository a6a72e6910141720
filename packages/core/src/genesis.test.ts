import { expect, test } from "vitest";
import { exampleSigner } from "../test/support/keys.ts";
import { type CborEncodable, decodeCbor, encodeCbor } from "./cbor.ts";
import {
  decodeGenesis,
  encodeGenesis,
  type Genesis,
  GenesisError,
  genesisLedgerId,
} from "./genesis.ts";
import { keyToMap } from "./keys.ts";
import { portableSuite } from "./suite/portable.ts";

const suite = portableSuite("intl");
const key = (name: string) => exampleSigner(suite, "Ed25519", name).publicKey;
const genesis: Genesis = {
  name: "Harbour evidence 港口存证",
  suite: "intl",
  created: 1_788_249_600_000,
  organisations: [
    { id: "a", name: "A", key: key("a") },
    { id: "b", name: "B", key: exampleSigner(suite, "ES256", "b").publicKey },
  ],
  members: [
    { id: "op", organisation: "a", role: "operator", key: key("op") },
    { id: "m", organisation: "b", role: "member", key: key("m") },
  ],
  applications: ["evidence", "membership"],
};

test("a genesis document decodes to what was encoded, and its hash is the ledger id", () => {
  const bytes = encodeGenesis(genesis);
  expect(decodeGenesis(bytes)).toEqual(genesis);
  expect(genesisLedgerId(suite, bytes)).toEqual(suite.hash(bytes));
});

const [a, b] = genesis.organisations as [Genesis["organisations"][0], Genesis["organisations"][0]];
const vote = (name: string, change: object = {}) => ({
  key: exampleSigner(suite, "Ed25519", `${name} votes`).publicKey.raw,
  power: 1,
  node: "0123456789".repeat(4),
  ...change,
});
const voting: Genesis = {
  ...genesis,
  organisations: [
    { ...a, validator: vote("a") },
    { ...b, validator: vote("b", { power: 7, node: "a".repeat(40) }) },
  ],
};

test("organisations may vote in a consensus engine", () => {
  expect(decodeGenesis(encodeGenesis(voting))).toEqual(voting);
});

test.each<[string, object | undefined]>([
  ["an organisation without a vote beside one that has one", undefined],
  ["one consensus key twice", { key: vote("a").key }],
  ["one node twice", { node: vote("a").node }],
  ["no power", { power: 0 }],
  ["too much power", { power: 1_000_000_001 }],
  ["a power that is no integer", { power: 1.5 }],
  ["a short consensus key", { key: new Uint8Array(31) }],
  ["a node id in capitals", { node: "A".repeat(40) }],
  ["a short node id", { node: "a".repeat(39) }],
  ["an unknown member of a vote", { name: "x" }],
])("refuses %s", (_, change) => {
  const validator = change && vote("b", { node: "b".repeat(40), ...change });
  const other = validator === undefined ? b : { ...b, validator };
  const [first] = voting.organisations as [typeof a];
  expect(() => encodeGenesis({ ...voting, organisations: [first, other] })).toThrow();
});

const [operator, member] = genesis.members as [Genesis["members"][0], Genesis["members"][0]];
const sm2 = exampleSigner(portableSuite("gm"), "SM2", "x").publicKey;

test.each<[string, Partial<Genesis>]>([
  ["no organisation", { organisations: [], members: [] }],
  ["no member", { members: [] }],
  ["no operator", { members: [member] }],
  ["no application", { applications: [] }],
  ["an organisation twice", { organisations: [a, { ...b, id: "a" }] }],
  ["a member twice", { members: [operator, { ...member, id: "op" }] }],
  ["an application twice", { applications: ["evidence", "evidence"] }],
  ["one key for two organisations", { organisations: [a, { ...b, key: a.key }] }],
  ["one key for organisation and member", { members: [operator, { ...member, key: a.key }] }],
  ["a member of no organisation", { members: [operator, { ...member, organisation: "c" }] }],
  ["a key of the other suite", { members: [operator, { ...member, key: sm2 }] }],
  ["keys of the other suite throughout", { suite: "gm" }],
  ["an id in capitals", { members: [operator, { ...member, id: "M" }] }],
  ["an application in capitals", { applications: ["Evidence"] }],
  ["an empty name", { name: "" }],
  ["a name of 201 characters", { name: "x".repeat(201) }],
  ["a name that is not NFC", { name: "e\u0301" }],
  ["a negative time", { created: -1 }],
])("refuses %s", (_, change) => {
  const encode = () => encodeGenesis({ ...genesis, ...change });
  expect(encode).toThrow();
});

test.each<[string, (map: Map<string, CborEncodable>) => void]>([
  ["an unknown member", (map) => map.set("extra", 1)],
  ["a missing member", (map) => map.delete("created")],
  ["another format", (map) => map.set("format", "tallystick-genesis/2")],
  ["an unknown suite", (map) => map.set("suite", "nist")],
  ["an unknown role", (map) => map.set("members", [memberMap({ role: "admin" })])],
  ["an unknown field of a member", (map) => map.set("members", [memberMap({ extra: 1 })])],
  ["a key as bytes", (map) => map.set("members", [memberMap({ key: new Uint8Array(3) })])],
])("refuses %s in the bytes", (_, change) => {
  const map = new Map(decodeCbor(encodeGenesis(genesis)) as Map<string, CborEncodable>);
  change(map);
  expect(() => decodeGenesis(encodeCbor(map))).toThrow(GenesisError);
});

function memberMap(change: Record<string, CborEncodable>): CborEncodable {
  return { id: "op", organisation: "a", role: "operator", key: keyToMap(operator.key), ...change };
}

test("refuses a document beyond its limit", () => {
  expect(() => decodeGenesis(new Uint8Array(1_048_577))).toThrow(GenesisError);
});
