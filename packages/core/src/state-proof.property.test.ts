import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeState, type Row } from "../test/support/state.ts";
import { equalBytes } from "./bytes.ts";
import { type CborEncodable, encodeCbor } from "./cbor.ts";
import {
  decodeStateProof,
  encodeStateProof,
  rootFromStateProof,
  type StateProof,
  StateProofError,
  statePath,
  stateRootOf,
  verifyStateProof,
} from "./state-proof.ts";
import { nodeSuite } from "./suite/node-suite.ts";

const APPS = ["alpha", "beta", "evidence"];

function rowOf(n: number): Row {
  return { app: "evidence", table: "deposits", key: ["sha-256", n], value: { n } };
}

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof StateProofError) return error.code;
    throw error;
  }
  return undefined;
}

describe.each(["intl", "gm"] as const)("suite %s", (name) => {
  const suite = nodeSuite(name);
  const rows = Array.from({ length: 60 }, (_, n) => rowOf(n));
  const state = makeState(suite, APPS, rows);

  test("presence and absence are proved, and the encoding round-trips", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.constantFrom(...APPS), (n, app) => {
        const proof = state.prove(app, "deposits", ["sha-256", n]);
        expect(proof.value !== null).toBe(app === "evidence" && n < 60);
        expect(verifyStateProof(suite, proof, state.root)).toBe(true);
        const bytes = encodeStateProof(proof);
        expect(decodeStateProof(bytes)).toEqual(proof);
        expect(encodeStateProof(decodeStateProof(bytes))).toEqual(bytes);
      }),
    );
  });

  test("no other claim can be made with the hashes of a proof", () => {
    fc.assert(
      fc.property(fc.nat(90), fc.nat(90), (n, m) => {
        const key: CborEncodable[] = ["sha-256", n];
        const proof = state.prove("evidence", "deposits", key);
        const truth = (claim: StateProof): boolean => verifyStateProof(suite, claim, state.root);
        const value = encodeCbor({ n: m });
        const { other: _, ...bare } = proof;
        expect(truth({ ...bare, value })).toBe(n === m && n < 60);
        if (proof.value !== null) {
          expect(truth({ ...bare, value: null })).toBe(false);
          // For an absent record this may well be true: the other table has no such record either.
          expect(truth({ ...proof, table: "other" })).toBe(false);
        }
        expect(truth({ ...proof, app: "alpha" })).toBe(false);
        const { index, size, path } = proof.apps;
        for (const change of [-1, 1]) {
          expect(truth({ ...proof, apps: { index: index + change, size, path } })).toBe(false);
          expect(truth({ ...proof, apps: { index, size: size + change, path } })).toBe(false);
        }
        const [first, ...rest] = proof.siblings;
        if (first === undefined) return;
        expect(truth({ ...proof, siblings: rest })).toBe(false);
        expect(truth({ ...proof, siblings: [first, ...proof.siblings] })).toBe(false);
      }),
    );
  });

  test("every changed byte of an encoded proof is noticed", () => {
    // Keys deep enough that no other key can take the place of an absent one by chance.
    const kinds = [state.prove("evidence", "deposits", ["sha-256", 7])];
    const absent = Array.from({ length: 300 }, (_, n) =>
      state.prove("evidence", "deposits", ["sha-256", 1000 + n]),
    );
    const beside = absent.find(({ other }) => other !== undefined) as StateProof;
    const empty = absent.find(({ other }) => other === undefined) as StateProof;
    for (const proof of [...kinds, beside, empty]) {
      const bytes = encodeStateProof(proof);
      for (let at = 0; at < bytes.length; at++) {
        for (const flip of [0x01, 0x02, 0x10, 0x80, 0xff]) {
          const changed = bytes.slice();
          changed[at] = (changed[at] ?? 0) ^ flip;
          let claim: StateProof;
          try {
            claim = decodeStateProof(changed);
          } catch (error) {
            expect(error).toBeInstanceOf(StateProofError);
            continue;
          }
          if (!verifyStateProof(suite, claim, state.root)) continue;
          // One proof of absence holds for every absent key of its place: another such key is no lie.
          expect(claim.value).toBeNull();
          const { key: asked, table: where, ...hashes } = claim;
          const { key, table, ...own } = proof;
          expect(hashes).toEqual(own);
          const path = statePath(suite, where, asked);
          expect(equalBytes(path, statePath(suite, table, key))).toBe(false);
          expect(rows.some((row) => equalBytes(path, statePath(suite, row.table, row.key)))).toBe(
            false,
          );
        }
      }
    }
  });

  test("every cut and every appended byte is refused", () => {
    const bytes = encodeStateProof(state.prove("evidence", "deposits", ["sha-256", 7]));
    for (let length = 0; length < bytes.length; length++) {
      expect(codeOf(() => decodeStateProof(bytes.slice(0, length)))).toBe("malformed");
    }
    expect(codeOf(() => decodeStateProof(Uint8Array.of(...bytes, 0)))).toBe("malformed");
  });
});

describe("shape", () => {
  const suite = nodeSuite("intl");
  const state = makeState(
    suite,
    ["evidence"],
    Array.from({ length: 9 }, (_, n) => rowOf(n)),
  );
  const present = state.prove("evidence", "deposits", ["sha-256", 3]);
  const hash = new Uint8Array(32).fill(1);

  test("forms that honest trees do not have are refused", () => {
    const forms: [string, StateProof][] = [
      ["an empty subtree as zeros", { ...present, siblings: [new Uint8Array(32), hash] }],
      ["a short sibling", { ...present, siblings: [new Uint8Array(31), hash] }],
      ["a last sibling that is empty", { ...present, siblings: [hash, new Uint8Array(0)] }],
      ["a present record with another leaf", { ...present, other: [hash, hash] }],
      ["a short hash in the other leaf", { ...present, value: null, other: [hash.slice(1), hash] }],
      ["more siblings than bits", { ...present, siblings: Array(257).fill(hash) }],
      ["too many applications", { ...present, apps: { index: 0, size: 65, path: [] } }],
      ["a path of applications too long", { ...present, apps: { ...present.apps, path: [hash] } }],
    ];
    for (const [name, proof] of forms) {
      expect(
        codeOf(() => rootFromStateProof(suite, proof)),
        name,
      ).toBe("malformed");
      expect(verifyStateProof(suite, proof, state.root), name).toBe(false);
    }
  });

  test("absence is not shown by the record itself, nor by a leaf from elsewhere", () => {
    const own = statePath(suite, "deposits", ["sha-256", 3]);
    const valueHash = suite.hash(encodeCbor({ n: 3 }));
    const self: StateProof = { ...present, value: null, other: [own, valueHash] };
    expect(codeOf(() => rootFromStateProof(suite, self))).toBe("malformed");
    const elsewhere = own.slice();
    elsewhere[0] = (elsewhere[0] ?? 0) ^ 0x80;
    const moved: StateProof = { ...present, value: null, other: [elsewhere, valueHash] };
    expect(codeOf(() => rootFromStateProof(suite, moved))).toBe("malformed");
  });

  test("an empty application, and one with a single record", () => {
    const none = makeState(suite, ["evidence"], []);
    expect(none.root).toEqual(stateRootOf(suite, [{ app: "evidence", root: new Uint8Array(32) }]));
    const absent = none.prove("evidence", "deposits", ["a"]);
    expect(absent.siblings).toEqual([]);
    expect(verifyStateProof(suite, absent, none.root)).toBe(true);
    const one = makeState(suite, ["evidence"], [rowOf(1)]);
    const beside = one.prove("evidence", "deposits", ["a"]);
    expect(beside.other).toBeDefined();
    expect(verifyStateProof(suite, beside, one.root)).toBe(true);
  });

  test("applications stand in the order of their names, each once", () => {
    const root = new Uint8Array(32);
    const apps = (...names: string[]) => names.map((app) => ({ app, root }));
    expect(() => stateRootOf(suite, apps("b", "a"))).toThrow(RangeError);
    expect(() => stateRootOf(suite, apps("a", "a"))).toThrow(RangeError);
    expect(stateRootOf(suite, [])).toEqual(suite.hash(new Uint8Array(0)));
  });

  test("an encoded proof over the limit is refused either way", () => {
    expect(codeOf(() => decodeStateProof(new Uint8Array(131_073)))).toBe("too-large");
    const large = { ...present, value: new Uint8Array(131_072) };
    expect(codeOf(() => encodeStateProof(large))).toBe("too-large");
  });

  test("a key that has no encoding is malformed, not a fault", () => {
    const proof: StateProof = { ...present, key: ["e\u0301"] };
    expect(codeOf(() => rootFromStateProof(suite, proof))).toBe("malformed");
  });
});
