import { concatBytes } from "@tallystick/core/bytes";
import { CborTagged, encodeCbor } from "@tallystick/core/cbor";
import { decodeSign1, encodeSign1 } from "@tallystick/core/cose";
import {
  encodeStatementHeader,
  signStatement,
  statementSigningInput,
} from "@tallystick/core/statement";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { type BadCase, bad, distinct, type Got, type Surface } from "./surface.ts";

const WHERE = "POST /v1/statements";
const HOUR = 3_600_000;

/** L of RFC 8032 s5.1, little-endian. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

async function each(surface: Surface, bodies: readonly Uint8Array[]): Promise<Got[]> {
  const all: Got[] = [];
  for (const body of bodies) all.push(await surface.statement(body));
  return distinct(all);
}

/** The same statement with one of its four parts changed after signing. */
function altered(
  bytes: Uint8Array,
  change: (parts: ReturnType<typeof decodeSign1>) => Partial<ReturnType<typeof decodeSign1>>,
): Uint8Array {
  const parts = decodeSign1(bytes);
  return encodeSign1({ ...parts, ...change(parts) });
}

function addOrder(signature: Uint8Array): Uint8Array {
  let s = 0n;
  for (let i = 63; i >= 32; i--) s = (s << 8n) | BigInt(signature[i] as number);
  s += ORDER;
  const changed = signature.slice();
  for (let i = 32; i < 64; i++, s >>= 8n) changed[i] = Number(s & 255n);
  return changed;
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));
const MALFORMED = [400, "malformed"] as const;

/**
 * A statement with a good signature over a payload that is not canonical: nothing else is wrong with
 * it. `head` opens the array of five, `input` is the encoded input, `tail` follows it.
 */
async function resigned(
  { node }: Surface,
  change: { head?: string; input?: string; tail?: string },
): Promise<Uint8Array> {
  const { config, ledgerId, memberSigner } = node;
  const fields = [ledgerId, new Uint8Array(16).fill(9), Date.now() + HOUR, "evidence.deposit"];
  const { head = "85", input = CANONICAL_INPUT, tail = "" } = change;
  const payloadBytes = concatBytes(
    hex(head),
    ...fields.map((field) => encodeCbor(field)),
    hex(input),
    hex(tail),
  );
  const protectedBytes = encodeStatementHeader(
    memberSigner.algorithm,
    memberSigner.keyId,
    config.member,
  );
  const signature = memberSigner.sign(statementSigningInput({ protectedBytes, payloadBytes }));
  return encodeSign1({ protectedBytes, unprotected: new Map(), payload: payloadBytes, signature });
}

// {"note": "x", "digests": [{"alg": "sha-256", "value": h'00…'}]}, member by member.
const NOTE = "646e6f7465";
const DIGESTS = `676469676573747381a263616c67677368612d3235366576616c75655820${"00".repeat(32)}`;
const CANONICAL_INPUT = `a2${NOTE}6178${DIGESTS}`;

const NON_CANONICAL: readonly (readonly [string, Parameters<typeof resigned>[1]])[] = [
  ["an array length not in its shortest form", { head: "9805" }],
  ["an indefinite-length array", { head: "9f", tail: "ff" }],
  ["a map with unsorted keys", { input: `a2${DIGESTS}${NOTE}6178` }],
  ["a map with the same key twice", { input: `a3${NOTE}6178${NOTE}6178${DIGESTS}` }],
  ["a text length not in its shortest form", { input: `a2${NOTE}780178${DIGESTS}` }],
  ["an indefinite-length text", { input: `a2${NOTE}7f6178ff${DIGESTS}` }],
  ["text that is not UTF-8", { input: `a2${NOTE}61ff${DIGESTS}` }],
  ["text with a lone surrogate", { input: `a2${NOTE}63eda080${DIGESTS}` }],
  ["text that is not in normalization form C", { input: `a2${NOTE}6365cc81${DIGESTS}` }],
  ["a floating-point number", { input: `a2${NOTE}f93c00${DIGESTS}` }],
  ["the value undefined", { input: `a2${NOTE}f7${DIGESTS}` }],
  ["a tag inside", { input: `a2${NOTE}c06178${DIGESTS}` }],
  ["a reserved length", { input: `a2${NOTE}7c78${DIGESTS}` }],
  ["a byte string as key", { input: `a2416e6178${DIGESTS}` }],
  ["bytes after the payload's array", { tail: "00" }],
];

/** Proof that {@link resigned} makes good statements when nothing is changed. */
export const resignedUnchanged = (surface: Surface): Promise<Uint8Array> => resigned(surface, {});

/** What was tried on the bytes of statements. */
export const statementCases: readonly BadCase[] = [
  bad(WHERE, "an empty body", [400, "invalid-request"], (s) => s.statement(new Uint8Array(0))),
  bad(
    WHERE,
    "a good statement cut off after each of its bytes",
    [{ status: 400, code: "malformed" }],
    async (s) => {
      const good = await s.good();
      return each(
        s,
        Array.from({ length: good.length - 1 }, (_, i) => good.slice(0, i + 1)),
      );
    },
  ),
  bad(
    WHERE,
    "a good statement with each of its bytes changed in turn",
    [
      { status: 400, code: "malformed" },
      { status: 401, code: "bad-signature" },
      { status: 401, code: "unknown-key" },
      { status: 403, code: "wrong-issuer" },
      { status: 404, code: "unknown-action" },
      { status: 409, code: "wrong-ledger" },
    ],
    async (s) => {
      const good = await s.good({ expiry: Date.now() + 12 * HOUR });
      const bodies = Array.from(good, (byte, i) => {
        const changed = good.slice();
        changed[i] = byte ^ 1;
        return changed;
      });
      // The expiry's own bytes may make it expired or too far: what is said then depends on the hour.
      const got = await each(s, bodies);
      return got.filter(({ code }) => code !== "expired" && code !== "expiry-too-far");
    },
  ),
  bad(
    WHERE,
    "1,000 random bodies of up to 400 bytes",
    [{ status: 400, code: "malformed" }],
    (s) => {
      let state = 1;
      const next = (): number => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
        return state >> 8;
      };
      const random = () => Uint8Array.from({ length: 1 + (next() % 400) }, () => next() & 255);
      return each(s, Array.from({ length: 1000 }, random));
    },
  ),
  ...NON_CANONICAL.map(([what, change]) =>
    bad(WHERE, `a well-signed statement with ${what}`, MALFORMED, async (s) =>
      s.statement(await resigned(s, change)),
    ),
  ),
  bad(WHERE, "bytes after a good statement", MALFORMED, async (s) =>
    s.statement(concatBytes(await s.good(), Uint8Array.of(0))),
  ),
  bad(WHERE, "a good statement without its tag", MALFORMED, async (s) =>
    s.statement((await s.good()).slice(1)),
  ),
  bad(WHERE, "an unprotected header that is not empty", MALFORMED, async (s) =>
    s.statement(
      altered(await s.good(), () => ({ unprotected: new Map([[4, new Uint8Array(32)]]) })),
    ),
  ),
  bad(WHERE, "a detached payload", MALFORMED, async (s) =>
    s.statement(altered(await s.good(), () => ({ payload: null }))),
  ),
  bad(WHERE, "arrays nested 50,000 deep", MALFORMED, (s) =>
    s.statement(new Uint8Array(50_000).fill(0x81)),
  ),
  bad(WHERE, "an array that claims 2^64-1 items", MALFORMED, (s) =>
    s.statement(hex("9bffffffffffffffff")),
  ),
  bad(WHERE, "a statement of 60 KiB and one byte", [413, "too-large"], async (s) => {
    const input = { digests: [{ alg: "sha-256", value: new Uint8Array(32) }], note: "" };
    const bytes = encodeCbor(
      new CborTagged(18, [
        new Uint8Array(60_000),
        new Map(),
        null,
        JSON.stringify(input).repeat(40),
      ]),
    );
    return s.statement(bytes);
  }),
  bad(WHERE, "a body larger than any sequence", [413, "too-large"], (s) =>
    s.statement(new Uint8Array(7_000_000)),
  ),
  bad(WHERE, "a statement for another ledger", [409, "wrong-ledger"], async (s) => {
    const { config, memberSigner: signer } = s.node;
    const request = {
      signer,
      issuer: config.member,
      ledgerId: new Uint8Array(32),
      id: new Uint8Array(16),
      expiry: Date.now() + HOUR,
      action: "evidence.deposit",
      input: {},
    };
    return s.statement(await signStatement(request));
  }),
  bad(WHERE, "an expired statement", [410, "expired"], async (s) =>
    s.statement(await s.good({ expiry: Date.now() - 1000 })),
  ),
  bad(WHERE, "an expiry of 25 hours", [400, "expiry-too-far"], async (s) =>
    s.statement(await s.good({ expiry: Date.now() + 25 * HOUR })),
  ),
  bad(WHERE, "the id of an earlier statement with other content", [409, "replayed"], async (s) =>
    s.statement(await s.good({ id: new Uint8Array(16).fill(7) })),
  ),
  bad(WHERE, "a key that nobody has enrolled", [401, "unknown-key"], async (s) => {
    const signer = generateKey(nodeSuite("intl"));
    const { config, ledgerId } = s.node;
    const request = {
      signer,
      issuer: config.member,
      ledgerId,
      id: new Uint8Array(16),
      expiry: Date.now() + HOUR,
      action: "evidence.deposit",
      input: {},
    };
    return s.statement(await signStatement(request));
  }),
  bad(WHERE, "the signature of another statement", [401, "bad-signature"], async (s) => {
    const { signature } = decodeSign1(await s.good());
    return s.statement(altered(await s.good(), () => ({ signature })));
  }),
  bad(WHERE, "a signature whose S has the group order added", [401, "bad-signature"], async (s) =>
    s.statement(altered(await s.good(), ({ signature }) => ({ signature: addOrder(signature) }))),
  ),
  bad(WHERE, "a signature with R of small order and S = 0", [401, "bad-signature"], async (s) => {
    const signature = new Uint8Array(64);
    signature[0] = 1;
    return s.statement(altered(await s.good(), () => ({ signature })));
  }),
  bad(WHERE, "a member's name that is not the key's owner", [403, "wrong-issuer"], async (s) => {
    const { config, ledgerId, memberSigner: signer } = s.node;
    const request = {
      signer,
      issuer: `${config.member}2`,
      ledgerId,
      id: new Uint8Array(16),
      expiry: Date.now() + HOUR,
      action: "evidence.deposit",
      input: {},
    };
    return s.statement(await signStatement(request));
  }),
  bad(WHERE, "an action that does not exist", [404, "unknown-action"], async (s) =>
    s.statement(await s.good({ action: "evidence.forge" })),
  ),
  bad(
    WHERE,
    "an input that does not fit the action",
    [422, "invalid-input"],
    async (s) => s.statement(await s.good({ input: { digests: [] } })),
    true,
  ),
  bad(
    WHERE,
    "a digest that is not as long as its algorithm says",
    [422, "digest-length"],
    async (s) =>
      s.statement(
        await s.good({ input: { digests: [{ alg: "sha-512", value: new Uint8Array(32) }] } }),
      ),
    true,
  ),
  bad(WHERE, "a sequence of 101 statements", [413, "too-large"], async (s) => {
    const good = await s.good();
    return s.statement(concatBytes(...Array(101).fill(good)), "application/cbor-seq");
  }),
  bad(WHERE, "a sequence whose last item is cut off", [400, "invalid-request"], async (s) => {
    const good = await s.good();
    const body = concatBytes(good, good.slice(0, 50));
    return s.statement(body, "application/cbor-seq");
  }),
  bad(WHERE, "a sequence of no statement", [400, "invalid-request"], (s) =>
    s.statement(new Uint8Array(0), "application/cbor-seq"),
  ),
  bad(WHERE, "something that is no statement, with wait=none", [400, "invalid-request"], (s) =>
    s.send("POST", "/v1/statements?wait=none", {
      body: hex("8401020304"),
      headers: { "content-type": "application/cose" },
    }),
  ),
];
