/**
 * How every row of src/suite/edge-vectors.ts was made. Nothing is random, so the test beside it makes the tables again and
 * compares. Run this file to print them.
 */
import { mulAddUnsafe } from "@noble/curves/abstract/curve.js";
import { ecdsa } from "@noble/curves/abstract/weierstrass.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import {
  bytesToNumberBE,
  bytesToNumberLE,
  numberToBytesBE,
  numberToBytesLE,
} from "@noble/curves/utils.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, fromHex, toHex, utf8 } from "../src/bytes.ts";
import { sm3 } from "../src/sm3.ts";
import { derFromRs } from "../src/suite/ecdsa-der.ts";
import { SM2_ORDER, Sm2Point, sm2IdentityInput } from "../src/suite/sm2-curve.ts";
import { signSm2, sm2PublicKey } from "../src/suite/sm2-sign.ts";

type Row = string;

function row(
  accept: boolean,
  name: string,
  key: Uint8Array,
  sig: Uint8Array,
  message: Uint8Array,
): Row {
  const hex = (bytes: Uint8Array): string => (bytes.length === 0 ? "-" : toHex(bytes));
  return [accept ? "accept" : "refuse", name, hex(key), hex(sig), hex(message)].join(" ");
}

const { Point } = ed25519;
const L = Point.Fn.ORDER;
type EdPoint = typeof Point.BASE;

const scalar = (label: string): bigint => bytesToNumberLE(sha512(utf8(label))) % L;
const times = (point: EdPoint, by: bigint): EdPoint =>
  by === 0n ? Point.ZERO : mulAddUnsafe(Point, [point], [by]);

/** The 14 encodings of the 8 small-order points: 8 canonical, then 6 that are not. */
const SMALL_ORDER: readonly (readonly [name: string, hex: string])[] = [
  ["order-1", `01${"00".repeat(31)}`],
  ["order-2", `ec${"ff".repeat(30)}7f`],
  ["order-4-positive", "00".repeat(32)],
  ["order-4-negative", `${"00".repeat(31)}80`],
  ["order-8-a-positive", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"],
  ["order-8-a-negative", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"],
  ["order-8-b-positive", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"],
  ["order-8-b-negative", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"],
  ["order-1-sign-of-zero", `01${"00".repeat(30)}80`],
  ["order-2-sign-of-zero", `ec${"ff".repeat(31)}`],
  ["order-1-unreduced", `ee${"ff".repeat(30)}7f`],
  ["order-1-unreduced-sign", `ee${"ff".repeat(31)}`],
  ["order-4-unreduced-positive", `ed${"ff".repeat(30)}7f`],
  ["order-4-unreduced-negative", `ed${"ff".repeat(31)}`],
];

const T8 = Point.fromBytes(fromHex(SMALL_ORDER[4]?.[1] ?? ""));
const pointOf = (hex: string): EdPoint => Point.fromBytes(fromHex(hex), true);

interface Attempt {
  readonly message: Uint8Array;
  readonly kWide: bigint;
  readonly k: bigint;
}

/** The first message "label n" whose challenge satisfies `wanted`. */
function search(
  r: Uint8Array,
  a: Uint8Array,
  label: string,
  wanted: (t: Attempt) => boolean,
): Attempt {
  for (let n = 0; ; n++) {
    const message = utf8(`${label} ${n}`);
    const kWide = bytesToNumberLE(sha512(concatBytes(r, a, message)));
    const attempt = { message, kWide, k: kWide % L };
    if (wanted(attempt)) return attempt;
  }
}

const signature = (r: Uint8Array, s: bigint): Uint8Array => concatBytes(r, numberToBytesLE(s, 32));

function honestRows(): Row[] {
  const secret = sha256(utf8("tallystick edge key"));
  const key = ed25519.getPublicKey(secret);
  const message = utf8("tallystick");
  const good = ed25519.sign(message, secret);
  const r = good.slice(0, 32);
  const s = bytesToNumberLE(good.slice(32));
  const long = new Uint8Array(300).fill(0x61);
  const flipped = good.slice();
  flipped[0] = (flipped[0] as number) ^ 1;
  return [
    row(true, "honest", key, good, message),
    row(
      true,
      "honest-empty-message",
      key,
      ed25519.sign(new Uint8Array(), secret),
      new Uint8Array(),
    ),
    row(true, "honest-300-bytes", key, ed25519.sign(long, secret), long),
    row(false, "other-message", key, good, utf8("tallystock")),
    row(false, "R-bit-flipped", key, flipped, message),
    row(false, "S-plus-L", key, signature(r, s + L), message),
    row(false, "S-plus-8L", key, signature(r, s + 8n * L), message),
    row(false, "S-top-bits-set", key, signature(r, s | (7n << 253n)), message),
    row(false, "S-equals-L", key, signature(r, L), message),
    row(false, "S-zero", key, signature(r, 0n), message),
    row(false, "signature-short", key, good.slice(0, 63), message),
    row(false, "signature-long", key, concatBytes(good, Uint8Array.of(0)), message),
    row(false, "signature-empty", key, new Uint8Array(), message),
    row(false, "signature-zero", key, new Uint8Array(64), message),
    row(false, "key-short", key.slice(0, 31), good, message),
    row(false, "key-long", concatBytes(key, Uint8Array.of(0)), good, message),
    row(false, "key-off-curve", numberToBytesLE(2n, 32), good, message),
    row(false, "key-unreduced", numberToBytesLE(Point.Fp.ORDER + 3n, 32), good, message),
    row(false, "R-off-curve", key, signature(numberToBytesLE(2n, 32), s), message),
    row(false, "R-unreduced", key, signature(numberToBytesLE(Point.Fp.ORDER + 3n, 32), s), message),
  ];
}

/** A of small order and a challenge divisible by 8: the equation holds, so only the rule on A refuses. */
function smallOrderKeyRows(): Row[] {
  const r = scalar("edge nonce");
  const R = times(Point.BASE, r).toBytes();
  return SMALL_ORDER.map(([name, hex]) => {
    const a = fromHex(hex);
    const { message } = search(R, a, name, (t) => t.k % 8n === 0n);
    return row(false, `A-${name}`, a, signature(R, r), message);
  });
}

/** R of small order and A with a torsion part that meets it: the equation holds, so only the rule on R refuses. */
function smallOrderNonceRows(): Row[] {
  const a = scalar("edge scalar");
  const A = times(Point.BASE, a).add(T8).toBytes();
  return SMALL_ORDER.map(([name, hex]) => {
    const R = fromHex(hex);
    const { message, k } = search(R, A, name, (t) =>
      times(T8, t.k % 8n)
        .add(pointOf(hex))
        .is0(),
    );
    return row(false, `R-${name}`, A, signature(R, (k * a) % L), message);
  });
}

/** Keys and nonces with a torsion part beside the honest one: what tells the cofactorless equation from the other. */
function torsionRows(): Row[] {
  const a = scalar("edge scalar");
  const r = scalar("edge nonce");
  const honestA = times(Point.BASE, a).toBytes();
  const mixedA = times(Point.BASE, a).add(T8).toBytes();
  const honestR = times(Point.BASE, r).toBytes();
  const mixedR = times(Point.BASE, r).add(T8).toBytes();
  const make = (
    accept: boolean,
    name: string,
    key: Uint8Array,
    nonce: Uint8Array,
    wanted: (t: Attempt) => boolean,
  ): Row => {
    const { message, k } = search(nonce, key, name, wanted);
    return row(accept, name, key, signature(nonce, (r + k * a) % L), message);
  };
  return [
    make(false, "R-plus-torsion", honestA, mixedR, () => true),
    make(false, "A-plus-torsion-k-odd", mixedA, honestR, (t) => t.k % 2n === 1n),
    make(false, "A-plus-torsion-k-4-mod-8", mixedA, honestR, (t) => t.k % 8n === 4n),
    make(
      true,
      "A-plus-torsion-k-0-mod-8",
      mixedA,
      honestR,
      (t) => t.k % 8n === 0n && t.kWide % 8n === 0n,
    ),
    make(
      true,
      "A-plus-torsion-k-reduced-first",
      mixedA,
      honestR,
      (t) => t.k % 8n === 0n && t.kWide % 8n !== 0n,
    ),
    make(
      false,
      "A-plus-torsion-k-not-reduced",
      mixedA,
      honestR,
      (t) => t.k % 8n !== 0n && t.kWide % 8n === 0n,
    ),
    make(true, "A-and-R-torsion-cancel", mixedA, mixedR, (t) => t.k % 8n === 7n),
    make(false, "A-and-R-torsion-remain", mixedA, mixedR, (t) => t.k % 8n === 3n),
  ];
}

/** Rows that the two elliptic-curve algorithms share: r and s out of range, lengths, keys that are no keys. */
function rangeRows(n: bigint, key: Uint8Array, good: Uint8Array, message: Uint8Array): Row[] {
  const r = bytesToNumberBE(good.slice(0, 32));
  const s = bytesToNumberBE(good.slice(32));
  const pair = (a: bigint, b: bigint): Uint8Array =>
    concatBytes(numberToBytesBE(a, 32), numberToBytesBE(b, 32));
  const offCurve = key.slice();
  offCurve[63] = (offCurve[63] as number) ^ 1;
  return [
    row(false, "other-message", key, good, utf8("tallystock")),
    row(false, "r-zero", key, pair(0n, s), message),
    row(false, "s-zero", key, pair(r, 0n), message),
    row(false, "r-equals-n", key, pair(n, s), message),
    row(false, "s-equals-n", key, pair(r, n), message),
    row(false, "s-all-ones", key, pair(r, 2n ** 256n - 1n), message),
    row(false, "r-and-s-swapped", key, pair(s, r), message),
    row(false, "r-plus-s-is-n", key, pair(r, n - r), message),
    row(false, "signature-as-der", key, derFromRs(good), message),
    row(false, "signature-short", key, good.slice(0, 63), message),
    row(false, "signature-long", key, concatBytes(good, Uint8Array.of(0)), message),
    row(false, "signature-empty", key, new Uint8Array(), message),
    row(false, "signature-zero", key, new Uint8Array(64), message),
    row(false, "key-off-curve", offCurve, good, message),
    row(false, "key-zero", new Uint8Array(64), good, message),
    row(false, "key-x-only", key.slice(0, 32), good, message),
    row(false, "key-with-mark", concatBytes(Uint8Array.of(4), key), good, message),
  ];
}

function es256Rows(): Row[] {
  const secret = sha256(utf8("tallystick edge key"));
  const key = p256.getPublicKey(secret, false).slice(1);
  const message = utf8("tallystick");
  const low = p256.sign(message, secret, { lowS: true });
  const n = p256.Point.Fn.ORDER;
  const high = low.slice();
  high.set(numberToBytesBE(n - bytesToNumberBE(low.slice(32)), 32), 32);
  const empty = new Uint8Array();
  return [
    row(true, "honest-low-s", key, low, message),
    row(true, "honest-high-s", key, high, message),
    row(true, "honest-empty-message", key, p256.sign(empty, secret), empty),
    ...rangeRows(n, key, low, message),
  ];
}

function sm2Rows(): Row[] {
  const hex = (text: string): Uint8Array => fromHex(text.replaceAll(" ", ""));
  // GB/T 32918.5-2017 A.2: private key, nonce and message as printed.
  const secret = hex("3945208F7B2144B13F36E38AC6D39F95 889393692860B51A42FB81EF4DF7C5B8");
  const k = bytesToNumberBE(
    hex("59276E27D506861A16680F3AD9C02DCC EF3CC1FA3CDBE4CE6D54B80DEAC1BC21"),
  );
  const key = sm2PublicKey(secret);
  const message = utf8("message digest");
  const good = signSm2(secret, key, message, () => k);
  const malleated = good.slice();
  malleated.set(numberToBytesBE(SM2_ORDER - bytesToNumberBE(good.slice(32)), 32), 32);
  const plain = ecdsa(Sm2Point, sm3, { lowS: false });
  const empty = new Uint8Array();
  return [
    row(true, "printed", key, good, message),
    row(
      true,
      "honest-empty-message",
      key,
      signSm2(secret, key, empty, () => k),
      empty,
    ),
    row(
      false,
      "empty-identity",
      key,
      signOver(secret, k, sm3(sm2IdentityInput(key, "")), message),
      message,
    ),
    row(false, "no-identity", key, signOver(secret, k, empty, message), message),
    row(
      false,
      "tls-identity",
      key,
      signOver(secret, k, sm3(sm2IdentityInput(key, "TLSv1.3+GM+Cipher+Suite")), message),
      message,
    ),
    row(false, "ecdsa-on-sm2-curve", key, plain.sign(message, secret), message),
    row(false, "s-negated", key, malleated, message),
    ...rangeRows(SM2_ORDER, key, good, message),
  ];
}

/** SM2 over another identity hash than ours: what some libraries make by default. */
function signOver(
  secret: Uint8Array,
  k: bigint,
  identity: Uint8Array,
  message: Uint8Array,
): Uint8Array {
  const { Fn, BASE } = Sm2Point;
  const d = bytesToNumberBE(secret);
  const e = bytesToNumberBE(sm3(concatBytes(identity, message)));
  const r = Fn.create(e + BASE.multiply(k).x);
  const s = Fn.mul(Fn.inv(Fn.add(1n, d)), Fn.sub(k, Fn.mul(r, d)));
  return concatBytes(numberToBytesBE(r, 32), numberToBytesBE(s, 32));
}

/** The three tables, one row a line: verdict, name, key, signature, message, in hex ("-" for nothing). */
export function makeEdgeTables(): Readonly<Record<"Ed25519" | "ES256" | "SM2", string>> {
  const ed = [...honestRows(), ...torsionRows(), ...smallOrderKeyRows(), ...smallOrderNonceRows()];
  return { Ed25519: ed.join("\n"), ES256: es256Rows().join("\n"), SM2: sm2Rows().join("\n") };
}

if (import.meta.main) {
  for (const [name, table] of Object.entries(makeEdgeTables())) console.log(`${name}\n${table}\n`);
}
