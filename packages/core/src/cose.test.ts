import { expect, test } from "vitest";
import { conformanceFolder, conformanceTexts } from "../test/conformance.ts";
import { concatBytes, fromBase64Url, fromHex, toHex } from "./bytes.ts";
import { CborTagged, encodeCbor } from "./cbor.ts";
import { CoseError, decodeProtected, decodeSign1, encodeSign1, sigStructure } from "./cose.ts";
import { portableSuite } from "./suite/portable.ts";

interface Vector {
  readonly key: { readonly crv?: string; readonly x?: string; readonly y?: string };
  readonly alg: string;
  readonly "sign1::sign"?: {
    readonly payload: string;
    readonly protectedHeaders: { readonly cborHex: string };
    readonly tbsHex: { readonly cborHex: string };
    readonly external?: string;
    readonly expectedOutput: { readonly cborHex: string };
  };
  readonly "sign1::verify"?: {
    readonly taggedCOSESign1: { readonly cborHex: string };
    readonly external?: string;
    readonly shouldVerify: boolean;
  };
}

const folder = conformanceFolder("cose-sign1");
const vectors = folder
  ? conformanceTexts(folder, ".json").map(([name, text]) => [name, JSON.parse(text)] as const)
  : [];
const intl = portableSuite("intl");

/** The verdict on a vector whose algorithm is ours. */
function verifies(vector: Vector, bytes: Uint8Array, external: Uint8Array): boolean {
  try {
    const { protectedBytes, payload, signature } = decodeSign1(bytes);
    if (decodeProtected(protectedBytes).get(1) !== -7 || payload === null) return false;
    const { x = "", y = "" } = vector.key;
    const key = {
      algorithm: "ES256" as const,
      raw: concatBytes(fromBase64Url(x), fromBase64Url(y)),
    };
    return intl.verify(key, sigStructure(protectedBytes, payload, external), signature);
  } catch (error) {
    expect(error).toBeInstanceOf(CoseError);
    return false;
  }
}

test.skipIf(!folder)("all 18 published COSE_Sign1 vectors are there", () => {
  expect(vectors).toHaveLength(18);
});

test.each(vectors.filter(([, v]) => v["sign1::sign"]))("%s", (name, vector: Vector) => {
  const sign = vector["sign1::sign"];
  if (!sign) return;
  const expected = fromHex(sign.expectedOutput.cborHex);
  const parts = decodeSign1(expected);
  expect(toHex(parts.protectedBytes)).toBe(sign.protectedHeaders.cborHex);
  expect(toHex(parts.payload ?? new Uint8Array())).toBe(sign.payload);
  const tbs = sigStructure(
    parts.protectedBytes,
    parts.payload ?? new Uint8Array(),
    fromHex(sign.external ?? ""),
  );
  expect(toHex(tbs)).toBe(sign.tbsHex.cborHex.toLowerCase());
  expect(toHex(encodeSign1(parts))).toBe(sign.expectedOutput.cborHex.toLowerCase());
  // The key printed in sign-0000 is not the one that made its output; verify-0000 has that one.
  if (vector.alg === "ES256" && name !== "sign1-sign-0000.json") {
    expect(verifies(vector, expected, fromHex(sign.external ?? ""))).toBe(true);
  }
});

test.each(vectors.filter(([, v]) => v["sign1::verify"]))("%s", (_, vector: Vector) => {
  const check = vector["sign1::verify"];
  if (!check) return;
  const bytes = fromHex(check.taggedCOSESign1.cborHex);
  const external = fromHex(check.external ?? "");
  if (vector.alg === "ES256") {
    expect(verifies(vector, bytes, external)).toBe(check.shouldVerify);
    return;
  }
  // RSA, P-384 and P-521 are no algorithms of ours: the structure must be read all the same.
  expect(toHex(encodeSign1(decodeSign1(bytes)))).toBe(toHex(bytes));
});

const good = { protectedBytes: fromHex("a10126"), unprotected: new Map(), payload: fromHex("01") };
const signature = new Uint8Array(64).fill(7);

test.each<[string, Uint8Array]>([
  ["no tag", encodeCbor([good.protectedBytes, good.unprotected, good.payload, signature])],
  ["tag 17", concatBytes(fromHex("d1"), encodeSign1({ ...good, signature }).subarray(1))],
  ["tag 98", concatBytes(fromHex("d862"), encodeSign1({ ...good, signature }).subarray(1))],
  ["three parts", encodeCbor(new CborTagged(18, [good.protectedBytes, new Map(), null]))],
  [
    "five parts",
    encodeCbor(new CborTagged(18, [good.protectedBytes, new Map(), null, signature, null])),
  ],
  [
    "text payload",
    encodeCbor(new CborTagged(18, [good.protectedBytes, new Map(), "x", signature])),
  ],
  ["text signature", encodeCbor(new CborTagged(18, [good.protectedBytes, new Map(), null, "x"]))],
  [
    "array as unprotected",
    encodeCbor(new CborTagged(18, [good.protectedBytes, [], null, signature])),
  ],
  ["trailing byte", concatBytes(encodeSign1({ ...good, signature }), fromHex("00"))],
  ["nothing", new Uint8Array()],
])("refuses %s", (_, bytes) => {
  expect(() => decodeSign1(bytes)).toThrow(CoseError);
});

test("an empty protected header has one encoding", () => {
  expect(decodeProtected(new Uint8Array()).size).toBe(0);
  expect(() => decodeProtected(fromHex("a0"))).toThrow(CoseError);
  expect(() => decodeProtected(fromHex("80"))).toThrow(CoseError);
});

test.each([0, 23, 24, 255, 256, 65_535, 65_536])("Sig_structure of a payload of %i bytes", (n) => {
  const payload = new Uint8Array(n).fill(9);
  const expected = encodeCbor(["Signature1", good.protectedBytes, new Uint8Array(), payload]);
  expect(sigStructure(good.protectedBytes, payload)).toEqual(expected);
});
