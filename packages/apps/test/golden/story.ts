import type { SuiteName } from "@tallystick/core/algorithms";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeKey } from "@tallystick/core/keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Suite } from "@tallystick/core/suite/suite";
import { LIMITS } from "@tallystick/ledger/limits";
import { GoldenLedger, type GoldenSigner, goldenSigner } from "./golden-ledger.ts";
import { encodeStream, type GoldenTransaction } from "./stream.ts";

/**
 * The story of the golden stream: every action, every outcome that a statement can come to, every
 * shape of input, and enough rows to split buckets and fill log tiles. Everything follows from
 * names and numbers, so the stream can be made again byte for byte.
 */
export async function goldenStory(
  name: SuiteName,
): Promise<{ stream: Uint8Array; outcomes: Set<number> }> {
  const suite = nodeSuite(name);
  const cast = {
    ada: goldenSigner(suite, "ada"),
    ben: goldenSigner(suite, "ben"),
    cleo: goldenSigner(suite, "cleo"),
  };
  const ledger = await GoldenLedger.open(name, [
    [cast.ada, "operator", "north"],
    [cast.ben, "member", "north"],
    [cast.cleo, "operator", "south"],
  ]);
  const chapters = [deposits, links, batches, people, platform, crowd, after];
  const outcomes = new Set<number>();
  for (const chapter of chapters) {
    for (const block of chapter(ledger, cast, suite)) {
      for (const code of await ledger.block(block())) outcomes.add(code);
    }
  }
  return { stream: encodeStream(ledger), outcomes };
}

type Cast = Readonly<Record<"ada" | "ben" | "cleo", GoldenSigner>>;
/** Blocks are made one after the other: each is signed at the time of the one before it. */
type Chapter = (ledger: GoldenLedger, cast: Cast, suite: Suite) => (() => GoldenTransaction[])[];

const digest = (fill: number, length = 32) => new Uint8Array(length).fill(fill);
const one = (fill: number, alg = "sha-256") => ({ alg, value: digest(fill) });
const ref = (fill: number, ordinal = 0) => ({ alg: "sha-256", digest: digest(fill), ordinal });

const deposits: Chapter = (ledger, { ben, cleo }) => {
  const deposit = (by: GoldenSigner, input: Record<string, unknown>) =>
    ledger.statement({ by, action: "evidence.deposit", input: input as never });
  return [
    () => [],
    () => [
      deposit(ben, { digests: [one(1)] }),
      deposit(ben, {
        digests: [
          one(2),
          one(3, "sm3"),
          { alg: "sha-512", value: digest(4, 64) },
          one(5, "hmac-sha-256"),
        ],
        size: Number.MAX_SAFE_INTEGER,
        mediaType: "image/svg+xml; charset=utf-8",
        capturedAt: 0,
        source: "登记处 · ґрунт · 😀",
        labels: ["a", "é", "標籤"],
        note: "two\nlines\tand a tab",
      }),
      deposit(cleo, { digests: [one(1)] }),
      deposit(cleo, { digests: [{ alg: "sha-384", value: digest(1, 48) }, one(1, "hmac-sm3")] }),
    ],
    () => [
      deposit(ben, { digests: [{ alg: "sha-384", value: digest(1) }] }),
      deposit(ben, { digests: [one(1), one(2)] }),
      deposit(ben, { digests: [one(1)], capturedAt: 9_000_000_000_000 }),
      deposit(ben, { digests: [one(1)], previous: ref(77) }),
      deposit(ben, { digests: [] }),
      deposit(ben, { digests: [one(1)], stranger: 1 }),
      deposit(ben, { digests: [one(1)], size: -1 }),
      deposit(ben, { digests: [one(1)], size: 2n ** 60n }),
      deposit(ben, { digests: [one(1)], source: "line\nbreak" }),
      deposit(ben, { digests: "none" }),
      deposit(ben, {}),
    ],
  ];
};

const links: Chapter = (ledger, { ada, ben, cleo }) => {
  const act = (by: GoldenSigner, action: string, input: Record<string, unknown>) =>
    ledger.statement({ by, action: `evidence.${action}`, input: input as never });
  return [
    () => [
      act(ben, "deposit", { digests: [one(10)], previous: ref(1) }),
      act(cleo, "deposit", { digests: [one(11)], previous: ref(1, 1) }),
      act(ben, "deposit", { digests: [one(10)], previous: ref(10) }),
    ],
    () => [
      act(cleo, "annotate", { deposit: ref(1), text: "seen", labels: ["x"] }),
      act(ben, "annotate", { deposit: ref(1), text: "again" }),
      act(ben, "annotate", { deposit: ref(1, 9), text: "nothing there" }),
      act(cleo, "withdraw", { deposit: ref(10), reason: "an operator may" }),
      act(ben, "withdraw", { deposit: ref(1), reason: "filed twice" }),
      act(ben, "withdraw", { deposit: ref(1), reason: "once more" }),
      act(ben, "withdraw", { deposit: ref(1, 1), reason: "not mine" }),
      act(ada, "withdraw", { deposit: ref(99), reason: "nothing there" }),
    ],
  ];
};

const batches: Chapter = (ledger, { ben }) => {
  const batch = (input: Record<string, unknown>) =>
    ledger.statement({ by: ben, action: "evidence.deposit-batch", input: input as never });
  return [
    () => [
      batch({ root: digest(1), size: 1 }),
      batch({ root: digest(1), size: 2, algorithms: ["sm3", "sha-256"], source: "s", labels: [] }),
      batch({ root: digest(2), size: 0 }),
      batch({ root: digest(2, 31), size: 1 }),
    ],
  ];
};

const people: Chapter = (ledger, { ada, ben, cleo }, suite) => {
  const fresh = (member: string) => goldenSigner(suite, member);
  const key = (signer: GoldenSigner) => encodeKey(signer.publicKey);
  const act = (by: GoldenSigner, action: string, input: Record<string, unknown>) =>
    ledger.statement({ by, action: `membership.${action}`, input: input as never });
  const other = suite.algorithms[1];
  const eve = fresh("eve");
  const enrolment = { member: "eve", organisation: "north", role: "member", key: key(eve) };
  const next = fresh("ada 2");
  return [
    () => [
      act(ada, "enrol", enrolment),
      act(ada, "enrol", enrolment),
      act(ada, "enrol", { ...enrolment, member: "eve2" }),
      act(ada, "enrol", { ...enrolment, member: "f", organisation: "east" }),
      act(ada, "enrol", { ...enrolment, member: "f", organisation: "south" }),
      act(ada, "enrol", { ...enrolment, member: "f", key: digest(1, 40) }),
      act(cleo, "enrol", {
        ...enrolment,
        member: "will",
        organisation: "west",
        key: key(fresh("will")),
      }),
      act(ben, "enrol", enrolment),
      ledger.statement({ by: eve, action: "evidence.deposit", input: { digests: [one(20)] } }),
    ],
    () => [
      ledger.statement({ by: eve, action: "evidence.deposit", input: { digests: [one(20)] } }),
      ledger.statement({
        by: eve,
        issuer: "ben",
        action: "evidence.deposit",
        input: { digests: [one(21)] },
      }),
      act(ben, "add-key", { member: "ben", key: key(fresh("ben 2")), fromHeight: 12 }),
      act(ben, "add-key", { member: "ben", key: key(fresh("ben 3")), fromHeight: 1 }),
      act(ben, "add-key", { member: "ada", key: key(fresh("ben 4")) }),
      act(ben, "add-key", { member: "zed", key: key(fresh("ben 5")) }),
      act(ada, "add-key", { member: "ada", key: key(next), fromHeight: 12 }),
      ...(other === undefined
        ? []
        : [act(ben, "add-key", { member: "ben", key: key(goldenSigner(suite, "ben 6", other)) })]),
    ],
    () => [
      act(ada, "revoke-key", { keyId: ada.keyId }),
      act(ada, "revoke-key", { keyId: ada.keyId, fromHeight: 12 }),
      act(ada, "revoke-key", { keyId: ada.keyId, fromHeight: 15 }),
      act(ben, "revoke-key", { keyId: ada.keyId }),
      act(ben, "revoke-key", { keyId: digest(9) }),
      act(ben, "revoke-key", { keyId: ben.keyId, fromHeight: 3 }),
      act(ada, "revoke-key", { keyId: eve.keyId }),
      ...(other === undefined
        ? []
        : [
            ledger.statement({
              by: { ...goldenSigner(suite, "ben 6", other), member: "ben" },
              action: "evidence.deposit",
              input: { digests: [one(22)] },
            }),
          ]),
    ],
    () => [
      ledger.statement({ by: eve, action: "evidence.deposit", input: { digests: [one(23)] } }),
    ],
  ];
};

const platform: Chapter = (ledger, { ben }, suite) => {
  const input = { digests: [one(30)] };
  const deposit = (change: object) =>
    ledger.statement({ by: ben, action: "evidence.deposit", input, ...change });
  const id = ledger.nextId();
  const flip = (at: number) => (good: Uint8Array) =>
    good.map((byte, i) => (i === at ? byte ^ 1 : byte));
  return [
    () => {
      const first = deposit({ id });
      return [
        first,
        first,
        deposit({ id }),
        deposit({ ledgerId: digest(7) }),
        deposit({ expiresIn: -1 }),
        deposit({ expiresIn: 0 }),
        deposit({ expiresIn: LIMITS.expiryAheadMs }),
        deposit({ expiresIn: LIMITS.expiryAheadMs + 1 }),
        deposit({ by: goldenSigner(suite, "nobody") }),
        deposit({ signature: flip(0) }),
        deposit({ signature: flip(63) }),
        deposit({ signature: () => new Uint8Array(64) }),
        deposit({ signature: () => digest(255, 64) }),
        deposit({ signature: addOrder }),
        deposit({ action: "evidence.unheard-of" }),
        deposit({ action: "elsewhere.deposit" }),
        { raw: new Uint8Array(0) },
        { raw: Uint8Array.of(0xd2, 0x84) },
        { raw: encodeCbor(["not", "a", "statement"]) },
        { raw: new Uint8Array(LIMITS.statementBytes) },
        { raw: new Uint8Array(LIMITS.statementBytes + 1) },
      ];
    },
  ];
};

/** S + L for Ed25519: the same point equation, refused for its form (RFC 8032 s5.1.7). */
function addOrder(good: Uint8Array): Uint8Array {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const little = (bytes: Uint8Array) =>
    bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let scalar = (little(good.subarray(32)) + order) % 2n ** 256n;
  const changed = good.slice();
  for (let i = 32; i < 64; i++) {
    changed[i] = Number(scalar & 0xffn);
    scalar >>= 8n;
  }
  return changed;
}

const crowd: Chapter = (ledger, { ben, cleo }, suite) =>
  Array.from(
    { length: 8 },
    (_, block) => () =>
      Array.from({ length: 48 }, (_, i) => {
        const number = block * 48 + i;
        const value = suite.hash(encodeCbor(["crowd", number % 300]));
        return ledger.statement({
          by: number % 3 === 0 ? cleo : ben,
          action: "evidence.deposit",
          input: { digests: [{ alg: "sha-256", value }], size: number, labels: [`l${number % 5}`] },
        });
      }),
  );

/** Revocations and additions that were set for height 12 have come into force. */
const after: Chapter = (ledger, { ada, ben, cleo }, suite) => {
  const sign = (by: GoldenSigner, fill: number) =>
    ledger.statement({ by, action: "evidence.deposit", input: { digests: [one(fill)] } });
  const later = (member: string, name: string) => ({ ...goldenSigner(suite, name), member });
  return [
    () => [
      sign(ada, 40),
      sign(later("ada", "ada 2"), 41),
      sign(later("ben", "ben 2"), 42),
      sign(ben, 43),
      sign(cleo, 44),
    ],
    () => [],
  ];
};
