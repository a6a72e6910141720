import { describe, expect, test } from "vitest";
import { exampleBytes, exampleSigner } from "../test/support/keys.ts";
import { concatBytes, fromHex, toHex } from "./bytes.ts";
import { type CborEncodable, CborTagged, encodeCbor } from "./cbor.ts";
import { encodeSign1, sigStructure } from "./cose.ts";
import {
  decodeStatement,
  encodeStatementHeader,
  STATEMENT_CONTENT_TYPE,
  StatementError,
  signStatement,
  statementSigningInput,
} from "./statement.ts";
import { portableSuite } from "./suite/portable.ts";

const suite = portableSuite("intl");
const signer = exampleSigner(suite, "Ed25519", "statement tests");
const request = {
  signer,
  issuer: "li.hua",
  ledgerId: exampleBytes("ledger", 32),
  id: exampleBytes("id", 16),
  expiry: 1_788_249_600_000,
  action: "evidence.deposit",
  input: { note: "港口" },
};

test.each([
  ["intl", "Ed25519"],
  ["intl", "ES256"],
  ["gm", "SM2"],
] as const)("%s %s: what is signed decodes to what was asked", async (name, algorithm) => {
  const own = portableSuite(name);
  const key = exampleSigner(own, algorithm, "any");
  const statement = decodeStatement(await signStatement({ ...request, signer: key }));
  expect(statement).toMatchObject({
    algorithm,
    issuer: "li.hua",
    expiry: request.expiry,
    action: "evidence.deposit",
    input: new Map([["note", "港口"]]),
  });
  expect(statement.ledgerId).toEqual(request.ledgerId);
  expect(statement.id).toEqual(request.id);
  expect(statement.keyId).toEqual(key.keyId);
  expect(own.verify(key.publicKey, statementSigningInput(statement), statement.signature)).toBe(
    true,
  );
});

test("a cached header serves another statement and never another header", async () => {
  const first = decodeStatement(await signStatement(request));
  const second = decodeStatement(await signStatement({ ...request, id: exampleBytes("2", 16) }));
  const other = decodeStatement(await signStatement({ ...request, issuer: "li.hub" }));
  expect(second.keyId).toBe(first.keyId);
  expect(other.issuer).toBe("li.hub");
  expect(second.issuer).toBe("li.hua");
});

/** A statement with one part replaced, signed over what stands there. */
function build(parts: {
  header?: [number | string, CborEncodable][];
  headerBytes?: Uint8Array;
  payload?: CborEncodable;
  payloadBytes?: Uint8Array | null;
  unprotected?: Map<number, number>;
  signature?: Uint8Array;
}): Uint8Array {
  const protectedBytes =
    parts.headerBytes ??
    (parts.header
      ? encodeCbor(new Map(parts.header))
      : encodeStatementHeader("Ed25519", signer.keyId, "li.hua"));
  const payload =
    parts.payloadBytes === undefined ? encodeCbor(parts.payload ?? fields()) : parts.payloadBytes;
  const signature =
    parts.signature ??
    (signer.sign(sigStructure(protectedBytes, payload ?? new Uint8Array())) as Uint8Array);
  return encodeSign1({
    protectedBytes,
    unprotected: parts.unprotected ?? new Map(),
    payload,
    signature,
  });
}

function fields(changed: Record<number, CborEncodable> = {}): CborEncodable[] {
  const all: CborEncodable[] = [
    request.ledgerId,
    request.id,
    request.expiry,
    request.action,
    new Map([["note", "x"]]),
  ];
  for (const [at, value] of Object.entries(changed)) all[Number(at)] = value;
  return all;
}

function header(changed: [number | string, CborEncodable][]): [number | string, CborEncodable][] {
  const all = new Map<number | string, CborEncodable>([
    [1, -8],
    [3, STATEMENT_CONTENT_TYPE],
    [4, signer.keyId],
    [15, new Map([[1, "li.hua"]])],
  ]);
  for (const [label, value] of changed) all.set(label, value);
  return [...all].filter(([, value]) => value !== "absent");
}

test("the cache keeps no reference to the bytes it was given, not even to a Buffer's", () => {
  const claims = new Map([[1, "cache.owner"]]);
  const buffer = Buffer.from(build({ header: header([[15, claims]]) }));
  const { keyId } = decodeStatement(buffer);
  buffer.fill(0);
  expect(keyId).toEqual(signer.keyId);
});

describe("refuses", () => {
  test("nothing, when nothing is wrong", () => {
    expect(decodeStatement(build({})).issuer).toBe("li.hua");
    expect(decodeStatement(build({ header: header([]) })).issuer).toBe("li.hua");
  });

  test.each<[string, Parameters<typeof build>[0]]>([
    ["an unprotected header", { unprotected: new Map([[4, 1]]) }],
    ["a detached payload", { payloadBytes: null }],
    ["a signature of 63 bytes", { signature: new Uint8Array(63) }],
    ["a signature of 65 bytes", { signature: new Uint8Array(65) }],
    ["an empty protected header", { headerBytes: new Uint8Array() }],
    ["another content type", { header: header([[3, "application/cbor"]]) }],
    ["no content type", { header: header([[3, "absent"]]) }],
    ["an unknown label", { header: header([[5, 1]]) }],
    ["a critical label", { header: header([[2, [1]]]) }],
    ["an algorithm it does not know", { header: header([[1, -37]]) }],
    ["an algorithm by name", { header: header([[1, "EdDSA"]]) }],
    ["a short kid", { header: header([[4, exampleBytes("kid", 31)]]) }],
    [
      "another CWT claim",
      {
        header: header([
          [
            15,
            new Map([
              [1, "li.hua"],
              [2, "x"],
            ]),
          ],
        ]),
      },
    ],
    ["an issuer in capitals", { header: header([[15, new Map([[1, "Li.Hua"]])]]) }],
    ["an empty issuer", { header: header([[15, new Map([[1, ""]])]]) }],
    ["a short ledger id", { payload: fields({ 0: exampleBytes("l", 31) }) }],
    ["a long id", { payload: fields({ 1: exampleBytes("i", 17) }) }],
    ["an id that is text", { payload: fields({ 1: "0123456789abcdef" }) }],
    ["a negative expiry", { payload: fields({ 2: -1 }) }],
    ["an expiry beyond 2^53", { payload: fields({ 2: 2n ** 53n }) }],
    ["an action without a dot", { payload: fields({ 3: "deposit" }) }],
    ["an action with two dots", { payload: fields({ 3: "a.b.c" }) }],
    ["an input that is no map", { payload: fields({ 4: [] }) }],
    ["an input with integer keys", { payload: fields({ 4: new Map([[1, 2]]) }) }],
    ["a payload of four", { payload: fields().slice(0, 4) }],
    ["a payload of six", { payload: [...fields(), null] }],
    ["a payload that is a map", { payload: new Map([["a", 1]]) }],
    ["bytes after the payload", { payloadBytes: concatBytes(encodeCbor(fields()), fromHex("00")) }],
    ["an empty payload", { payloadBytes: new Uint8Array() }],
  ])("%s", (_, parts) => {
    expect(() => decodeStatement(build(parts))).toThrow(StatementError);
  });

  test("a statement without its tag", () => {
    expect(() => decodeStatement(build({}).subarray(1))).toThrow(StatementError);
  });

  test("more than 60 KiB, before reading any of it", () => {
    const error = catchError(() => decodeStatement(new Uint8Array(61_441)));
    expect(error).toMatchObject({ code: "too-large", format: "statement" });
  });

  test("an unknown algorithm by its own code", () => {
    const error = catchError(() => decodeStatement(build({ header: header([[1, -37]]) })));
    expect(error).toMatchObject({ code: "unknown-algorithm" });
  });

  test("to sign what it would not read", async () => {
    await expect(signStatement({ ...request, issuer: "Li Hua" })).rejects.toThrow(StatementError);
    await expect(signStatement({ ...request, action: "x" })).rejects.toThrow(StatementError);
    await expect(
      signStatement({ ...request, input: { note: "x".repeat(61_440) } }),
    ).rejects.toMatchObject({ code: "too-large" });
  });
});

test("an error names the place and never the contents", () => {
  const secret = exampleBytes("secret", 31);
  const error = catchError(() => decodeStatement(build({ payload: fields({ 0: secret }) })));
  expect(error.message).toBe("statement: payload.ledger must be a byte string of 32 bytes");
  expect(error.message).not.toContain(toHex(secret));
});

test("a COSE_Sign1 around something else is no statement", () => {
  const bytes = encodeCbor(new CborTagged(18, [new Uint8Array(), new Map(), null, signer.keyId]));
  expect(() => decodeStatement(bytes)).toThrow(StatementError);
});

function catchError(run: () => unknown): StatementError {
  try {
    run();
  } catch (error) {
    if (error instanceof StatementError) return error;
  }
  throw new Error("no StatementError");
}
