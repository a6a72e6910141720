import { createECDH } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { conformanceFolder } from "../../test/conformance.ts";
import { concatBytes, fromHex, toHex, utf8 } from "../bytes.ts";
import { type CborValue, decodeCbor, encodeCbor } from "../cbor.ts";
import { encodeKey } from "../keys.ts";
import { SEALED_BYTES_MAX } from "../limits.ts";
import { portableSuite } from "../suite/portable.ts";
import { portableSigner, randomSecret } from "../suite/portable-signer.ts";
import { SM2_ORDER } from "../suite/sm2-curve.ts";
import {
  decodeEncryptionKey,
  type EncryptionPair,
  encodeEncryptionKey,
  encryptionPair,
  newEncryptionPair,
  sharedSecret,
} from "./encryption-key.ts";
import { decodeEnvelope, encodeEnvelope } from "./envelope.ts";
import { openTerms, type Sealed, sealTerms } from "./seal.ts";
import { checkOpening, decodeTerms, encodeTerms, type TermsContext } from "./terms.ts";

const terms = {
  price: 9_650_000,
  rate: "0.0435",
  documents: ["invoice 1", { pages: 2, final: true }],
};

describe.each(["intl", "gm"] as const)("suite %s", (name) => {
  const suite = portableSuite(name);
  const other = portableSuite(name === "gm" ? "intl" : "gm");
  const context: TermsContext = {
    ledgerId: suite.hash(utf8("ledger")),
    about: { action: "receivable.offer-finance", certificate: 17, from: "tier2", to: "bank" },
  };
  const bank = newEncryptionPair(suite);
  const supervisor = newEncryptionPair(suite);
  const stranger = newEncryptionPair(suite);
  const recipients = [bank.publicKey, supervisor.publicKey];
  const sealOf = async (...given: Parameters<typeof sealTerms>) => {
    const { sealed, opening } = await sealTerms(...given);
    return { ...sealed, opening };
  };
  const seal = () => sealOf(suite, context, terms, recipients);
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => "opened",
      (error: { code?: string; message: string }) => error.code ?? error.message,
    );
  const open = (sealed: Sealed, as: EncryptionPair = bank, of = context) =>
    code(openTerms(suite, of, sealed, as));

  test("every recipient opens the same terms, and nobody else any", async () => {
    const sealed = await seal();
    for (const pair of [bank, supervisor]) {
      const opened = await openTerms(suite, context, sealed, pair);
      expect(opened.terms).toEqual(terms);
      expect(opened.opening).toEqual(sealed.opening);
    }
    expect(await open(sealed, stranger)).toBe("not-a-recipient");
  });

  test("a third party checks an opening against the commitment, for what it belongs to", async () => {
    const { opening, commitment } = await seal();
    expect(checkOpening(suite, context, commitment, opening).terms).toEqual(terms);
    const check = (of: TermsContext, with_: Uint8Array, shown: Uint8Array) =>
      code(Promise.resolve().then(() => checkOpening(suite, of, with_, shown)));
    const changed = opening.map((byte, i) => (i === opening.length - 1 ? byte ^ 1 : byte));
    expect(await check(context, commitment, changed)).toBe("commitment-differs");
    const elsewhere = { ...context, about: { ...context.about, certificate: 18 } };
    expect(await check(elsewhere, commitment, opening)).toBe("does-not-open");
    const foreign = { ...context, ledgerId: suite.hash(utf8("other")) };
    expect(await check(foreign, commitment, opening)).toBe("does-not-open");
    expect(await check(context, suite.hash(changed), changed)).toBe("malformed");
  });

  test("nothing of the terms shows: same length for like terms, and never the same twice", async () => {
    const [one, two] = [await seal(), await seal()];
    expect(one.envelope.length).toBe(two.envelope.length);
    expect(toHex(one.commitment)).not.toBe(toHex(two.commitment));
    expect(toHex(one.envelope)).not.toContain(toHex(utf8("0.0435")));
    const longer = await sealOf(suite, context, { ...terms, rate: "0.04355555" }, recipients);
    expect(longer.envelope.length).toBe(one.envelope.length);
    expect(one.opening.length % 256).toBe(0);
  });

  test("replayed for another certificate, other parties or another ledger it does not open", async () => {
    const sealed = await seal();
    for (const about of [
      { ...context.about, certificate: 18 },
      { ...context.about, from: "tier3" },
      { ...context.about, action: "receivable.issue" },
    ]) {
      expect(await open(sealed, bank, { ...context, about })).toBe("does-not-open");
    }
    const ledgerId = suite.hash(utf8("other"));
    expect(await open(sealed, bank, { ...context, ledgerId })).toBe("does-not-open");
  });

  test("a ciphertext of other terms, and wrapped keys exchanged, do not open", async () => {
    const [one, two] = [await seal(), await seal()];
    expect(await open({ ...one, envelope: two.envelope })).toBe("commitment-differs");
    const [a, b] = [decodeEnvelope(suite, one.envelope), decodeEnvelope(suite, two.envelope)];
    const mixed = encodeEnvelope(suite, { ...a, ciphertext: b.ciphertext, nonce: b.nonce });
    expect(await open({ ...one, envelope: mixed })).toBe("does-not-open");
    const [first, second] = a.recipients;
    if (first === undefined || second === undefined) throw new Error("two recipients");
    const crossed = encodeEnvelope(suite, {
      ...a,
      recipients: [
        { ...first, wrapped: second.wrapped },
        { ...second, wrapped: first.wrapped },
      ],
    });
    expect(await open({ ...one, envelope: crossed })).toBe("does-not-open");
  });

  test("a sender who seals something else to one recipient is found out by that one", async () => {
    const honest = await seal();
    const other = await sealOf(suite, context, { ...terms, price: 1 }, recipients);
    expect(await open({ ...honest, envelope: other.envelope }, supervisor)).toBe(
      "commitment-differs",
    );
  });

  test("every changed byte is found", async () => {
    const sealed = await seal();
    const step = 7; // A seventh of all positions each run is every part of it several times.
    for (let at = 0; at < sealed.envelope.length; at += step) {
      const envelope = sealed.envelope.map((byte, i) => (i === at ? byte ^ 0x10 : byte));
      const came = await open({ ...sealed, envelope });
      // The other recipient's entry is not what this one opens by.
      if (came === "opened") expect(sharedOnlyBy(suite, sealed.envelope, envelope)).toBe(true);
    }
  });

  /** True when the first recipient's entry and the contents are the same in both. */
  function sharedOnlyBy(of: typeof suite, before: Uint8Array, after: Uint8Array): boolean {
    const own = (bytes: Uint8Array) => {
      const { recipients: all, ...rest } = decodeEnvelope(of, bytes);
      return encodeEnvelope(of, { ...rest, recipients: all.slice(0, 1) });
    };
    return toHex(own(before)) === toHex(own(after));
  }

  test("truncated, giant, of the other suite or not at all an envelope it is refused", async () => {
    const sealed = await seal();
    for (const length of [0, 1, 50, sealed.envelope.length - 1]) {
      const envelope = sealed.envelope.subarray(0, length);
      expect(await open({ ...sealed, envelope })).toBe("malformed");
    }
    const giant = concatBytes(sealed.envelope, new Uint8Array(SEALED_BYTES_MAX));
    expect(await open({ ...sealed, envelope: giant })).toBe("malformed");
    expect(await open({ ...sealed, envelope: encodeCbor([1, 2]) })).toBe("malformed");
    const foreign = await sealOf(other, { ...context }, terms, [
      newEncryptionPair(other).publicKey,
    ]);
    expect(await open({ ...sealed, envelope: foreign.envelope })).toBe("other-suite");
  });

  test("an envelope has one encoding: no other header, no recipient twice, none at all", async () => {
    const { envelope } = await seal();
    const parts = decodeCbor(envelope.subarray(2)) as CborValue[];
    const [header, unprotected, ciphertext, list] = parts;
    const all = list as CborValue[];
    const rebuilt = (parts: CborValue[]) => {
      try {
        decodeEnvelope(suite, concatBytes(fromHex("d860"), encodeCbor(parts)));
        return "decoded";
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    const cases: CborValue[][] = [
      [header ?? null, unprotected ?? null, ciphertext ?? null, [all[0] ?? null, all[0] ?? null]],
      [header ?? null, unprotected ?? null, ciphertext ?? null, []],
      [
        header ?? null,
        new Map([...(unprotected as Map<number, CborValue>), [4, ciphertext ?? null]]),
        ciphertext ?? null,
        all,
      ],
      [header ?? null, unprotected ?? null, null, all],
      [header ?? null, unprotected ?? null, ciphertext ?? null, Array(17).fill(all[0])],
    ];
    for (const parts of cases) expect(rebuilt(parts)).toBe("malformed");
    expect(rebuilt([header ?? null, unprotected ?? null, ciphertext ?? null, all])).toBe("decoded");
  });

  test("a key of another purpose, suite or form is no encryption key", () => {
    const algorithm = other.algorithms[0];
    if (algorithm === undefined) throw new Error("a suite signs with something");
    const signing = encodeKey(portableSigner(other, algorithm, randomSecret(algorithm)).publicKey);
    const foreign = encodeEncryptionKey(newEncryptionPair(other).publicKey);
    const own = decodeCbor(encodeEncryptionKey(bank.publicKey)) as Map<number, CborValue>;
    const cases = [signing, foreign, encodeCbor(1), new Uint8Array(0), encodeCbor([])];
    cases.push(encodeCbor(new Map([...own, [3, -31]])));
    cases.push(encodeCbor(new Map([...own, [-2, new Uint8Array(31)]])));
    for (const encoded of cases) {
      expect(() => decodeEncryptionKey(suite, encoded)).toThrow(
        expect.objectContaining({ code: "bad-key" }),
      );
    }
  });

  test("terms hold texts, whole numbers, yes and no, and no more than fits", async () => {
    const all = [bank.publicKey];
    for (const bad of [{ rate: 0.5 }, { rate: Number.NaN }, { text: "x".repeat(5000) }]) {
      expect(await code(sealTerms(suite, context, bad, all))).toBe("bad-terms");
    }
    expect(await code(sealTerms(suite, context, terms, []))).toBe("bad-key");
    const many = Array.from({ length: 17 }, () => bank.publicKey);
    expect(await code(sealTerms(suite, context, terms, many))).toBe("bad-key");
  });

  test("every length pads to a multiple of 256 and reads back", () => {
    for (let length = 1; length < 600; length++) {
      const made = encodeTerms(context, { note: "x".repeat(length) });
      expect(made.length % 256).toBe(0);
      expect(decodeTerms(made).terms).toEqual({ note: "x".repeat(length) });
    }
  });
});

test("X25519 refuses points of small order and second encodings", () => {
  const suite = portableSuite("intl");
  const small = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0900000000000000000000000000000000000000000000000000000000000080",
  ];
  for (const hex of small) {
    const key = new Map<number, CborValue>([
      [1, 1],
      [-1, 4],
      [-2, fromHex(hex)],
    ]);
    expect(() => decodeEncryptionKey(suite, encodeCbor(key))).toThrow("not an encryption key");
  }
});

test("SM2 agreement is that of OpenSSL on the curve", () => {
  // Node lets OpenSSL agree on no SM2 keys, but make the public half of a secret: [a]([b]G) is [ab]G.
  const suite = portableSuite("gm");
  const [one, two] = [newEncryptionPair(suite), newEncryptionPair(suite)];
  const product = (BigInt(`0x${toHex(one.secret)}`) * BigInt(`0x${toHex(two.secret)}`)) % SM2_ORDER;
  const ecdh = createECDH("SM2");
  ecdh.setPrivateKey(product.toString(16).padStart(64, "0"), "hex");
  const wanted = ecdh.getPublicKey("hex").slice(2, 66);
  expect(toHex(sharedSecret(one.secret, two.publicKey))).toBe(wanted);
  expect(toHex(sharedSecret(two.secret, one.publicKey))).toBe(wanted);
});

const wycheproof = conformanceFolder("wycheproof");

test.skipIf(wycheproof === undefined)("X25519 agreement gives the values of Wycheproof", () => {
  interface Case {
    readonly public: string;
    readonly private: string;
    readonly shared: string;
    readonly result: string;
  }
  const { testGroups } = JSON.parse(
    readFileSync(join(wycheproof ?? "", "x25519_test.json"), "utf8"),
  ) as { readonly testGroups: readonly { readonly tests: readonly Case[] }[] };
  const suite = portableSuite("intl");
  let checked = 0;
  for (const { public: raw, private: secret, shared, result } of testGroups.flatMap(
    ({ tests }) => tests,
  )) {
    if (result !== "valid") continue;
    const pair = encryptionPair(suite, fromHex(secret));
    const made = sharedSecret(pair.secret, { algorithm: "X25519", raw: fromHex(raw) });
    expect(toHex(made)).toBe(shared);
    checked += 1;
  }
  expect(checked).toBeGreaterThan(200);
});
