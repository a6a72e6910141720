import { describe, expect, test } from "vitest";
import { COSE_CRV } from "./algorithms.ts";
import { concatBytes, fromHex, toHex } from "./bytes.ts";
import { CborError, type CborValue, encodeCbor } from "./cbor.ts";
import { decodeKey, encodeKey, KeyError, keyId, keyToMap, type PublicKey } from "./keys.ts";
import { edgeVectors } from "./suite/edge-vectors.ts";
import { portableSuite } from "./suite/portable.ts";
import type { Algorithm } from "./suite/suite.ts";

const honest = (algorithm: Algorithm): PublicKey => {
  const vector = edgeVectors(algorithm).find((one) => one.accept);
  if (vector === undefined) throw new Error("no honest vector");
  return vector.key;
};

const algorithms: readonly Algorithm[] = ["Ed25519", "ES256", "SM2"];

describe.each(algorithms)("%s", (algorithm) => {
  const key = honest(algorithm);
  test("round trip through bytes and through a map", () => {
    expect(decodeKey(encodeKey(key))).toEqual(key);
    expect(decodeKey(keyToMap(key))).toEqual(key);
  });
  test("the decoded key does not share memory with what it came from", () => {
    const bytes = encodeKey(key);
    const decoded = decodeKey(bytes);
    bytes.fill(0);
    expect(decoded).toEqual(key);
  });
  test("refuses one more member, one fewer, and a changed label", () => {
    const members = [...keyToMap(key)];
    expect(() => decodeKey(new Map([...members, [2, new Uint8Array(1)]]))).toThrow(KeyError);
    expect(() => decodeKey(new Map([...members, [-4, new Uint8Array(32)]]))).toThrow(KeyError);
    expect(() => decodeKey(new Map(members.slice(0, -1)))).toThrow(KeyError);
    expect(() => decodeKey(new Map([...members.slice(0, -1), [7, key.raw]]))).toThrow(KeyError);
  });
  test("refuses lengths", () => {
    expect(() => encodeKey({ algorithm, raw: key.raw.subarray(1) })).toThrow(KeyError);
    const short = new Map(keyToMap(key)).set(-2, key.raw.slice(0, 31));
    expect(() => decodeKey(short)).toThrow(KeyError);
  });
});

test("the example of RFC 9679 s6", () => {
  const key: PublicKey = {
    algorithm: "ES256",
    raw: fromHex(
      "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d" +
        "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c",
    ),
  };
  expect(toHex(keyId(portableSuite("intl"), key))).toBe(
    "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec",
  );
});

test("the key identifier is the suite's hash of the encoding", () => {
  for (const name of ["intl", "gm"] as const) {
    const suite = portableSuite(name);
    expect(keyId(suite, honest("SM2"))).toEqual(suite.hash(encodeKey(honest("SM2"))));
  }
});

describe("points that are none", () => {
  const ec = (crv: number, x: Uint8Array, y: CborValue): CborValue =>
    new Map<number, CborValue>([
      [1, 2],
      [-1, crv],
      [-2, x],
      [-3, y],
    ]);
  const P = {
    1: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
    [-70002]: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  } as const;
  const bytes32 = (n: bigint): Uint8Array => fromHex(n.toString(16).padStart(64, "0"));

  test.each(["ES256", "SM2"] as const)("%s: off the curve, zero, compressed", (algorithm) => {
    const crv = algorithm === "ES256" ? COSE_CRV.P256 : COSE_CRV.SM2;
    const { raw } = honest(algorithm);
    const x = raw.slice(0, 32);
    const y = raw.slice(32);
    const bent = y.slice();
    bent[31] = (bent[31] as number) ^ 1;
    expect(() => decodeKey(ec(crv, x, bent))).toThrow(KeyError);
    expect(() => decodeKey(ec(crv, new Uint8Array(32), new Uint8Array(32)))).toThrow(KeyError);
    expect(() => decodeKey(ec(crv, x, true))).toThrow(KeyError);
    expect(() => decodeKey(ec(crv, y, x))).toThrow(KeyError);
    expect(() => decodeKey(ec(crv === 1 ? -70002 : 1, x, y))).toThrow(KeyError);
  });
  test("a coordinate not reduced modulo p", () => {
    // P-256 has a point with x = 5; the same point under the name 5 + p is refused.
    const y = 0x459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbccn;
    expect(decodeKey(ec(1, bytes32(5n), bytes32(y))).algorithm).toBe("ES256");
    expect(() => decodeKey(ec(1, bytes32(5n + P[1]), bytes32(y)))).toThrow(KeyError);
    expect(() => decodeKey(ec(-70002, bytes32(P[-70002]), bytes32(y)))).toThrow(KeyError);
  });
  test("every malformed Ed25519 key of the edge vectors", () => {
    const names = edgeVectors("Ed25519").filter(({ name }) => /^(A-order|key-)/.test(name));
    expect(names).toHaveLength(18);
    for (const { key } of names) {
      const map = new Map<number, CborValue>([
        [1, 1],
        [-1, 6],
        [-2, key.raw],
      ]);
      expect(() => decodeKey(map)).toThrow(KeyError);
    }
  });
});

describe("bytes that are no key", () => {
  test("not a map", () => {
    for (const value of [0, null, "key", [1], new Uint8Array(3)]) {
      const bytes = encodeCbor(value);
      expect(() => decodeKey(bytes)).toThrow(KeyError);
    }
  });
  test("not the profile", () => {
    const bytes = encodeKey(honest("Ed25519"));
    expect(() => decodeKey(concatBytes(bytes, Uint8Array.of(0)))).toThrow(CborError);
    expect(() => decodeKey(bytes.subarray(0, -1))).toThrow(CborError);
    expect(() => decodeKey(new Uint8Array())).toThrow(CborError);
  });
  test("no error quotes key material", () => {
    const { raw } = honest("ES256");
    const map = keyToMap({ algorithm: "SM2", raw });
    expect(() => decodeKey(map)).toThrow(/^not a point of the SM2 curve$/);
  });
});
