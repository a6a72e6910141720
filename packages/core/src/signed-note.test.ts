import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, fromHex, toBase64, toHex, utf8 } from "./bytes.ts";
import { formatVerifierKey, isNoteName, NoteError, noteKey, parseVerifierKey } from "./note-key.ts";
import {
  checkpointOrigin,
  formatCheckpointText,
  formatNote,
  parseCheckpointText,
  parseNote,
  signNote,
  verifyNote,
} from "./signed-note.ts";
import { generateKey } from "./suite/node-keys.ts";
import { nodeSuite } from "./suite/node-suite.ts";

const intl = nodeSuite("intl");

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof NoteError) return error.code;
    throw error;
  }
  return undefined;
}

// The example of C2SP signed-note v1.0.0.
const C2SP_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const C2SP_NOTE = utf8(
  "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
);

test("the example of C2SP signed-note verifies", () => {
  const key = parseVerifierKey(intl, C2SP_KEY);
  expect(key.name).toBe("example.com/foo");
  expect(toHex(key.id)).toBe("530d903a");
  expect(formatVerifierKey(key)).toBe(C2SP_KEY);
  const note = verifyNote(intl, C2SP_NOTE, [key]);
  expect(note.text).toBe("This is an example message.\n");
  expect(note.verifiedBy).toEqual([key]);
  expect(note.unknown).toEqual([]);
  expect(formatNote(parseNote(C2SP_NOTE))).toEqual(C2SP_NOTE);
});

test("the example of C2SP tlog-checkpoint reads as the log it names", () => {
  const text =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const checkpoint = parseCheckpointText(text);
  expect(checkpoint.origin).toBe("example.com/behind-the-sofa");
  expect(checkpoint.size).toBe(20_852_163);
  expect(checkpoint.extensions).toEqual([]);
  expect(formatCheckpointText(checkpoint)).toBe(text);
});

describe.each([
  ["intl", "Ed25519"],
  ["intl", "ES256"],
  ["gm", "SM2"],
] as const)("%s %s", (name, algorithm) => {
  const suite = nodeSuite(name);
  const signer = generateKey(suite, algorithm);
  const origin = checkpointOrigin(new Uint8Array(32).fill(0xab));
  const key = noteKey(suite, origin, signer.publicKey);
  const text = formatCheckpointText({
    origin,
    size: 7,
    root: new Uint8Array(32).fill(1),
    extensions: [],
  });

  test("signs, verifies, and its verifier key round-trips", async () => {
    const bytes = await signNote(suite, text, [{ name: origin, signer }]);
    expect(verifyNote(suite, bytes, [key]).verifiedBy).toEqual([key]);
    expect(parseVerifierKey(suite, formatVerifierKey(key))).toEqual(key);
  });

  test("no changed byte passes unnoticed", async () => {
    const bytes = await signNote(suite, text, [{ name: origin, signer }]);
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [0, 3, 6]) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(
          codeOf(() => verifyNote(suite, changed, [key])),
          `byte ${at}`,
        ).toBeDefined();
      }
    }
  });
});

test("key ids follow the type of the key", () => {
  const raw = new Uint8Array(64).fill(5);
  const gm = nodeSuite("gm");
  const sm2 = noteKey(gm, "a", { algorithm: "SM2", raw });
  const typed = concatBytes(fromHex("ff"), utf8("tallystick-sm2"), fromHex("04"), raw);
  expect(sm2.id).toEqual(gm.hash(concatBytes(utf8("a\n"), typed)).slice(0, 4));
  const spki = concatBytes(fromHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004"), raw);
  const ecdsa = noteKey(intl, "a", { algorithm: "ES256", raw });
  expect(ecdsa.id).toEqual(intl.hash(spki).slice(0, 4));
});

test("a second organisation, an unknown witness and a repeated line", async () => {
  const [a, b, witness] = [generateKey(intl), generateKey(intl, "ES256"), generateKey(intl)];
  const signers = [a, b, a, witness].map((signer) => ({ name: "log", signer }));
  const bytes = await signNote(intl, "x\n", signers);
  const keys = [a, b].map((signer) => noteKey(intl, "log", signer.publicKey));
  const note = verifyNote(intl, bytes, keys);
  expect(note.verifiedBy).toEqual(keys);
  expect(note.unknown.map(({ id }) => id)).toEqual([noteKey(intl, "log", witness.publicKey).id]);
  const stranger = noteKey(intl, "log", generateKey(intl).publicKey);
  expect(codeOf(() => verifyNote(intl, bytes, [stranger]))).toBe("no-known-key");
  const renamed = noteKey(intl, "gol", a.publicKey);
  expect(codeOf(() => verifyNote(intl, bytes, [renamed]))).toBe("no-known-key");
});

test("a wrong signature of a known key is fatal even beside a good one", async () => {
  const [a, b] = [generateKey(intl), generateKey(intl)];
  const keys = [a, b].map((signer) => noteKey(intl, "log", signer.publicKey));
  const good = parseNote(
    await signNote(
      intl,
      "x\n",
      [a, b].map((signer) => ({ name: "log", signer })),
    ),
  );
  const [first, second] = good.signatures;
  if (first === undefined || second === undefined) throw new Error("two signatures were made");
  const swapped = formatNote({
    text: good.text,
    signatures: [first, { ...second, signature: first.signature }],
  });
  expect(codeOf(() => verifyNote(intl, swapped, keys))).toBe("bad-signature");
});

test("what is not a note is refused", () => {
  const line = `\u2014 log ${toBase64(new Uint8Array(68))}\n`;
  const malformed = [
    "",
    "\n",
    "text\n",
    "text\n\n",
    `text${line}`,
    `text\n${line}`,
    `\n${line}`,
    `text\n\n${line.trimEnd()}`,
    `text\n\n${line}\n`,
    `text\n\n${line} `,
    `te\txt\n\n${line}`,
    `te\rxt\n\n${line}`,
    `text\n\n- log ${toBase64(new Uint8Array(68))}\n`,
    `text\n\n\u2014 log  ${toBase64(new Uint8Array(68))}\n`,
    `text\n\n\u2014  ${toBase64(new Uint8Array(68))}\n`,
    `text\n\n\u2014 l+g ${toBase64(new Uint8Array(68))}\n`,
    `text\n\n\u2014 l\u00a0g ${toBase64(new Uint8Array(68))}\n`,
    `text\n\n\u2014 l\u0085g ${toBase64(new Uint8Array(68))}\n`,
    `text\n\n\u2014 log ${toBase64(new Uint8Array(4))}\n`,
    `text\n\n\u2014 log ${toBase64(new Uint8Array(68)).slice(0, -1)}\n`,
    `text\n\n\u2014 log AAAAAAB=\n`,
  ];
  for (const text of malformed) {
    expect(
      codeOf(() => parseNote(utf8(text))),
      JSON.stringify(text),
    ).toBe("malformed");
  }
  expect(codeOf(() => parseNote(fromHex("ff0a0a")))).toBe("malformed");
  expect(codeOf(() => parseNote(utf8(`text\n\n${line.repeat(257)}`)))).toBe("too-large");
  expect(parseNote(utf8(`text\n\n${line.repeat(16)}`)).signatures.length).toBe(16);
  expect(codeOf(() => parseNote(new Uint8Array(1_000_001)))).toBe("too-large");
  expect(codeOf(() => formatNote({ text: "no newline", signatures: [] }))).toBe("malformed");
  const hidden = { text: `x\n\n${line}`, signatures: [] };
  expect(codeOf(() => formatNote(hidden))).toBe("malformed");
});

test("the text of a note may have empty lines", async () => {
  const signer = generateKey(intl);
  const text = "one\n\n\ntwo \u2014 three\n\n";
  const bytes = await signNote(intl, text, [{ name: "n", signer }]);
  expect(verifyNote(intl, bytes, [noteKey(intl, "n", signer.publicKey)]).text).toBe(text);
});

test("what is not a verifier key is refused", () => {
  const wrong = [
    "",
    "example.com/foo",
    "example.com/foo+530d903a",
    "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/fo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4",
    "example.com/foo +530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
  ];
  for (const text of wrong) {
    expect(
      codeOf(() => parseVerifierKey(intl, text)),
      text,
    ).toBe("malformed");
  }
  expect(codeOf(() => parseVerifierKey(nodeSuite("gm"), C2SP_KEY))).toBe("malformed");
  const short = { algorithm: "Ed25519" as const, raw: new Uint8Array(31) };
  expect(codeOf(() => noteKey(intl, "a", short))).toBe("malformed");
  expect(isNoteName("")).toBe(false);
  expect(isNoteName("\ud800")).toBe(false);
  expect(isNoteName("组织.example/账本")).toBe(true);
});

test("what is not a checkpoint text is refused", () => {
  const root = toBase64(new Uint8Array(32));
  const wrong = [
    "",
    "a\n1\n",
    `a\n1\n${root}`,
    `\n1\n${root}\n`,
    `a\n01\n${root}\n`,
    `a\n-1\n${root}\n`,
    `a\n+1\n${root}\n`,
    `a\n1e3\n${root}\n`,
    `a\n9007199254740992\n${root}\n`,
    `a\n1\n${root.slice(1)}\n`,
    `a\n1\n${toBase64(new Uint8Array(31))}\n`,
    `a\n1\n${root}\n\n`,
    `a\n1\n${root}\n\nb\n`,
  ];
  for (const text of wrong) {
    expect(
      codeOf(() => parseCheckpointText(text)),
      JSON.stringify(text),
    ).toBe("malformed");
  }
  expect(parseCheckpointText(`a\n0\n${root}\nextension\n`).extensions).toEqual(["extension"]);
  const checkpoint = { origin: "a\nb", size: 1, root: new Uint8Array(32), extensions: [] };
  expect(codeOf(() => formatCheckpointText(checkpoint))).toBe("malformed");
});

test("any bytes at all are read or refused", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string()), (text) => {
      codeOf(() => parseNote(utf8(`${text}\n\n\u2014 a AAAAAAAA\n`)));
      codeOf(() => parseCheckpointText(text));
      codeOf(() => parseVerifierKey(intl, text));
    }),
  );
});
